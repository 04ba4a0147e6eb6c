-- Opens a job. p_job: {"team_id", "job_type", "user_id"?, "external_task_id"?, "metadata"?}. For p_idempotency see
-- find_replay. It counts towards the team's request limit.
CREATE FUNCTION create_job(p_key_hash bytea, p_job_id uuid, p_job jsonb, p_idempotency jsonb DEFAULT NULL)
RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_team team_credits := team_of_key(p_key_hash);
    v_refusal jsonb := team_refusal(v_team, p_job->>'team_id', false);
    v_rate record;
    v_answer jsonb;
BEGIN
    v_refusal := coalesce(v_refusal, find_replay(v_team.team_id, p_idempotency),
        job_type_refusal(v_team.team_id, p_job->>'job_type'));
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    IF v_team.rpm_limit IS NOT NULL THEN
        SELECT * INTO STRICT v_team FROM team_credits WHERE team_id = v_team.team_id FOR NO KEY UPDATE;
        v_rate := check_rate_limits(v_team, NULL);
        IF v_rate.refusal IS NOT NULL THEN
            RETURN v_rate.refusal;
        END IF;
    END IF;
    v_answer := jsonb_build_object('job_id', p_job_id, 'team_id', v_team.team_id, 'status', 'pending',
        'created_at', now());
    -- Of two at once the slower one waits here for the faster one.
    IF NOT take_idempotency_key(v_team.team_id, p_idempotency, NULL, v_answer) THEN
        RETURN coalesce(find_replay(v_team.team_id, p_idempotency), refusal('request_in_progress'));
    END IF;
    IF v_team.rpm_limit IS NOT NULL THEN
        UPDATE team_credits SET requests_left = v_rate.requests_left, tokens_left = v_rate.tokens_left,
                rates_seen_at = clock_timestamp()
            WHERE team_id = v_team.team_id;
    END IF;
    PERFORM insert_job(p_job_id, v_team, p_job);
    RETURN jsonb_build_object('outcome', 'created') || v_answer;
END $$;
