-- Aliases by name: of a status, a provider and an access group, with p_search in one of their names; null: any.
CREATE FUNCTION list_models(
    p_principal jsonb, p_status model_status, p_provider provider, p_access_group text, p_search text, p_limit bigint,
    p_offset bigint
) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN coalesce(operator_refusal(p_principal), (
        WITH listed AS NOT MATERIALIZED (
            SELECT alias FROM model_aliases AS alias
            WHERE (p_status IS NULL OR alias.status = p_status)
                AND (p_provider IS NULL OR alias.provider = p_provider)
                AND (p_access_group IS NULL OR EXISTS (
                    SELECT FROM model_alias_access_groups JOIN model_access_groups USING (access_group_id)
                    WHERE model_alias_id = alias.model_alias_id AND group_name = p_access_group))
                AND (p_search IS NULL OR position(lower(p_search)
                    IN lower(concat_ws(' ', alias.model_alias, alias.display_name, alias.actual_model))) > 0)
        ), page AS (
            SELECT alias FROM listed ORDER BY (alias).model_alias LIMIT p_limit OFFSET p_offset
        )
        SELECT counted(jsonb_agg(model_document(alias) ORDER BY (alias).model_alias), (SELECT count(*) FROM listed))
        FROM page
    ));
END $$;
