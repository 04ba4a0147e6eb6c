-- Checks of the usage by day.
CREATE FUNCTION usage_checks() RETURNS SETOF books_check LANGUAGE sql STABLE AS $$
    VALUES
        ('a team''s usage by day is the sum of its jobs', 'breach', $q$
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
        ('a team''s usage by model is the sum of its calls', 'breach', $q$
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
        ('an organization''s usage is that of its teams', 'breach', $q$
         SELECT format('team %s: its usage stands under %s, it is of %s', team_id, usage.organization_id, team.organization_id)
         FROM (SELECT team_id, organization_id FROM job_usage_by_day
               UNION SELECT team_id, organization_id FROM call_usage_by_day) AS usage
         JOIN team_credits AS team USING (team_id) WHERE usage.organization_id <> team.organization_id$q$)
$$;
