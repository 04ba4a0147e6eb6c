-- Operators, the newest first.
CREATE FUNCTION list_operators(p_principal jsonb, p_limit bigint, p_offset bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN coalesce(operator_refusal(p_principal), (
        SELECT counted(jsonb_agg(operator_document(page) ORDER BY created_at DESC, user_id DESC),
            (SELECT count(*) FROM admin_users))
        FROM (SELECT admin.* FROM admin_users AS admin ORDER BY created_at DESC, user_id DESC LIMIT p_limit OFFSET p_offset)
            AS page));
END $$;
