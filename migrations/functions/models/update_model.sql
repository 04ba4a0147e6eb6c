-- p_change: the columns to change, access_groups, and use_catalogue_prices: see changed_model_columns.
CREATE FUNCTION update_model(p_principal jsonb, p_alias text, p_change jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_before model_aliases;
    v_after model_aliases;
    v_new jsonb;
    v_details jsonb;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    PERFORM lock_models();
    SELECT * INTO v_before FROM model_aliases WHERE model_alias = p_alias FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN refusal('model_not_found');
    ELSIF is_stale(p_principal, v_before.updated_at) THEN
        RETURN refusal('stale_change');
    END IF;
    v_details := audited_model(v_before);
    v_new := changed_model_columns(v_before, p_change);
    v_refusal := model_refusal(v_new);
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    v_after := jsonb_populate_record(NULL::model_aliases, v_new);
    UPDATE model_aliases SET
        display_name = v_after.display_name, provider = v_after.provider, actual_model = v_after.actual_model,
        kind = v_after.kind,
        description = nullif(v_after.description, ''),
        pricing_input = v_after.pricing_input, pricing_output = v_after.pricing_output,
        pricing_cached_input = v_after.pricing_cached_input, pricing_cache_write_5m = v_after.pricing_cache_write_5m,
        pricing_cache_write_1h = v_after.pricing_cache_write_1h, pricing_tiers = v_after.pricing_tiers,
        pricing_service_tiers = v_after.pricing_service_tiers,
        max_output_tokens = v_after.max_output_tokens, refused_parameters = v_after.refused_parameters,
        first_event_timeout_seconds = v_after.first_event_timeout_seconds,
        answer_timeout_seconds = v_after.answer_timeout_seconds, drop_unsupported = v_after.drop_unsupported,
        status = v_after.status, updated_at = now()
        WHERE model_alias_id = v_before.model_alias_id RETURNING * INTO v_after;
    PERFORM forget_routes_of_model(v_before.provider, v_before.actual_model);
    PERFORM forget_routes_of_model(v_after.provider, v_after.actual_model);
    IF p_change ? 'access_groups' THEN
        PERFORM set_access_groups_of_model(v_after, p_change->'access_groups');
    END IF;
    PERFORM record_change(p_principal, 'updated_model', 'model', p_alias,
        jsonb_build_object('before', v_details, 'after', audited_model(v_after)));
    RETURN granted(model_document(v_after));
END $$;
