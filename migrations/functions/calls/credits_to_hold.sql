-- The credits to set aside for one more call: the worst case of what it can add to its job's debt, whichever candidate serves
-- it. (Rounding up each call's share covers the rounding up of their sum.) A job that is charged on completion has one hold
-- for all its calls. p_worst_cost_usd: the most that the provider can charge for the call.
CREATE FUNCTION credits_to_hold(
    p_terms admission_terms, p_input_tokens bigint, p_worst_cost_usd numeric, p_candidates jsonb
) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_job jobs := p_terms.job;
    v_plan pricing_plans := p_terms.plan;
    v_worst_tokens bigint;
BEGIN
    IF p_terms.charged_on_completion AND EXISTS (
            SELECT FROM credit_holds WHERE job_id = v_job.job_id AND call_id IS NULL AND state = 'held') THEN
        RETURN 0;
    END IF;
    SELECT max(p_input_tokens + (candidate->>'max_output_tokens')::bigint) INTO v_worst_tokens
        FROM jsonb_array_elements(p_candidates) AS candidate;
    RETURN greatest(1, credits_owed(v_job.budget_mode, v_job.credits_per_dollar, v_job.tokens_per_credit,
        coalesce(highest_job_price(v_plan), p_worst_cost_usd * (1 + p_terms.markup_percentage / 100)), v_worst_tokens));
END $$;
