-- Why an alias cannot have these columns, or null.
CREATE FUNCTION model_refusal(p_filled jsonb) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_entry model_catalogue := catalogue_entry((p_filled->>'provider')::provider, p_filled->>'actual_model');
    v_group text;
BEGIN
    SELECT name INTO v_group FROM jsonb_array_elements_text(coalesce(p_filled->'access_groups', '[]')) AS name
        WHERE NOT EXISTS (SELECT FROM model_access_groups WHERE group_name = name) LIMIT 1;
    RETURN CASE
        WHEN v_group IS NOT NULL THEN refusal('access_group_not_found', jsonb_build_object('group_name', v_group))
        WHEN p_filled->>'kind' <> v_entry.kind::text
            THEN refusal('invalid_value', jsonb_build_object('field', 'kind', 'detail', format(
                '%s is a model of the kind `%s`.', v_entry.display_name, v_entry.kind)))
        WHEN p_filled->>'kind' = 'embedding' AND p_filled->>'provider' = 'anthropic'
            THEN refusal('invalid_value', '{"field": "kind", "detail": "Anthropic has no embedding models."}')
        WHEN NOT p_filled ?& '{pricing_input,pricing_output}' THEN refusal('prices_required')
        WHEN (p_filled->>'max_output_tokens')::bigint > v_entry.max_output_tokens
            THEN refusal('invalid_value', jsonb_build_object('field', 'max_output_tokens', 'detail', format(
                'An answer of %s has at most %s tokens.', v_entry.display_name, v_entry.max_output_tokens)))
    END;
END $$;
