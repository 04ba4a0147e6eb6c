-- Models of the catalogue, of a provider or of any, whose name contains p_search.
CREATE FUNCTION list_catalogue(
    p_principal jsonb, p_provider provider, p_search text, p_limit bigint, p_offset bigint
) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN coalesce(operator_refusal(p_principal), (
        WITH listed AS NOT MATERIALIZED (
            SELECT * FROM model_catalogue
            WHERE (p_provider IS NULL OR provider = p_provider)
                AND (p_search IS NULL OR position(lower(p_search) IN lower(model || ' ' || display_name)) > 0)
        )
        SELECT counted(jsonb_agg(prices_document(
                entry.pricing_input, entry.pricing_output, entry.pricing_cached_input, entry.pricing_cache_write_5m,
                entry.pricing_cache_write_1h, entry.pricing_tiers, entry.pricing_service_tiers)
            || jsonb_build_object(
                'provider', entry.provider,
                'model', entry.model,
                'display_name', entry.display_name,
                'kind', entry.kind,
                'prices_until', entry.prices_until,
                'context_window', entry.context_window,
                'max_output_tokens', entry.max_output_tokens,
                'refused_parameters', entry.refused_parameters,
                'source', entry.source,
                'source_date', entry.source_date,
                'aliases', (
                    SELECT first_names(array_agg(model_alias)) FROM model_aliases AS alias
                    WHERE alias.provider = entry.provider AND alias.actual_model = entry.model))
            ORDER BY entry.provider, entry.model), (SELECT count(*) FROM listed))
        FROM (
            SELECT * FROM listed ORDER BY provider, model LIMIT p_limit OFFSET p_offset
        ) AS entry
    ));
END $$;
