-- The earlier answer to this request, or why the request is refused; null for a new request.
-- p_idempotency: {"key", "request_hash", "holder"?, "is_new"?}, or null for a request without a key. One that is new has no earlier
-- answer, whatever was sent with its key before.
CREATE FUNCTION find_replay(p_team_id text, p_idempotency jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_first idempotency_keys;
BEGIN
    SELECT * INTO v_first FROM idempotency_keys
        WHERE team_id = p_team_id AND holder = coalesce(p_idempotency->>'holder', 'team')
            AND idempotency_key = p_idempotency->>'key' AND expires_at > now()
            AND NOT coalesce((p_idempotency->>'is_new')::boolean, false);
    RETURN CASE
        WHEN v_first.team_id IS NULL THEN NULL
        WHEN v_first.request_hash <> p_idempotency->>'request_hash' THEN refusal('idempotency_key_reused')
        WHEN v_first.answer IS NOT NULL THEN jsonb_build_object('outcome', 'replayed', 'answer', v_first.answer)
        -- An abandoned call will never have an answer, so the request may be made again.
        WHEN (SELECT status FROM llm_calls WHERE call_id = v_first.call_id) = 'abandoned' THEN NULL
        ELSE refusal('request_in_progress')
    END;
END $$;
