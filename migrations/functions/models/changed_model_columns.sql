-- The columns of an alias after a change. Another model, or another price for input or output, sets the other prices as if the
-- alias were created again; another model also sets its kind and the limits.
CREATE FUNCTION changed_model_columns(p_before model_aliases, p_change jsonb) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_kept jsonb := jsonb_strip_nulls(to_jsonb(p_before));
    v_new jsonb := v_kept || p_change;
    v_other_model boolean := (v_new->'provider', v_new->'actual_model') <> (v_kept->'provider', v_kept->'actual_model');
    v_from_catalogue boolean := v_other_model OR coalesce((p_change->>'use_catalogue_prices')::boolean, false);
    v_other_prices boolean := v_from_catalogue
        OR (v_new->>'pricing_input')::numeric <> p_before.pricing_input
        OR (v_new->>'pricing_output')::numeric <> p_before.pricing_output;
BEGIN
    IF NOT v_other_prices THEN
        RETURN v_new;
    END IF;
    v_kept := v_kept
        - '{pricing_cached_input,pricing_cache_write_5m,pricing_cache_write_1h,pricing_tiers,pricing_service_tiers}'::text[];
    IF v_from_catalogue THEN
        v_kept := v_kept - '{pricing_input,pricing_output}'::text[];
    END IF;
    IF v_other_model THEN
        v_kept := v_kept - '{kind,max_output_tokens,refused_parameters}'::text[];
    END IF;
    RETURN '{"pricing_tiers": [], "pricing_service_tiers": {}, "refused_parameters": []}'::jsonb || fill_from_catalogue(v_kept || p_change);
END $$;
