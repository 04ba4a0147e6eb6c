-- Access groups by name, of a status or of any.
CREATE FUNCTION list_access_groups(
    p_principal jsonb, p_status group_status, p_limit bigint, p_offset bigint
) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN coalesce(operator_refusal(p_principal), (
        SELECT counted(jsonb_agg(access_group_document(page) ORDER BY page.group_name),
            (SELECT count(*) FROM model_access_groups WHERE p_status IS NULL OR status = p_status))
        FROM (
            SELECT access.* FROM model_access_groups AS access
            WHERE p_status IS NULL OR status = p_status
            ORDER BY group_name LIMIT p_limit OFFSET p_offset
        ) AS page
    ));
END $$;
