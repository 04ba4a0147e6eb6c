-- Why an organization cannot be read, or null.
CREATE FUNCTION organization_refusal(p_organization_id text) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT refusal('organization_not_found')
    WHERE NOT EXISTS (SELECT FROM organizations WHERE organization_id = p_organization_id)
$$;
