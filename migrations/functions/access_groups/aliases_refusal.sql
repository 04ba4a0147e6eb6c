-- Why these names are not all aliases, or null.
CREATE FUNCTION aliases_refusal(p_aliases jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT refusal('model_not_found', jsonb_build_object('model_alias', name))
    FROM jsonb_array_elements_text(coalesce(p_aliases, '[]')) AS name
    WHERE NOT EXISTS (SELECT FROM model_aliases WHERE model_alias = name) LIMIT 1
$$;
