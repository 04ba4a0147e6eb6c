-- A team: the columns of its row, without the state of its rate limits, and what belongs to it.
CREATE FUNCTION team_document(p_team team_credits) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT to_jsonb(p_team) - ARRAY['requests_left', 'tokens_left', 'rates_seen_at', 'terms_changed_at'] || jsonb_build_object(
        'status', CASE WHEN p_team.deleted_at IS NULL THEN p_team.status::text ELSE 'deleted' END,
        'access_groups', (SELECT coalesce(jsonb_agg(group_name ORDER BY group_name), '[]')
            FROM team_access_groups JOIN model_access_groups USING (access_group_id) WHERE team_id = p_team.team_id),
        'model_groups', (SELECT coalesce(jsonb_agg(group_name ORDER BY group_name), '[]')
            FROM team_model_groups JOIN model_groups USING (model_group_id) WHERE team_id = p_team.team_id),
        'virtual_key', (SELECT key_hint FROM virtual_keys AS key
            WHERE team_id = p_team.team_id AND is_live(key) AND replaced_by IS NULL ORDER BY created_at DESC, key_id DESC LIMIT 1))
$$;
