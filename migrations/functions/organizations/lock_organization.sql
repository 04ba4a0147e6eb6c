-- Locks an organization, so that no team is added to it meanwhile. A null row if it does not exist or was deleted.
-- Comes before the locks of its teams.
CREATE FUNCTION lock_organization(p_organization_id text) RETURNS organizations LANGUAGE sql AS $$
    SELECT organization.* FROM organizations AS organization
    WHERE organization_id = p_organization_id AND status <> 'deleted' FOR NO KEY UPDATE
$$;
