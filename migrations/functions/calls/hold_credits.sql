-- Sets credits aside for a call, or for its job if that is charged on completion, and takes the call from the team's rate
-- limits. No credits: the job's hold is prolonged. One new version of the team's row at most.
CREATE FUNCTION hold_credits(
    p_team team_credits, p_terms admission_terms, p_call_id uuid, p_credits bigint, p_call_ends timestamptz,
    p_requests_left double precision, p_tokens_left double precision
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_job_id uuid := (p_terms.job).job_id;
    -- The hold of a whole job lasts as long as an idle job may stay open.
    v_job_ends timestamptz := greatest(p_call_ends, now() + interval '24 hours');
BEGIN
    IF p_credits > 0 THEN
        INSERT INTO credit_holds (team_id, job_id, call_id, credits, expires_at)
            VALUES (p_team.team_id, v_job_id, CASE WHEN p_terms.charged_on_completion THEN NULL ELSE p_call_id END, p_credits,
                    CASE WHEN p_terms.charged_on_completion THEN v_job_ends ELSE p_call_ends END);
    ELSE
        UPDATE credit_holds SET expires_at = v_job_ends WHERE job_id = v_job_id AND call_id IS NULL AND state = 'held';
    END IF;
    IF p_credits > 0 OR coalesce(p_team.rpm_limit, p_team.tpm_limit) IS NOT NULL THEN
        UPDATE team_credits SET credits_held = credits_held + p_credits, updated_at = now(),
                requests_left = p_requests_left, tokens_left = p_tokens_left, rates_seen_at = clock_timestamp()
            WHERE team_id = p_team.team_id;
    END IF;
END $$;
