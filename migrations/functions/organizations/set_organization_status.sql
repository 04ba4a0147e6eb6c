-- Suspends all teams of an organization at once, or lets them work again, each as its own status says.
CREATE FUNCTION set_organization_status(
    p_principal jsonb, p_organization_id text, p_status organization_status, p_reason text
) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
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
    ELSIF is_stale(p_principal, v_before.updated_at) THEN
        RETURN refusal('stale_change');
    END IF;
    UPDATE organizations SET status = p_status, updated_at = now()
        WHERE organization_id = p_organization_id RETURNING * INTO v_after;
    IF v_before.status <> p_status THEN
        PERFORM record_change(p_principal,
            CASE p_status WHEN 'active' THEN 'resumed_organization' ELSE 'suspended_organization' END,
            'organization', p_organization_id, jsonb_build_object(
                'before', jsonb_build_object('status', v_before.status),
                'after', jsonb_build_object('status', v_after.status), 'reason', p_reason));
    END IF;
    RETURN granted(jsonb_build_object('organization_id', p_organization_id, 'status', v_after.status,
        'previous_status', v_before.status, 'updated_at', v_after.updated_at, 'reason', p_reason));
END $$;
