-- The changes of an alias's prices, the newest first, from the audit log. Who made them: for the role admin and higher ones, who read
-- that log.
CREATE FUNCTION list_model_prices(p_principal jsonb, p_alias text, p_limit bigint, p_offset bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_tells_who boolean := role_of_principal(p_principal) >= 'admin';
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    ELSIF NOT EXISTS (SELECT FROM model_aliases WHERE model_alias = p_alias) AND NOT EXISTS (
            SELECT FROM admin_audit_log WHERE resource_type = 'model' AND resource_id = p_alias) THEN
        RETURN refusal('model_not_found');
    END IF;
    RETURN (
        WITH changed AS MATERIALIZED (
            SELECT log.user_id, created_at, before, after, row_number() OVER (ORDER BY created_at DESC, audit_id DESC) AS place
            FROM admin_audit_log AS log CROSS JOIN LATERAL (
                SELECT prices_of_entry(details->'before') AS before, prices_of_entry(details->'after') AS after) AS prices
            WHERE resource_type = 'model' AND resource_id = p_alias AND before IS DISTINCT FROM after
        )
        SELECT counted(jsonb_agg(jsonb_build_object('changed_at', changed.created_at,
                'changed_by', CASE WHEN v_tells_who THEN admin.email END, 'before', before, 'after', after) ORDER BY place)
                FILTER (WHERE place > p_offset AND place <= p_offset + p_limit), count(*))
        FROM changed LEFT JOIN admin_users AS admin USING (user_id));
END $$;
