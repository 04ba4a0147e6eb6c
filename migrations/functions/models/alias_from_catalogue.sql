-- A model of the catalogue in the form of an alias of this name; no row for a model that it does not have.
CREATE FUNCTION alias_from_catalogue(p_alias text, p_model text) RETURNS SETOF model_aliases LANGUAGE sql STABLE AS $$
    SELECT made.*
    FROM (SELECT * FROM model_catalogue WHERE model = p_model ORDER BY provider LIMIT 1) AS entry,
        jsonb_populate_record(NULL::model_aliases, to_jsonb(entry) || jsonb_build_object(
            'model_alias', p_alias, 'actual_model', entry.model, 'status', 'active',
            'max_output_tokens', coalesce(entry.max_output_tokens, 4096))) AS made
$$;
