-- Stores the answer to a call, to replay it to a repeated request. A call without an answer had no effect, so its key becomes
-- free.
CREATE FUNCTION store_answer(p_call_id uuid, p_answer jsonb) RETURNS void LANGUAGE sql AS $$
    UPDATE idempotency_keys SET answer = p_answer WHERE call_id = p_call_id AND p_answer IS NOT NULL;
    DELETE FROM idempotency_keys WHERE call_id = p_call_id AND p_answer IS NULL;
$$;
