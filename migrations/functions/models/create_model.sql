-- p_model: the columns that are set, and access_groups.
CREATE FUNCTION create_model(p_principal jsonb, p_model jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_filled jsonb := jsonb_build_object('pricing_tiers', '[]'::jsonb, 'pricing_service_tiers', '{}'::jsonb,
        'refused_parameters', '[]'::jsonb, 'status', 'active', 'access_groups', '[]'::jsonb) || fill_from_catalogue(p_model);
    v_refusal jsonb := operator_refusal(p_principal);
    v_columns model_aliases := jsonb_populate_record(NULL::model_aliases, v_filled);
    v_alias model_aliases;
BEGIN
    IF v_refusal IS NULL THEN
        PERFORM lock_models();
        v_refusal := model_refusal(v_filled);
    END IF;
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    -- Each column by its name: a column that a later version adds has its default.
    INSERT INTO model_aliases
            (model_alias, display_name, provider, actual_model, kind, description, pricing_input, pricing_output,
             pricing_cached_input, pricing_cache_write_5m, pricing_cache_write_1h, pricing_tiers,
             pricing_service_tiers, max_output_tokens, refused_parameters, status,
             first_event_timeout_seconds, answer_timeout_seconds, drop_unsupported)
        VALUES (v_columns.model_alias, v_columns.display_name, v_columns.provider, v_columns.actual_model,
                v_columns.kind, v_columns.description, v_columns.pricing_input, v_columns.pricing_output, v_columns.pricing_cached_input,
                v_columns.pricing_cache_write_5m, v_columns.pricing_cache_write_1h, v_columns.pricing_tiers,
                v_columns.pricing_service_tiers, v_columns.max_output_tokens, v_columns.refused_parameters, v_columns.status,
                v_columns.first_event_timeout_seconds, v_columns.answer_timeout_seconds,
                v_columns.drop_unsupported)
        ON CONFLICT (model_alias) DO NOTHING RETURNING * INTO v_alias;
    IF NOT FOUND THEN
        RETURN refusal('already_exists', jsonb_build_object('resource', format('model alias ''%s''', v_columns.model_alias)));
    END IF;
    PERFORM set_access_groups_of_model(v_alias, v_filled->'access_groups');
    PERFORM record_change(p_principal, 'created_model', 'model', v_alias.model_alias,
        jsonb_build_object('after', audited_model(v_alias)));
    RETURN granted(model_document(v_alias));
END $$;
