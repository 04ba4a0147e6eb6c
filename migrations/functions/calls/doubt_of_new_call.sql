-- What a call may cost the organization while its end is not reported. The estimate is the prompt and a typical answer at the
-- prices of the first candidate; the bound is one attempt at the dearest candidate.
CREATE FUNCTION doubt_of_new_call(
    p_input_tokens_bound bigint, p_estimated_input_tokens bigint, p_candidates jsonb, OUT estimate_usd numeric, OUT bound_usd numeric
) LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT least(bound_usd, estimate_usd), bound_usd
    FROM (
        SELECT max(worst_case_cost_usd(
                prices_of_worst_case(candidate), p_input_tokens_bound, (candidate->>'max_output_tokens')::bigint)) AS bound_usd
        FROM jsonb_array_elements(p_candidates) AS candidate) AS worst,
    LATERAL (
        SELECT 0.000001 * (p_estimated_input_tokens * (p_candidates->0->'pricing'->>'input')::numeric
            + least(typical_output_tokens(), (p_candidates->0->>'max_output_tokens')::bigint)
                * (p_candidates->0->'pricing'->>'output')::numeric) AS estimate_usd) AS typical
$$;
