-- Inserts an admitted call. As long as its end is not reported, all that it may cost the organization is in doubt.
CREATE FUNCTION insert_call(
    p_team team_credits, p_terms admission_terms, p_call_id uuid, p_model text, p_purpose text,
    p_estimated_input_tokens bigint, p_in_doubt_usd numeric, p_in_doubt_bound_usd numeric, p_call_ends timestamptz
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO llm_calls (call_id, job_id, team_id, organization_id, purpose, model_group_used,
                           cost_markup_percentage, priced_by_job, tokens_reserved, in_doubt_usd, in_doubt_bound_usd, expires_at)
        VALUES (p_call_id, (p_terms.job).job_id, p_team.team_id, p_team.organization_id, p_purpose, p_model,
                p_terms.markup_percentage, prices_jobs(p_terms.plan),
                CASE WHEN p_team.tpm_limit IS NULL THEN 0 ELSE p_estimated_input_tokens END,
                p_in_doubt_usd, p_in_doubt_bound_usd, p_call_ends);
END $$;
