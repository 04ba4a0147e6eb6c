-- One job of a team with p_limit of its calls from p_offset on. p_with_bodies: with what was asked and answered, where it
-- was kept: the first p_body_bytes of that. It may hold personal data of the teams' customers: the role user sees only that it is there.
CREATE FUNCTION get_job_with_calls(
    p_principal jsonb, p_team_id text, p_job_id uuid, p_limit bigint, p_offset bigint, p_with_bodies boolean,
    p_body_bytes bigint
) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    v_body_bytes bigint := CASE WHEN role_of_principal(p_principal) >= 'admin' THEN p_body_bytes ELSE 0 END;
BEGIN
    RETURN coalesce(operator_refusal(p_principal), (
        SELECT granted(jsonb_build_object(
            'job', job_summary(job, costs, retry_count), 'call_count', (SELECT count(*) FROM calls_of_job(job)), 'calls', (
            SELECT coalesce(jsonb_agg(jsonb_build_object(
                    'call_id', call_id, 'status', status, 'purpose', purpose, 'model_group_used', model_group_used,
                    'model_used', model_used, 'provider', provider, 'resolved_model', resolved_model,
                    'credential_id', credential_id, 'provider_request_id', provider_request_id, 'attempts', attempts,
                    'prompt_tokens', prompt_tokens, 'cached_input_tokens', cached_input_tokens,
                    'completion_tokens', completion_tokens, 'reasoning_tokens', reasoning_tokens,
                    'total_tokens', total_tokens, 'estimated', estimated, 'late', late, 'service_tier', service_tier,
                    'cost_usd', provider_cost_usd::text, 'input_cost_usd', input_cost_usd::text,
                    'output_cost_usd', output_cost_usd::text,
                    'failed_attempts_cost_usd', failed_attempts_cost_usd::text,
                    'in_doubt_usd', in_doubt_usd::text, 'in_doubt_bound_usd', in_doubt_bound_usd::text,
                    'model_pricing_input', trim_scale(model_pricing_input),
                    'model_pricing_output', trim_scale(model_pricing_output),
                    'cost_markup_percentage', trim_scale(cost_markup_percentage), 'priced_by_job', priced_by_job,
                    'latency_ms', latency_ms, 'time_to_first_token_ms', time_to_first_token_ms,
                    'created_at', created_at, 'settled_at', settled_at,
                    'error_code', error_code, 'error', coalesce(error, error_code),
                    'request_data', CASE WHEN bytes_so_far <= v_body_bytes THEN request_data END,
                    'response_data', CASE WHEN bytes_so_far <= v_body_bytes THEN response_data END,
                    'bodies_left_out', bytes_so_far > v_body_bytes)
                    || costs_document(provider_cost_usd, client_cost_usd)
                ORDER BY created_at, call_id), '[]')
            FROM (
                SELECT call.*, body.request_data, body.response_data,
                    sum(octet_length(concat(body.request_data, body.response_data)))
                        OVER (ORDER BY call.created_at, call.call_id) AS bytes_so_far
                FROM (SELECT * FROM calls_of_job(job) ORDER BY created_at, call_id LIMIT p_limit OFFSET p_offset) AS call
                LEFT JOIN llm_call_bodies AS body
                    ON body.call_id = call.call_id AND body.expires_at > now() AND p_with_bodies
            ) AS listed)))
        FROM jobs AS job LEFT JOIN job_cost_summaries AS costs USING (job_id), retries_of_job(job)
        WHERE job.job_id = p_job_id AND job.team_id = p_team_id
    ), refusal('job_not_found'));
END $$;
