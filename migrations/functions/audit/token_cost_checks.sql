-- The check of what a call's tokens cost: the same price as the functions compute. The prices of the answer's service tier, if it has
-- its own; of these the highest tier that the prompt exceeds; an absent cache price is the price of input; and of counts that
-- contradict each other only what the prompt has is paid.
CREATE FUNCTION token_cost_checks() RETURNS SETOF books_check LANGUAGE sql STABLE AS $$
    VALUES
        ('a call costs what its tokens cost at its prices', 'breach', $q$
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
         WHERE input_cost_usd <> coalesce(input_cost, 0) OR output_cost_usd <> coalesce(output_cost, 0)$q$)
$$;
