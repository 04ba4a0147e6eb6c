-- Keeps the answer to a call for when its request is sent again. A call without an answer has had no effect: its key is free.
CREATE FUNCTION store_answer(p_call_id uuid, p_answer jsonb) RETURNS void LANGUAGE sql AS $$
    UPDATE idempotency_keys SET answer = p_answer WHERE call_id = p_call_id AND p_answer IS NOT NULL;
    DELETE FROM idempotency_keys WHERE call_id = p_call_id AND p_answer IS NULL;
$$;
