-- The columns of model_aliases with the catalogue's values where p_model has none. An embedding model has no output, so that costs
-- nothing unless somebody says otherwise. The catalogue's cache prices are used
-- only with its input price, and its tiers (for long prompts, and of service) only with both its prices: with other prices they
-- would make no sense.
CREATE FUNCTION fill_from_catalogue(p_model jsonb) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_entry model_catalogue := catalogue_entry((p_model->>'provider')::provider, p_model->>'actual_model');
    v_kind text := coalesce(p_model->>'kind', v_entry.kind::text, 'chat');
    v_same_input boolean := coalesce((p_model->>'pricing_input')::numeric = v_entry.pricing_input, true);
    v_same_output boolean := coalesce((p_model->>'pricing_output')::numeric = v_entry.pricing_output, true);
BEGIN
    RETURN jsonb_build_object('max_output_tokens', 4096, 'kind', v_kind) || jsonb_strip_nulls(jsonb_build_object(
        'display_name', v_entry.display_name,
        'pricing_input', v_entry.pricing_input,
        'pricing_output', coalesce(v_entry.pricing_output, CASE v_kind WHEN 'embedding' THEN 0 END),
        'pricing_cached_input', CASE WHEN v_same_input THEN v_entry.pricing_cached_input END,
        'pricing_cache_write_5m', CASE WHEN v_same_input THEN v_entry.pricing_cache_write_5m END,
        'pricing_cache_write_1h', CASE WHEN v_same_input THEN v_entry.pricing_cache_write_1h END,
        'pricing_tiers', CASE WHEN v_same_input AND v_same_output THEN v_entry.pricing_tiers END,
        'pricing_service_tiers', CASE WHEN v_same_input AND v_same_output THEN v_entry.pricing_service_tiers END,
        'max_output_tokens', v_entry.max_output_tokens,
        'refused_parameters', to_jsonb(v_entry.refused_parameters))) || p_model;
END $$;
