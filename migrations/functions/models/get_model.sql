-- One alias.
CREATE FUNCTION get_model(p_principal jsonb, p_alias text) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN coalesce(
        operator_refusal(p_principal),
        (SELECT granted(model_document(alias)) FROM model_aliases AS alias WHERE model_alias = p_alias),
        refusal('model_not_found')
    );
END $$;
