-- An organization as operators see it.
CREATE FUNCTION organization_document(p_organization organizations) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'organization_id', p_organization.organization_id, 'name', p_organization.name, 'status', p_organization.status,
        'metadata', p_organization.metadata, 'body_retention_days', p_organization.body_retention_days,
        'team_count', (SELECT count(*) FROM team_credits
                       WHERE organization_id = p_organization.organization_id AND deleted_at IS NULL),
        'created_at', p_organization.created_at, 'updated_at', p_organization.updated_at)
$$;
