-- Checks of what calls add up to, and of what they and their jobs cost.
CREATE FUNCTION call_checks() RETURNS SETOF books_check LANGUAGE sql STABLE AS $$
    VALUES
        ('the summary of a job is the sum of its settled calls', 'breach', $q$
         SELECT format('call %s: booked %s + %s, should be %s + %s', call_id, input_cost_usd, output_cost_usd,
                       trim_scale(coalesce(input_cost, 0)), trim_scale(coalesce(output_cost, 0)))
         FROM llm_calls
         CROSS JOIN LATERAL (SELECT coalesce(pricing->'service_tiers'->(service_tier::text), pricing) AS prices) AS of_tier
         CROSS JOIN LATERAL (SELECT least(cached_input_tokens, prompt_tokens) AS cached) AS a
         CROSS JOIN LATERAL (SELECT least(cache_write_5m_tokens, prompt_tokens - cached) AS written_5m) AS b
         CROSS JOIN LATERAL (SELECT least(cache_write_1h_tokens, prompt_tokens - cached - written_5m) AS written_1h) AS c
         CROSS JOIN LATERAL (
             SELECT coalesce(
                 (SELECT tier FROM jsonb_array_elements(coalesce(prices->'tiers', '[]')) AS tier
                  WHERE prompt_tokens > (tier->>'above_input_tokens')::bigint
                  ORDER BY (tier->>'above_input_tokens')::bigint DESC LIMIT 1),
                 prices) AS price) AS d
         CROSS JOIN LATERAL (
             SELECT 0.000001 * (
                     (prompt_tokens - cached - written_5m - written_1h) * (price->>'input')::numeric
                     + cached * coalesce(price->>'cached_input', price->>'input')::numeric
                     + written_5m * coalesce(price->>'cache_write_5m', price->>'input')::numeric
                     + written_1h * coalesce(price->>'cache_write_1h', price->>'input')::numeric) AS input_cost,
                 0.000001 * completion_tokens * (price->>'output')::numeric AS output_cost) AS e
         WHERE input_cost_usd <> coalesce(input_cost, 0) OR output_cost_usd <> coalesce(output_cost, 0)$q$),
        ('a call that is not settled has used nothing', 'breach', $q$
         SELECT format('call %s (%s)', call_id, status) FROM llm_calls
         WHERE status IN ('admitted', 'abandoned') AND (total_tokens <> 0 OR provider_cost_usd <> 0)$q$),
        ('a call costs its input, its output and its failed attempts, and the client the first two with the markup', 'breach', $q$
         SELECT format('call %s: %s + %s + %s, provider %s, client %s at %s %%', call_id, input_cost_usd, output_cost_usd,
                       failed_attempts_cost_usd, provider_cost_usd, client_cost_usd, cost_markup_percentage)
         FROM llm_calls
         WHERE provider_cost_usd <> input_cost_usd + output_cost_usd + failed_attempts_cost_usd OR client_cost_usd <> CASE
             WHEN priced_by_job THEN 0 ELSE (input_cost_usd + output_cost_usd) * (1 + cost_markup_percentage / 100) END$q$),
        ('a settled call costs, and leaves in doubt, what its attempts do', 'breach', $q$
         SELECT format('call %s: costs %s, in doubt %s of %s; its attempts: %s, %s of %s', call_id, provider_cost_usd,
                       in_doubt_usd, in_doubt_bound_usd, cost, doubt, bound)
         FROM llm_calls CROSS JOIN LATERAL (
             SELECT sum((attempt->>'cost_usd')::numeric) AS cost, sum((attempt->>'in_doubt_usd')::numeric) AS doubt,
                 sum((attempt->>'in_doubt_bound_usd')::numeric) AS bound
             FROM jsonb_array_elements(attempts) AS attempt WHERE attempt ? 'end') AS told
         WHERE status IN ('succeeded', 'failed')
             AND (cost <> provider_cost_usd OR doubt <> in_doubt_usd OR bound <> in_doubt_bound_usd)$q$),
        ('a completed job costs what its plan says, a failed one that or nothing, and no open one has a price', 'breach', $q$
         SELECT format('job %s (%s): price %s, should be %s', job_id, jobs.status, booked, price)
         FROM jobs LEFT JOIN job_cost_summaries AS summary USING (job_id) LEFT JOIN pricing_plans AS plan USING (plan_id)
         CROSS JOIN LATERAL (SELECT coalesce(job_price_usd, 0) AS booked, CASE
             WHEN jobs.status IN ('completed', 'failed') THEN coalesce(price_of_job(plan, plan_position), 0) ELSE 0
             END AS price) AS a
         WHERE booked <> price AND (jobs.status <> 'failed' OR booked <> 0)$q$)
$$;
