-- Retried requests: the first answer again instead of a second effect.

-- One request by its `Idempotency-Key`, for 24 hours. No answer yet: it is in flight.
CREATE TABLE idempotency_keys (
    team_id external_id NOT NULL REFERENCES team_credits,
    idempotency_key text NOT NULL CHECK (length(idempotency_key) BETWEEN 1 AND 255),
    -- SHA-256 of method, path and body, in hex: the same key with another request is refused.
    request_hash text NOT NULL CHECK (request_hash ~ '^[0-9a-f]{64}$'),
    call_id uuid UNIQUE,
    answer jsonb,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL DEFAULT now() + interval '24 hours',
    PRIMARY KEY (team_id, idempotency_key)
);

CREATE INDEX idempotency_keys_by_expiry ON idempotency_keys (team_id, expires_at);

-- What was answered to this request before, or why it cannot be taken; null for one that is new.
-- p_idempotency: {"key", "request_hash"}, or null for a request without a key.
CREATE FUNCTION answered_before(p_team_id text, p_idempotency jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_first idempotency_keys;
BEGIN
    SELECT * INTO v_first FROM idempotency_keys
        WHERE team_id = p_team_id AND idempotency_key = p_idempotency->>'key' AND expires_at > now();
    RETURN CASE
        WHEN v_first.team_id IS NULL THEN NULL
        WHEN v_first.request_hash <> p_idempotency->>'request_hash' THEN refusal('idempotency_key_reused')
        WHEN v_first.answer IS NOT NULL THEN jsonb_build_object('outcome', 'replayed', 'answer', v_first.answer)
        -- A call whose end nobody reported will never be answered: it may be made again.
        WHEN (SELECT status FROM llm_calls WHERE call_id = v_first.call_id) = 'abandoned' THEN NULL
        ELSE refusal('request_in_progress')
    END;
END $$;

-- Takes a key for a request: with its answer, or with the call that will bring it. False: another request was faster.
CREATE FUNCTION take_idempotency_key(p_team_id text, p_idempotency jsonb, p_call_id uuid, p_answer jsonb)
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    IF p_idempotency IS NULL THEN
        RETURN true;
    END IF;
    DELETE FROM idempotency_keys WHERE team_id = p_team_id AND expires_at <= now();
    INSERT INTO idempotency_keys AS first (team_id, idempotency_key, request_hash, call_id, answer)
        VALUES (p_team_id, p_idempotency->>'key', p_idempotency->>'request_hash', p_call_id, p_answer)
        ON CONFLICT (team_id, idempotency_key) DO UPDATE
            SET call_id = excluded.call_id, answer = excluded.answer, request_hash = excluded.request_hash,
                created_at = excluded.created_at, expires_at = excluded.expires_at
            WHERE (SELECT status FROM llm_calls WHERE call_id = first.call_id) = 'abandoned';
    RETURN FOUND;
END $$;

-- Keeps the answer to a call for whoever asks again. A call without one has had no effect: its key is free again.
CREATE FUNCTION keep_answer(p_call_id uuid, p_answer jsonb) RETURNS void LANGUAGE sql AS $$
    UPDATE idempotency_keys SET answer = p_answer WHERE call_id = p_call_id AND p_answer IS NOT NULL;
    DELETE FROM idempotency_keys WHERE call_id = p_call_id AND p_answer IS NULL;
$$;
