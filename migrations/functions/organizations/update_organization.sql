-- p_change: "name" and "metadata", those that change.
CREATE FUNCTION update_organization(p_principal jsonb, p_organization_id text, p_change jsonb)
RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
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
    ELSIF is_stale(p_principal, v_before.updated_at) THEN
        RETURN refusal('stale_change');
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
