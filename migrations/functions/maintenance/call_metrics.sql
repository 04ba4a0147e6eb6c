-- Counts of all calls by provider: the stored totals before a day, and the rows from that day on.
CREATE FUNCTION call_metrics(p_before_day date) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_object('provider', provider, 'succeeded', succeeded, 'failed', failed,
        'prompt_tokens', prompt_tokens, 'completion_tokens', completion_tokens,
        'provider_cost_usd', provider_cost_usd::text) ORDER BY provider), '[]')
    FROM (
        SELECT provider, sum(succeeded) AS succeeded, sum(failed) AS failed,
               sum(prompt_tokens) AS prompt_tokens, sum(completion_tokens) AS completion_tokens,
               sum(provider_cost_usd) AS provider_cost_usd
        FROM (
            SELECT provider, succeeded, failed, prompt_tokens, completion_tokens, provider_cost_usd FROM call_totals
            UNION ALL
            SELECT provider, successful_calls, failed_calls, total_prompt_tokens, total_completion_tokens, provider_cost_usd
            FROM call_usage_by_day WHERE day >= p_before_day) AS parts
        GROUP BY provider) AS added
$$;
