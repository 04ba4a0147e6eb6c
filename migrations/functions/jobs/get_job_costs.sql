-- What a job costs: in all, and p_limit of its calls from p_offset on.
CREATE FUNCTION get_job_costs(p_principal jsonb, p_job_id uuid, p_limit bigint, p_offset bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    RETURN coalesce(job_reader_refusal(p_principal, p_job_id), (
        SELECT granted(jsonb_build_object(
            'job_id', job.job_id, 'team_id', job.team_id, 'job_type', job.job_type, 'status', job.status,
            'costs', jsonb_build_object(
                'total_cost_usd', coalesce(summary.total_cost_usd, 0)::text,
                'job_price_usd', coalesce(summary.job_price_usd, 0)::text,
                'credits_charged', job.credits_charged,
                'total_calls', (SELECT count(*) FROM calls_of_job(job)),
                'breakdown', (
                    SELECT coalesce(jsonb_agg(jsonb_build_object(
                            'call_id', call_id, 'model', coalesce(model_used, model_group_used), 'purpose', purpose,
                            'status', status, 'prompt_tokens', prompt_tokens, 'completion_tokens', completion_tokens,
                            'cost_usd', client_cost_usd::text, 'error', error_code, 'created_at', created_at)
                            || costs_document(provider_cost_usd, client_cost_usd)
                        ORDER BY created_at, call_id), '[]')
                    FROM (SELECT * FROM calls_of_job(job) ORDER BY created_at, call_id LIMIT p_limit OFFSET p_offset) AS call))
                || costs_document(coalesce(summary.provider_cost_usd, 0), coalesce(summary.total_cost_usd, 0))))
        FROM jobs AS job LEFT JOIN job_cost_summaries AS summary USING (job_id)
        WHERE job.job_id = p_job_id
    ));
END $$;
