-- Every refusal has this form; the reason is an error code of the HTTP contract.
CREATE FUNCTION refusal(p_reason text, p_facts jsonb DEFAULT '{}') RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object('outcome', 'refused', 'reason', p_reason) || p_facts
$$;
