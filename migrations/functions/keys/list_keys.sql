-- A team's keys, those that work first, then the newest first.
CREATE FUNCTION list_keys(p_principal jsonb, p_team_id text, p_limit bigint, p_offset bigint) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT coalesce(
        operator_refusal(p_principal),
        CASE WHEN NOT EXISTS (SELECT FROM team_credits WHERE team_id = p_team_id) THEN refusal('team_not_found') END,
        (SELECT counted(jsonb_agg(key_document(key) ORDER BY live DESC, created_at DESC, key_id DESC),
                (SELECT count(*) FROM virtual_keys WHERE team_id = p_team_id))
            FROM (SELECT key, is_live(key) AS live, created_at, key_id FROM virtual_keys AS key WHERE team_id = p_team_id
                  ORDER BY live DESC, created_at DESC, key_id DESC LIMIT p_limit OFFSET p_offset) AS listed))
$$;
