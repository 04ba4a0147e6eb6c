-- One organization.
CREATE FUNCTION get_organization(p_principal jsonb, p_organization_id text) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN coalesce(
        operator_refusal(p_principal),
        organization_refusal(p_organization_id),
        granted(organization_detail(p_organization_id))
    );
END $$;
