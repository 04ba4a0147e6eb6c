SELECT coalesce(operator_refusal($1::text::jsonb), (
    SELECT granted(coalesce(jsonb_agg(prices_for_people(
            entry.pricing_input, entry.pricing_output, entry.pricing_cached_input, entry.pricing_cache_write_5m,
            entry.pricing_cache_write_1h, entry.pricing_tiers)
        || jsonb_build_object(
            'provider', entry.provider,
            'model', entry.model,
            'display_name', entry.display_name,
            'prices_until', entry.prices_until,
            'context_window', entry.context_window,
            'max_output_tokens', entry.max_output_tokens,
            'refused_parameters', entry.refused_parameters,
            'source', entry.source,
            'source_date', entry.source_date,
            'aliases', (
                SELECT first_names(array_agg(model_alias)) FROM model_aliases AS alias
                WHERE alias.provider = entry.provider AND alias.actual_model = entry.model))
        ORDER BY entry.provider, entry.model), '[]'))
    FROM (
        SELECT * FROM model_catalogue
        WHERE ($2::text IS NULL OR provider = $2::text::provider)
            AND ($3::text IS NULL OR position(lower($3) IN lower(model || ' ' || display_name)) > 0)
        ORDER BY provider, model LIMIT $4 OFFSET $5
    ) AS entry
))::text
