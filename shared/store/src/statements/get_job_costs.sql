-- $2: the job, $3 and $4: how many of its calls, and from which on.
SELECT coalesce(job_reader_refusal($1::text::jsonb, $2::text::uuid), (
    SELECT granted(jsonb_build_object(
        'job_id', job.job_id, 'team_id', job.team_id, 'job_type', job.job_type, 'status', job.status,
        'costs', jsonb_build_object(
            'total_cost_usd', rounded(coalesce(summary.total_cost_usd, 0)),
            'job_price_usd', rounded(coalesce(summary.job_price_usd, 0)),
            'credits_charged', job.credits_charged,
            'total_calls', (SELECT count(*) FROM calls_of_job(job)),
            'breakdown', (
                SELECT coalesce(jsonb_agg(jsonb_build_object(
                        'call_id', call_id, 'model', coalesce(model_used, model_group_used), 'purpose', purpose,
                        'status', status, 'prompt_tokens', prompt_tokens, 'completion_tokens', completion_tokens,
                        'cost_usd', rounded(client_cost_usd), 'error', error_code, 'created_at', rfc3339(created_at))
                        || costs_document(is_operator($1::text::jsonb), provider_cost_usd, client_cost_usd)
                    ORDER BY created_at, call_id), '[]')
                FROM (SELECT * FROM calls_of_job(job) ORDER BY created_at, call_id LIMIT $3 OFFSET $4) AS call))
            || costs_document(is_operator($1::text::jsonb),
                              coalesce(summary.provider_cost_usd, 0), coalesce(summary.total_cost_usd, 0))))
    FROM jobs AS job LEFT JOIN job_cost_summaries AS summary USING (job_id)
    WHERE job.job_id = $2::text::uuid
))::text
