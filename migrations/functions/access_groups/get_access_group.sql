-- One access group.
CREATE FUNCTION get_access_group(p_principal jsonb, p_name text) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN coalesce(
        operator_refusal(p_principal),
        (SELECT granted(access_group_document(access)) FROM model_access_groups AS access WHERE group_name = p_name),
        refusal('access_group_not_found', jsonb_build_object('group_name', p_name))
    );
END $$;
