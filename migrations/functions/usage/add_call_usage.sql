-- Adds a settled call to its own day. The caller has the team's lock.
CREATE FUNCTION add_call_usage(p_call llm_calls, p_job_type text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_bounds bigint[] := latency_bounds();
    v_classes int := cardinality(v_bounds) + 2;
    -- width_bucket counts the bounds that a latency has reached; a class reaches up to its bound.
    v_class int := coalesce(width_bucket(p_call.latency_ms - 1, v_bounds) + 1, v_classes);
    v_counts bigint[] := array_fill(0::bigint, ARRAY[v_classes]);
BEGIN
    IF p_call.provider IS NULL THEN
        RETURN;
    END IF;
    v_counts[v_class] := 1;
    INSERT INTO call_usage_by_day AS kept
            (team_id, organization_id, day, job_type, model, provider, total_calls, successful_calls, failed_calls,
             total_prompt_tokens, total_completion_tokens, provider_cost_usd, client_cost_usd, latency_counts)
        VALUES (p_call.team_id, p_call.organization_id, (p_call.created_at AT TIME ZONE 'UTC')::date, p_job_type,
                coalesce(p_call.model_used, p_call.model_group_used), p_call.provider, 1,
                (p_call.status = 'succeeded')::int, (p_call.status = 'failed')::int, p_call.prompt_tokens,
                p_call.completion_tokens, p_call.provider_cost_usd, p_call.client_cost_usd, v_counts)
        ON CONFLICT (team_id, day, job_type, model, provider) DO UPDATE SET
            total_calls = kept.total_calls + 1,
            successful_calls = kept.successful_calls + excluded.successful_calls,
            failed_calls = kept.failed_calls + excluded.failed_calls,
            total_prompt_tokens = kept.total_prompt_tokens + excluded.total_prompt_tokens,
            total_completion_tokens = kept.total_completion_tokens + excluded.total_completion_tokens,
            provider_cost_usd = kept.provider_cost_usd + excluded.provider_cost_usd,
            client_cost_usd = kept.client_cost_usd + excluded.client_cost_usd,
            latency_counts[v_class] = kept.latency_counts[v_class] + 1;
END $$;
