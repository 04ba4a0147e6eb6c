-- Records a change by an operator, or by a team with its virtual key, in the audit log. p_details: {"before", "after"} or whatever
-- else describes it; never a secret.
CREATE FUNCTION record_change(
    p_principal jsonb, p_action text, p_resource_type text, p_resource_id text, p_details jsonb DEFAULT '{}'
) RETURNS void LANGUAGE sql AS $$
    INSERT INTO admin_audit_log (user_id, key_id, action, resource_type, resource_id, details, ip_address)
    VALUES ((user_of_session((p_principal->>'session_id')::uuid)).user_id,
            (SELECT key_id FROM virtual_keys WHERE key_hash = decode(p_principal->>'key_hash', 'hex')),
            p_action, p_resource_type, p_resource_id, jsonb_strip_nulls(p_details), p_principal->>'ip_address')
$$;
