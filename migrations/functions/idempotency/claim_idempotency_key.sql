-- Takes a request's key for the call that will have its answer. Null, or the answer instead because another request with the
-- key was faster.
CREATE FUNCTION claim_idempotency_key(p_team_id text, p_idempotency jsonb, p_call_id uuid) RETURNS jsonb LANGUAGE plpgsql AS $$
BEGIN
    IF take_idempotency_key(p_team_id, p_idempotency, p_call_id, NULL) THEN
        RETURN NULL;
    END IF;
    RETURN coalesce(find_replay(p_team_id, p_idempotency), refusal('request_in_progress'));
END $$;
