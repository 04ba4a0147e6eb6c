-- The audit log, newest first. p_filter: any of {"action", "user_id", "resource_type", "resource_id", "since", "until"}.
-- Each filter that is missing is left out of the plan, so that the index of those that are there is used.
CREATE FUNCTION audit_log(p_principal jsonb, p_filter jsonb, p_limit bigint, p_offset bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_where text;
    v_entries jsonb;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    v_where := concat_ws(' AND ', 'true',
        CASE WHEN p_filter ? 'action' THEN 'action = $1->>''action''' END,
        CASE WHEN p_filter ? 'user_id' THEN 'log.user_id = ($1->>''user_id'')::uuid' END,
        CASE WHEN p_filter ? 'resource_type' THEN 'resource_type = $1->>''resource_type''' END,
        CASE WHEN p_filter ? 'resource_id' THEN 'resource_id = $1->>''resource_id''' END,
        CASE WHEN p_filter ? 'since' THEN 'log.created_at >= ($1->>''since'')::timestamptz' END,
        CASE WHEN p_filter ? 'until' THEN 'log.created_at < ($1->>''until'')::timestamptz' END);
    EXECUTE format($sql$
        SELECT counted(jsonb_agg(jsonb_build_object(
                'audit_id', audit_id, 'user_id', page.user_id, 'user_email', admin.email, 'key_id', key_id,
                'team_id', key.team_id, 'action', action,
                'resource_type', resource_type, 'resource_id', resource_id, 'details', details,
                'ip_address', page.ip_address, 'created_at', page.created_at)
                ORDER BY page.created_at DESC, audit_id DESC),
            (SELECT count(*) FROM admin_audit_log AS log WHERE %1$s))
        FROM (SELECT log.* FROM admin_audit_log AS log WHERE %1$s
              ORDER BY log.created_at DESC, log.audit_id DESC LIMIT $2 OFFSET $3) AS page
        LEFT JOIN admin_users AS admin USING (user_id)
        LEFT JOIN virtual_keys AS key USING (key_id)$sql$, v_where)
        INTO v_entries USING p_filter, p_limit, p_offset;
    RETURN v_entries;
END $$;
