-- What operators do with organizations.

-- An organization as operators see it.
CREATE FUNCTION organization_document(p_organization organizations) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'organization_id', p_organization.organization_id, 'name', p_organization.name, 'status', p_organization.status,
        'metadata', p_organization.metadata, 'body_retention_days', p_organization.body_retention_days,
        'team_count', (SELECT count(*) FROM team_credits
                       WHERE organization_id = p_organization.organization_id AND deleted_at IS NULL),
        'created_at', rfc3339(p_organization.created_at), 'updated_at', rfc3339(p_organization.updated_at))
$$;

-- One organization in full: with its default team, if it has that.
CREATE FUNCTION organization_detail(p_organization_id text) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT organization_document(organization) || jsonb_build_object('default_team', (
        SELECT team_document(team, true) || jsonb_build_object('allowed_model_aliases', allowed_model_aliases(team_id))
        FROM team_credits AS team
        WHERE team_id = p_organization_id || '_default' AND team.organization_id = p_organization_id AND deleted_at IS NULL))
    FROM organizations AS organization WHERE organization_id = p_organization_id
$$;

-- Why there is nothing to be seen of an organization, or null.
CREATE FUNCTION organization_refusal(p_organization_id text) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT refusal('organization_not_found')
    WHERE NOT EXISTS (SELECT FROM organizations WHERE organization_id = p_organization_id)
$$;

-- An organization with its lock taken, so that no team joins it meanwhile; a null row for one that is not there or was removed.
-- Comes before the locks of its teams.
CREATE FUNCTION lock_organization(p_organization_id text) RETURNS organizations LANGUAGE sql AS $$
    SELECT organization.* FROM organizations AS organization
    WHERE organization_id = p_organization_id AND status <> 'deleted' FOR NO KEY UPDATE
$$;

-- p_query: that of page_of with "sort", and "search" and "status" where asked for. Removed organizations are in it only where
-- their status is asked for.
CREATE FUNCTION list_organizations(p_principal jsonb, p_query jsonb) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_page jsonb;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    v_page := page_of(
        'SELECT organization_id::text AS id, ' || CASE p_query->>'sort'
            WHEN 'created_at' THEN 'to_char(created_at AT TIME ZONE ''UTC'', ''YYYYMMDDHH24MISSUS'')'
            WHEN 'name' THEN 'lower(name)'
            ELSE 'organization_id::text' END || ' AS key
         FROM organizations
         WHERE CASE WHEN $1->>''status'' IS NULL THEN status <> ''deleted'' ELSE status::text = $1->>''status'' END
             AND ($1->>''search'' IS NULL OR strpos(lower(concat_ws('' '', organization_id, name)), lower($1->>''search'')) > 0)',
        p_query);
    RETURN granted(v_page - 'ids' || jsonb_build_object('items', (
        SELECT coalesce(jsonb_agg(organization_document(organization) ORDER BY position), '[]')
        FROM jsonb_array_elements_text(v_page->'ids') WITH ORDINALITY AS listed(id, position)
        JOIN organizations AS organization ON organization.organization_id = listed.id)));
END $$;

-- p_organization: {"organization_id", "name", "metadata"}. p_team is its default team (see insert_team) or null; both are made
-- or neither.
CREATE FUNCTION create_organization(p_principal jsonb, p_organization jsonb, p_team jsonb, p_key jsonb)
RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_id text := p_organization->>'organization_id';
    v_taken jsonb := refusal('already_exists', jsonb_build_object('resource', format('organization ''%s''', v_id)));
    v_refusal jsonb := operator_refusal(p_principal);
    v_constraint text;
BEGIN
    v_refusal := coalesce(v_refusal,
        CASE WHEN EXISTS (SELECT FROM organizations WHERE organization_id = v_id) THEN v_taken END,
        access_group_refusal(coalesce(p_team->'access_groups', '[]')));
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    BEGIN
        INSERT INTO organizations (organization_id, name, metadata)
            VALUES (v_id, p_organization->>'name', p_organization->'metadata');
        IF p_team IS NOT NULL THEN
            PERFORM insert_team(p_team, p_key);
        END IF;
    EXCEPTION WHEN unique_violation THEN
        GET STACKED DIAGNOSTICS v_constraint = CONSTRAINT_NAME;
        RETURN CASE WHEN v_constraint = 'organizations_pkey' THEN v_taken
            ELSE refusal('already_exists', jsonb_build_object('resource', format('team ''%s''', p_team->>'team_id'))) END;
    END;
    PERFORM record_change(p_principal, 'created_organization', 'organization', v_id,
        jsonb_build_object('after', organization_detail(v_id)));
    RETURN granted(organization_detail(v_id));
END $$;

-- p_change: "name" and "metadata", those that change.
CREATE FUNCTION update_organization(p_principal jsonb, p_organization_id text, p_change jsonb)
RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_before organizations;
    v_after organizations;
    v_differences jsonb;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    v_before := lock_organization(p_organization_id);
    IF v_before.organization_id IS NULL THEN
        RETURN refusal('organization_not_found');
    END IF;
    UPDATE organizations SET name = coalesce(p_change->>'name', name), metadata = coalesce(p_change->'metadata', metadata),
            body_retention_days = coalesce((p_change->>'body_retention_days')::int, body_retention_days), updated_at = now()
        WHERE organization_id = p_organization_id RETURNING * INTO v_after;
    v_differences := differences(organization_document(v_before), organization_document(v_after));
    IF v_differences IS NOT NULL THEN
        PERFORM record_change(p_principal, 'updated_organization', 'organization', p_organization_id, v_differences);
    END IF;
    RETURN granted(organization_detail(p_organization_id));
END $$;

-- Suspends all teams of an organization at once, or lets them work again, each as its own status says.
CREATE FUNCTION set_organization_status(
    p_principal jsonb, p_organization_id text, p_status organization_status, p_reason text
) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_before organizations;
    v_after organizations;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    v_before := lock_organization(p_organization_id);
    IF v_before.organization_id IS NULL THEN
        RETURN refusal('organization_not_found');
    END IF;
    UPDATE organizations SET status = p_status, updated_at = now()
        WHERE organization_id = p_organization_id RETURNING * INTO v_after;
    IF v_before.status <> p_status THEN
        PERFORM record_change(p_principal, CASE p_status WHEN 'active' THEN 'resumed_organization' ELSE 'suspended_organization' END,
            'organization', p_organization_id, jsonb_build_object(
                'before', jsonb_build_object('status', v_before.status),
                'after', jsonb_build_object('status', v_after.status), 'reason', p_reason));
    END IF;
    RETURN granted(jsonb_build_object('organization_id', p_organization_id, 'status', v_after.status,
        'previous_status', v_before.status, 'updated_at', rfc3339(v_after.updated_at), 'reason', p_reason));
END $$;

-- Removes an organization with what teams it has, none of which may be active or have open jobs. Its id stays taken.
CREATE FUNCTION delete_organization(p_principal jsonb, p_organization_id text) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_organization organizations;
    v_team team_credits;
    v_used_by text[] := '{}';
    v_teams text[] := '{}';
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    v_organization := lock_organization(p_organization_id);
    IF v_organization.organization_id IS NULL THEN
        RETURN refusal('organization_not_found');
    END IF;
    FOR v_team IN SELECT * FROM team_credits WHERE organization_id = p_organization_id AND deleted_at IS NULL
            ORDER BY team_id FOR NO KEY UPDATE LOOP
        v_teams := v_teams || v_team.team_id::text;
        IF v_team.status = 'active' THEN
            v_used_by := v_used_by || format('active team %s', v_team.team_id);
        END IF;
        v_used_by := v_used_by || open_jobs_of(v_team.team_id);
    END LOOP;
    IF cardinality(v_used_by) > 0 THEN
        RETURN refusal('in_use', jsonb_build_object('used_by', to_jsonb(v_used_by[1:10])));
    END IF;
    PERFORM end_team(team_id) FROM unnest(v_teams) AS team_id;
    UPDATE provider_credentials SET is_active = false, updated_at = now()
        WHERE organization_id = p_organization_id AND is_active;
    UPDATE organizations SET status = 'deleted', updated_at = now() WHERE organization_id = p_organization_id;
    PERFORM record_change(p_principal, 'deleted_organization', 'organization', p_organization_id,
        jsonb_build_object('before', organization_document(v_organization), 'teams', v_teams));
    RETURN granted(jsonb_build_object('organization_id', p_organization_id));
END $$;
