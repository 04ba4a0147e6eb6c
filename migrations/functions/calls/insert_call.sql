-- Inserts an admitted call.
CREATE FUNCTION insert_call(
    p_team team_credits, p_terms admission_terms, p_call_id uuid, p_model text, p_purpose text,
    p_estimated_input_tokens bigint, p_call_ends timestamptz
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO llm_calls (call_id, job_id, team_id, organization_id, purpose, model_group_used,
                           cost_markup_percentage, priced_by_job, tokens_reserved, expires_at)
        VALUES (p_call_id, (p_terms.job).job_id, p_team.team_id, p_team.organization_id, p_purpose, p_model,
                p_terms.markup_percentage, prices_jobs(p_terms.plan),
                CASE WHEN p_team.tpm_limit IS NULL THEN 0 ELSE p_estimated_input_tokens END, p_call_ends);
END $$;
