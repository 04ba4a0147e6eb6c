-- What operators do with access groups: aliases that are given to teams together.

-- An access group as operators see it.
CREATE FUNCTION access_group_of(p_group model_access_groups) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_teams text[] := ARRAY(SELECT team_id::text FROM team_access_groups WHERE access_group_id = p_group.access_group_id);
BEGIN
    RETURN jsonb_build_object(
        'group_name', p_group.group_name,
        'display_name', coalesce(p_group.display_name, p_group.group_name),
        'description', p_group.description,
        'status', p_group.status,
        'model_aliases', (
            SELECT coalesce(jsonb_agg(jsonb_build_object(
                'model_alias', alias.model_alias,
                'display_name', coalesce(alias.display_name, alias.model_alias),
                'provider', alias.provider,
                'actual_model', alias.actual_model,
                'status', alias.status) ORDER BY alias.model_alias), '[]')
            FROM model_alias_access_groups JOIN model_aliases AS alias USING (model_alias_id)
            WHERE access_group_id = p_group.access_group_id),
        'teams_using', CASE WHEN v_teams <> '{}' THEN first_names(v_teams) END,
        'teams_using_count', cardinality(v_teams),
        'created_at', rfc3339(p_group.created_at),
        'updated_at', rfc3339(p_group.updated_at));
END $$;

-- What the audit log keeps of an access group.
CREATE FUNCTION audited_access_group(p_group model_access_groups) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'display_name', p_group.display_name, 'description', p_group.description, 'status', p_group.status,
        'model_aliases', (
            SELECT coalesce(jsonb_agg(model_alias ORDER BY model_alias), '[]')
            FROM model_alias_access_groups JOIN model_aliases USING (model_alias_id)
            WHERE access_group_id = p_group.access_group_id))
$$;

-- Why these names are not all aliases, or null.
CREATE FUNCTION aliases_refusal(p_aliases jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT refusal('model_not_found', jsonb_build_object('model_alias', name))
    FROM jsonb_array_elements_text(coalesce(p_aliases, '[]')) AS name
    WHERE NOT EXISTS (SELECT FROM model_aliases WHERE model_alias = name) LIMIT 1
$$;

-- Gives an access group exactly these aliases. They exist.
CREATE FUNCTION set_aliases_of(p_group model_access_groups, p_aliases jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM model_alias_access_groups USING model_aliases AS alias
        WHERE model_alias_access_groups.model_alias_id = alias.model_alias_id
            AND access_group_id = p_group.access_group_id AND NOT p_aliases ? alias.model_alias;
    INSERT INTO model_alias_access_groups (model_alias_id, access_group_id)
        SELECT model_alias_id, p_group.access_group_id FROM model_aliases WHERE p_aliases ? model_alias
        ON CONFLICT DO NOTHING;
END $$;

-- p_group: group_name, display_name, description, status, model_aliases.
CREATE FUNCTION create_access_group(p_principal jsonb, p_group jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_group model_access_groups;
BEGIN
    IF v_refusal IS NULL THEN
        PERFORM lock_models();
        v_refusal := aliases_refusal(p_group->'model_aliases');
    END IF;
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    INSERT INTO model_access_groups (group_name, display_name, description, status)
        VALUES (p_group->>'group_name', p_group->>'display_name', nullif(p_group->>'description', ''),
            coalesce((p_group->>'status')::group_status, 'active'))
        ON CONFLICT (group_name) DO NOTHING RETURNING * INTO v_group;
    IF NOT FOUND THEN
        RETURN refusal('already_exists', jsonb_build_object(
            'resource', format('model access group ''%s''', p_group->>'group_name')));
    END IF;
    PERFORM set_aliases_of(v_group, coalesce(p_group->'model_aliases', '[]'));
    PERFORM record_change(p_principal, 'created_access_group', 'access_group', v_group.group_name,
        jsonb_build_object('after', audited_access_group(v_group)));
    RETURN granted(access_group_of(v_group));
END $$;

-- p_change: display_name, description, status, model_aliases; what is absent stays.
CREATE FUNCTION update_access_group(p_principal jsonb, p_name text, p_change jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_group model_access_groups;
    v_before jsonb;
BEGIN
    IF v_refusal IS NULL THEN
        PERFORM lock_models();
        v_refusal := aliases_refusal(p_change->'model_aliases');
    END IF;
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    SELECT * INTO v_group FROM model_access_groups WHERE group_name = p_name FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN refusal('access_group_not_found', jsonb_build_object('group_name', p_name));
    END IF;
    v_before := audited_access_group(v_group);
    UPDATE model_access_groups SET
        display_name = coalesce(p_change->>'display_name', display_name),
        description = nullif(coalesce(p_change->>'description', description), ''),
        status = coalesce((p_change->>'status')::group_status, status),
        updated_at = now()
        WHERE access_group_id = v_group.access_group_id RETURNING * INTO v_group;
    IF p_change ? 'model_aliases' THEN
        PERFORM set_aliases_of(v_group, p_change->'model_aliases');
    END IF;
    PERFORM record_change(p_principal, 'updated_access_group', 'access_group', p_name,
        jsonb_build_object('before', v_before, 'after', audited_access_group(v_group)));
    RETURN granted(access_group_of(v_group));
END $$;

CREATE FUNCTION delete_access_group(p_principal jsonb, p_name text) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_group model_access_groups;
    v_teams text[];
    v_before jsonb;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    PERFORM lock_models();
    SELECT * INTO v_group FROM model_access_groups WHERE group_name = p_name FOR UPDATE;
    IF NOT FOUND THEN
        RETURN refusal('access_group_not_found', jsonb_build_object('group_name', p_name));
    END IF;
    v_teams := ARRAY(SELECT team_id::text FROM team_access_groups WHERE access_group_id = v_group.access_group_id);
    IF v_teams <> '{}' THEN
        RETURN refusal('in_use', jsonb_build_object('used_by', first_names(v_teams)));
    END IF;
    v_before := audited_access_group(v_group);
    DELETE FROM model_access_groups WHERE access_group_id = v_group.access_group_id;
    PERFORM record_change(p_principal, 'deleted_access_group', 'access_group', p_name, jsonb_build_object('before', v_before));
    RETURN granted(jsonb_build_object('group_name', p_name));
END $$;
