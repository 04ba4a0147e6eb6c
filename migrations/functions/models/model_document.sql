-- An alias as operators see it. Some members stand there twice, under the names by which different clients read them.
CREATE FUNCTION model_document(p_alias model_aliases) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_entry model_catalogue := catalogue_entry(p_alias.provider, p_alias.actual_model);
    v_prices jsonb := prices_document(
        p_alias.pricing_input, p_alias.pricing_output, p_alias.pricing_cached_input, p_alias.pricing_cache_write_5m,
        p_alias.pricing_cache_write_1h, p_alias.pricing_tiers, p_alias.pricing_service_tiers);
    v_teams text[] := ARRAY(SELECT teams_using_alias(p_alias));
BEGIN
    RETURN v_prices || jsonb_build_object(
        'model_alias', p_alias.model_alias,
        'display_name', coalesce(p_alias.display_name, p_alias.model_alias),
        'provider', p_alias.provider,
        'actual_model', p_alias.actual_model,
        'actual_model_name', p_alias.actual_model,
        'kind', p_alias.kind,
        'access_groups', (
            SELECT coalesce(jsonb_agg(group_name ORDER BY group_name), '[]')
            FROM model_alias_access_groups JOIN model_access_groups USING (access_group_id)
            WHERE model_alias_id = p_alias.model_alias_id),
        'description', p_alias.description,
        'input_price_per_million', v_prices->'pricing_input',
        'output_price_per_million', v_prices->'pricing_output',
        'prices_are_catalogues', v_entry.model IS NOT NULL AND v_prices = prices_document(
            v_entry.pricing_input, v_entry.pricing_output, v_entry.pricing_cached_input, v_entry.pricing_cache_write_5m,
            v_entry.pricing_cache_write_1h, v_entry.pricing_tiers, v_entry.pricing_service_tiers),
        'context_window', v_entry.context_window,
        'max_output_tokens', p_alias.max_output_tokens,
        'refused_parameters', p_alias.refused_parameters,
        'drop_unsupported', p_alias.drop_unsupported,
        'first_event_timeout_seconds', p_alias.first_event_timeout_seconds,
        'answer_timeout_seconds', p_alias.answer_timeout_seconds,
        'status', p_alias.status,
        'is_active', p_alias.status <> 'inactive',
        'teams_using', first_names(v_teams),
        'teams_using_count', cardinality(v_teams),
        'created_at', p_alias.created_at,
        'updated_at', p_alias.updated_at);
END $$;
