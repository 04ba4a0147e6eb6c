-- $2: the team, $3: the job, $4 and $5: how many of its calls, and from which on, $6: 'true' with what was asked and
-- answered, where it was kept: the first $7 bytes of that.
SELECT coalesce(operator_refusal($1::text::jsonb), (
    SELECT granted(jsonb_build_object('job', job_summary(job, costs, retry_count), 'call_count', (SELECT count(*) FROM calls_of_job(job)), 'calls', (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
                'call_id', call_id, 'status', status, 'purpose', purpose, 'model_group_used', model_group_used,
                'model_used', model_used, 'provider', provider, 'resolved_model', resolved_model,
                'credential_id', credential_id, 'provider_request_id', provider_request_id, 'attempts', attempts,
                'prompt_tokens', prompt_tokens, 'cached_input_tokens', cached_input_tokens,
                'completion_tokens', completion_tokens, 'reasoning_tokens', reasoning_tokens,
                'total_tokens', total_tokens, 'estimated', estimated, 'late', late,
                'cost_usd', rounded(provider_cost_usd), 'input_cost_usd', rounded(input_cost_usd),
                'output_cost_usd', rounded(output_cost_usd),
                'model_pricing_input', trim_scale(model_pricing_input),
                'model_pricing_output', trim_scale(model_pricing_output),
                'cost_markup_percentage', trim_scale(cost_markup_percentage), 'priced_by_job', priced_by_job,
                'latency_ms', latency_ms, 'time_to_first_token_ms', time_to_first_token_ms,
                'created_at', rfc3339(created_at), 'settled_at', rfc3339(settled_at),
                'error_code', error_code, 'error', coalesce(error, error_code),
                'request_data', CASE WHEN bytes_so_far <= $7 THEN request_data END,
                'response_data', CASE WHEN bytes_so_far <= $7 THEN response_data END,
                'bodies_left_out', bytes_so_far > $7)
                || costs_document(true, provider_cost_usd, client_cost_usd)
            ORDER BY created_at, call_id), '[]')
        FROM (
            SELECT call.*, body.request_data, body.response_data,
                sum(octet_length(concat(body.request_data, body.response_data))) OVER (ORDER BY call.created_at, call.call_id)
                    AS bytes_so_far
            FROM (SELECT * FROM calls_of_job(job) ORDER BY created_at, call_id LIMIT $4 OFFSET $5) AS call
            LEFT JOIN llm_call_bodies AS body
                ON body.call_id = call.call_id AND body.expires_at > now() AND $6 = 'true'
        ) AS listed)))
    FROM jobs AS job LEFT JOIN job_cost_summaries AS costs USING (job_id), retries_of_job(job)
    WHERE job.job_id = $3::text::uuid AND job.team_id = $2
), refusal('job_not_found'))::text
