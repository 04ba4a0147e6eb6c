-- One model group.
CREATE FUNCTION get_model_group(p_principal jsonb, p_name text) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN coalesce(
        operator_refusal(p_principal),
        (SELECT granted(model_group_document(grp)) FROM model_groups AS grp WHERE group_name = p_name),
        refusal('model_group_not_found')
    );
END $$;
