-- One more key for a team. For p_key see insert_key.
CREATE FUNCTION create_key(p_principal jsonb, p_team_id text, p_key jsonb, p_idempotency jsonb, p_most_keys bigint)
RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_key virtual_keys;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    ELSIF (lock_team(p_team_id)).team_id IS NULL THEN
        RETURN refusal('team_not_found');
    END IF;
    v_refusal := coalesce(find_key_replay(p_team_id, p_idempotency), CASE
        WHEN (p_key->>'expires_at')::timestamptz <= now() THEN
            refusal('invalid_value', '{"field": "expires_at", "detail": "The key would have expired already."}')
        WHEN p_most_keys <= (SELECT count(*) FROM virtual_keys AS key WHERE team_id = p_team_id AND is_live(key)) THEN
            refusal('invalid_value', jsonb_build_object('detail',
                format('The team has %s working keys already, which is the most. Revoke one first.', p_most_keys))) END);
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    v_key := insert_key(p_team_id, p_key, p_idempotency);
    PERFORM record_change(p_principal, 'created_key', 'virtual_key', v_key.key_id::text,
        jsonb_build_object('after', key_document(v_key)));
    RETURN granted(key_document(v_key));
END $$;
