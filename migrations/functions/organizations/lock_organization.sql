-- An organization with its lock taken, so that no team joins it meanwhile; a null row for one that is not there or was removed.
-- Comes before the locks of its teams.
CREATE FUNCTION lock_organization(p_organization_id text) RETURNS organizations LANGUAGE sql AS $$
    SELECT organization.* FROM organizations AS organization
    WHERE organization_id = p_organization_id AND status <> 'deleted' FOR NO KEY UPDATE
$$;
