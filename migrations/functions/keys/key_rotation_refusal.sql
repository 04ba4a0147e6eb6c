-- Why this key of a team cannot be rotated, or null. Without a p_key_id: why not its only key in use; it may have none. The
-- caller has the team's lock.
CREATE FUNCTION key_rotation_refusal(p_team_id text, p_key_id uuid) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_key virtual_keys;
    v_in_use bigint;
BEGIN
    IF p_key_id IS NULL THEN
        v_in_use := (SELECT count(*) FROM virtual_keys AS key
                     WHERE team_id = p_team_id AND is_live(key) AND replaced_by IS NULL);
        RETURN CASE WHEN v_in_use > 1 THEN refusal('invalid_value', jsonb_build_object('detail', format(
            'The team has %s keys in use. Say which: POST /api/teams/%s/keys/{key_id}/rotate.', v_in_use, p_team_id))) END;
    END IF;
    SELECT * INTO v_key FROM virtual_keys WHERE team_id = p_team_id AND key_id = p_key_id;
    RETURN CASE
        WHEN v_key.key_id IS NULL THEN refusal('virtual_key_not_found')
        WHEN NOT is_live(v_key) THEN refusal('invalid_value', '{"detail": "The key has ended. Make a new one."}')
        WHEN v_key.replaced_by IS NOT NULL THEN refusal('invalid_value', jsonb_build_object('detail',
            format('The key was replaced by %s.', v_key.replaced_by)))
    END;
END $$;
