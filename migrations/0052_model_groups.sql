-- What operators do with model groups: models in order of preference, called by one name.

-- A model of the catalogue in the form of an alias of this name; no row for a model that it does not have.
CREATE FUNCTION alias_from_catalogue(p_alias text, p_model text) RETURNS SETOF model_aliases LANGUAGE sql STABLE AS $$
    SELECT made.*
    FROM (SELECT * FROM model_catalogue WHERE model = p_model ORDER BY provider LIMIT 1) AS entry,
        jsonb_populate_record(NULL::model_aliases, to_jsonb(entry) || jsonb_build_object(
            'model_alias', p_alias, 'actual_model', entry.model, 'status', 'active',
            'max_output_tokens', coalesce(entry.max_output_tokens, 4096))) AS made
$$;

-- What the active members of a model group stand for, in the order in which they are tried. A member is an alias, or else
-- a model of the catalogue, which then goes by the name of the group: teams know no other for it.
CREATE FUNCTION aliases_of_group(p_group model_groups) RETURNS SETOF model_aliases LANGUAGE sql STABLE AS $$
    SELECT (candidate).*
    FROM (
        SELECT alias AS candidate, member.priority, member.created_at, member.id
        FROM model_group_models AS member JOIN model_aliases AS alias ON alias.model_alias = member.model_name
        WHERE member.model_group_id = p_group.model_group_id AND member.is_active AND alias.status <> 'inactive'
        UNION ALL
        SELECT made, member.priority, member.created_at, member.id
        FROM model_group_models AS member, alias_from_catalogue(p_group.group_name, member.model_name) AS made
        WHERE member.model_group_id = p_group.model_group_id AND member.is_active
            AND NOT EXISTS (SELECT FROM model_aliases WHERE model_alias = member.model_name)
    ) AS members
    ORDER BY priority, created_at, id
$$;

CREATE OR REPLACE FUNCTION aliases_behind(p_team_id text, p_model text) RETURNS SETOF model_aliases LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_group model_groups;
BEGIN
    RETURN QUERY
        SELECT alias.* FROM model_aliases AS alias
        WHERE alias.model_alias = p_model AND alias.status <> 'inactive' AND EXISTS (
            SELECT FROM model_alias_access_groups AS member
            JOIN model_access_groups AS access USING (access_group_id)
            JOIN team_access_groups AS assigned USING (access_group_id)
            WHERE member.model_alias_id = alias.model_alias_id AND assigned.team_id = p_team_id
                AND access.status = 'active');
    IF NOT FOUND THEN
        SELECT grp.* INTO v_group FROM model_groups AS grp JOIN team_model_groups AS assigned USING (model_group_id)
            WHERE grp.group_name = p_model AND grp.status = 'active' AND assigned.team_id = p_team_id;
        RETURN QUERY SELECT * FROM aliases_of_group(v_group);
    END IF;
END $$;

-- A model group as operators see it.
CREATE FUNCTION model_group_of(p_group model_groups) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_teams text[] := ARRAY(SELECT team_id::text FROM team_model_groups WHERE model_group_id = p_group.model_group_id);
BEGIN
    RETURN jsonb_build_object(
        'model_group_id', p_group.model_group_id,
        'group_name', p_group.group_name,
        'display_name', coalesce(p_group.display_name, p_group.group_name),
        'description', p_group.description,
        'status', p_group.status,
        'models', (
            SELECT coalesce(jsonb_agg(jsonb_build_object(
                'id', id, 'model_group_id', model_group_id, 'model_name', model_name, 'priority', priority,
                'is_active', is_active, 'created_at', rfc3339(created_at)) ORDER BY priority, created_at, id), '[]')
            FROM model_group_models WHERE model_group_id = p_group.model_group_id),
        'teams_using', CASE WHEN v_teams <> '{}' THEN first_names(v_teams) END,
        'teams_using_count', cardinality(v_teams),
        'created_at', rfc3339(p_group.created_at),
        'updated_at', rfc3339(p_group.updated_at));
END $$;

-- What the audit log keeps of a model group.
CREATE FUNCTION audited_model_group(p_group model_groups) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'display_name', p_group.display_name, 'description', p_group.description, 'status', p_group.status,
        'models', (
            SELECT coalesce(jsonb_agg(model_name ORDER BY priority, created_at, id), '[]')
            FROM model_group_models WHERE model_group_id = p_group.model_group_id))
$$;

-- Why these cannot be the members of a model group, or null. p_members: [{"model_name", "priority"}].
CREATE FUNCTION members_refusal(p_members jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT refusal('invalid_value', jsonb_build_object('detail', CASE
        WHEN EXISTS (SELECT FROM model_groups WHERE group_name = name)
            THEN format('''%s'' is a model group. Its members are aliases or models of the catalogue, not other groups.', name)
        ELSE format('There is no alias ''%s'', and no model of that name in the catalogue.', name) END))
    FROM jsonb_array_elements(coalesce(p_members, '[]')) AS member, coalesce(member->>'model_name', '') AS name
    WHERE NOT EXISTS (SELECT FROM model_aliases WHERE model_alias = name)
        AND NOT EXISTS (SELECT FROM model_catalogue WHERE model = name)
    LIMIT 1
$$;

-- Gives a model group exactly these members; of one priority, in the order in which they come.
CREATE FUNCTION set_members_of(p_group model_groups, p_members jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM model_group_models WHERE model_group_id = p_group.model_group_id;
    INSERT INTO model_group_models (model_group_id, model_name, priority, created_at)
        SELECT p_group.model_group_id, member->>'model_name', (member->>'priority')::integer,
            now() + position * interval '1 microsecond'
        FROM jsonb_array_elements(p_members) WITH ORDINALITY AS listed (member, position);
END $$;

-- p_group: group_name, display_name, description, status, models.
CREATE FUNCTION create_model_group(p_principal jsonb, p_group jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_group model_groups;
BEGIN
    IF v_refusal IS NULL THEN
        PERFORM lock_models();
        v_refusal := members_refusal(p_group->'models');
    END IF;
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    INSERT INTO model_groups (group_name, display_name, description, status)
        VALUES (p_group->>'group_name', p_group->>'display_name', nullif(p_group->>'description', ''),
            coalesce((p_group->>'status')::group_status, 'active'))
        ON CONFLICT (group_name) DO NOTHING RETURNING * INTO v_group;
    IF NOT FOUND THEN
        RETURN refusal('already_exists', jsonb_build_object('resource', format('model group ''%s''', p_group->>'group_name')));
    END IF;
    PERFORM set_members_of(v_group, coalesce(p_group->'models', '[]'));
    PERFORM record_change(p_principal, 'created_model_group', 'model_group', v_group.group_name,
        jsonb_build_object('after', audited_model_group(v_group)));
    RETURN granted(model_group_of(v_group));
END $$;

-- p_change: display_name, description, status, models; what is absent stays.
CREATE FUNCTION update_model_group(p_principal jsonb, p_name text, p_change jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_group model_groups;
    v_before jsonb;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    PERFORM lock_models();
    SELECT * INTO v_group FROM model_groups WHERE group_name = p_name FOR NO KEY UPDATE;
    v_refusal := CASE WHEN NOT FOUND THEN refusal('model_group_not_found') ELSE members_refusal(p_change->'models') END;
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    v_before := audited_model_group(v_group);
    UPDATE model_groups SET
        display_name = coalesce(p_change->>'display_name', display_name),
        description = nullif(coalesce(p_change->>'description', description), ''),
        status = coalesce((p_change->>'status')::group_status, status),
        updated_at = now()
        WHERE model_group_id = v_group.model_group_id RETURNING * INTO v_group;
    IF p_change ? 'models' THEN
        PERFORM set_members_of(v_group, p_change->'models');
    END IF;
    PERFORM record_change(p_principal, 'updated_model_group', 'model_group', p_name,
        jsonb_build_object('before', v_before, 'after', audited_model_group(v_group)));
    RETURN granted(model_group_of(v_group));
END $$;

CREATE FUNCTION delete_model_group(p_principal jsonb, p_name text) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_group model_groups;
    v_teams text[];
    v_before jsonb;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    PERFORM lock_models();
    SELECT * INTO v_group FROM model_groups WHERE group_name = p_name FOR UPDATE;
    IF NOT FOUND THEN
        RETURN refusal('model_group_not_found');
    END IF;
    v_teams := ARRAY(SELECT team_id::text FROM team_model_groups WHERE model_group_id = v_group.model_group_id);
    IF v_teams <> '{}' THEN
        RETURN refusal('in_use', jsonb_build_object('used_by', first_names(v_teams)));
    END IF;
    v_before := audited_model_group(v_group);
    DELETE FROM model_groups WHERE model_group_id = v_group.model_group_id;
    PERFORM record_change(p_principal, 'deleted_model_group', 'model_group', p_name, jsonb_build_object('before', v_before));
    RETURN granted(jsonb_build_object('group_name', p_name));
END $$;

-- What a team's call of a model group would try, in order: aliases for the team itself, the providers' names for operators.
-- A team is not told whether a group that it does not have is there.
CREATE FUNCTION resolve_model_group(p_principal jsonb, p_name text, p_team_id text) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_refusal jsonb := team_or_operator_refusal(p_principal, p_team_id, true);
    v_is_team boolean := p_principal->>'kind' = 'virtual_key';
    v_group model_groups;
    v_assigned boolean;
    v_names jsonb := '[]';
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    SELECT * INTO v_group FROM model_groups WHERE group_name = p_name;
    IF NOT FOUND AND NOT v_is_team THEN
        RETURN refusal('model_group_not_found');
    END IF;
    v_assigned := EXISTS (
        SELECT FROM team_model_groups WHERE team_id = p_team_id AND model_group_id = v_group.model_group_id);
    IF v_assigned AND v_group.status = 'active' THEN
        SELECT coalesce(jsonb_agg(CASE WHEN v_is_team THEN alias.model_alias ELSE alias.actual_model END), '[]')
            INTO v_names FROM aliases_of_group(v_group) AS alias;
    END IF;
    RETURN granted(jsonb_strip_nulls(jsonb_build_object(
        'group_name', p_name,
        'primary_model', v_names->0,
        'fallback_models', v_names - 0,
        'team_has_access', v_assigned AND v_group.status = 'active',
        'error', CASE
            WHEN NOT v_assigned THEN 'The team does not have this model group.'
            WHEN v_group.status <> 'active' THEN 'The model group is not active.'
        END)));
END $$;
