-- Takes a key for a request: with its answer, or with the call that will have it. False: another request was faster. An SDK repeats
-- a request soon or not at all, so what it may ask for is kept for ten minutes.
CREATE FUNCTION take_idempotency_key(p_team_id text, p_idempotency jsonb, p_call_id uuid, p_answer jsonb)
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    IF p_idempotency IS NULL THEN
        RETURN true;
    END IF;
    INSERT INTO idempotency_keys AS first (team_id, holder, idempotency_key, request_hash, call_id, answer, expires_at)
        VALUES (p_team_id, coalesce(p_idempotency->>'holder', 'team'), p_idempotency->>'key',
                p_idempotency->>'request_hash', p_call_id, p_answer,
                now() + CASE p_idempotency->>'holder' WHEN 'sdk' THEN interval '10 minutes' ELSE interval '24 hours' END)
        ON CONFLICT (team_id, holder, idempotency_key) DO UPDATE
            SET call_id = excluded.call_id, answer = excluded.answer, request_hash = excluded.request_hash,
                created_at = excluded.created_at, expires_at = excluded.expires_at
            WHERE first.expires_at <= now() OR (p_idempotency->>'is_new')::boolean
                OR (SELECT status FROM llm_calls WHERE call_id = first.call_id) = 'abandoned';
    RETURN FOUND;
END $$;
