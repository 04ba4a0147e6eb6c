-- What operators do with model aliases: made from the catalogue, changed, removed.

CREATE INDEX model_alias_access_groups_by_group ON model_alias_access_groups (access_group_id);
CREATE INDEX team_access_groups_by_group ON team_access_groups (access_group_id);
CREATE INDEX team_model_groups_by_group ON team_model_groups (model_group_id);
CREATE INDEX model_group_models_by_name ON model_group_models (model_name);

-- Aliases, access groups and model groups hang together and change rarely: operators change them one after the other,
-- so that what one statement has seen of them holds until it is done.
CREATE FUNCTION lock_models() RETURNS void LANGUAGE sql AS $$
    SELECT pg_advisory_xact_lock(hashtextextended('tollgate.models', 0))
$$;

-- Prices as operators see them, as numbers: of an alias or of a model of the catalogue.
CREATE FUNCTION prices_for_people(
    p_input numeric, p_output numeric, p_cached_input numeric, p_cache_write_5m numeric, p_cache_write_1h numeric,
    p_tiers jsonb
) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object(
        'pricing_input', trim_scale(p_input),
        'pricing_output', trim_scale(p_output),
        'pricing_cached_input', trim_scale(p_cached_input),
        'pricing_cache_write_5m', trim_scale(p_cache_write_5m),
        'pricing_cache_write_1h', trim_scale(p_cache_write_1h),
        'pricing_tiers', (
            SELECT coalesce(jsonb_agg(
                (SELECT jsonb_object_agg(key, trim_scale((value#>>'{}')::numeric)) FROM jsonb_each(tier))
                ORDER BY (tier->>'above_input_tokens')::bigint), '[]')
            FROM jsonb_array_elements(p_tiers) AS tier))
$$;

-- The teams that may call an alias: by an access group, or by a model group.
CREATE FUNCTION teams_using_alias(p_alias model_aliases) RETURNS SETOF text LANGUAGE sql STABLE AS $$
    SELECT team_id::text FROM model_alias_access_groups JOIN team_access_groups USING (access_group_id)
        WHERE model_alias_id = p_alias.model_alias_id
    UNION
    SELECT team_id::text FROM model_group_models JOIN team_model_groups USING (model_group_id)
        WHERE model_name = p_alias.model_alias AND is_active
$$;

-- The first hundred of some names, in order, and how many there are.
CREATE FUNCTION first_names(p_names text[]) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(jsonb_agg(name ORDER BY name), '[]')
    FROM (SELECT name FROM unnest(p_names) AS name ORDER BY name LIMIT 100) AS first
$$;

-- What the catalogue knows of an alias's model; a null row for nothing.
CREATE FUNCTION catalogue_entry(p_provider provider, p_model text) RETURNS model_catalogue LANGUAGE sql STABLE AS $$
    SELECT entry.* FROM model_catalogue AS entry WHERE provider = p_provider AND model = p_model
$$;

-- An alias as operators see it. Some members stand there twice, under the names by which different clients read them.
CREATE FUNCTION model_of(p_alias model_aliases) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_entry model_catalogue := catalogue_entry(p_alias.provider, p_alias.actual_model);
    v_prices jsonb := prices_for_people(
        p_alias.pricing_input, p_alias.pricing_output, p_alias.pricing_cached_input, p_alias.pricing_cache_write_5m,
        p_alias.pricing_cache_write_1h, p_alias.pricing_tiers);
    v_teams text[] := ARRAY(SELECT teams_using_alias(p_alias));
BEGIN
    RETURN v_prices || jsonb_build_object(
        'model_alias', p_alias.model_alias,
        'display_name', coalesce(p_alias.display_name, p_alias.model_alias),
        'provider', p_alias.provider,
        'actual_model', p_alias.actual_model,
        'actual_model_name', p_alias.actual_model,
        'access_groups', (
            SELECT coalesce(jsonb_agg(group_name ORDER BY group_name), '[]')
            FROM model_alias_access_groups JOIN model_access_groups USING (access_group_id)
            WHERE model_alias_id = p_alias.model_alias_id),
        'description', p_alias.description,
        'input_price_per_million', v_prices->'pricing_input',
        'output_price_per_million', v_prices->'pricing_output',
        'prices_are_catalogues', v_entry.model IS NOT NULL AND v_prices = prices_for_people(
            v_entry.pricing_input, v_entry.pricing_output, v_entry.pricing_cached_input, v_entry.pricing_cache_write_5m,
            v_entry.pricing_cache_write_1h, v_entry.pricing_tiers),
        'context_window', v_entry.context_window,
        'max_output_tokens', p_alias.max_output_tokens,
        'refused_parameters', p_alias.refused_parameters,
        'status', p_alias.status,
        'is_active', p_alias.status <> 'inactive',
        'teams_using', first_names(v_teams),
        'teams_using_count', cardinality(v_teams),
        'created_at', rfc3339(p_alias.created_at),
        'updated_at', rfc3339(p_alias.updated_at));
END $$;

-- What the audit log keeps of an alias.
CREATE FUNCTION audited_model(p_alias model_aliases) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT model_of(p_alias) - '{teams_using,teams_using_count,actual_model_name,is_active,input_price_per_million,output_price_per_million,prices_are_catalogues,context_window}'::text[]
$$;

-- The columns of model_aliases with the catalogue's values where p_model says nothing. The catalogue's cache prices go
-- with its input price, and its tiers with both prices: beside a price of one's own they would make no sense.
CREATE FUNCTION filled_from_catalogue(p_model jsonb) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_entry model_catalogue := catalogue_entry((p_model->>'provider')::provider, p_model->>'actual_model');
    v_same_input boolean := coalesce((p_model->>'pricing_input')::numeric = v_entry.pricing_input, true);
    v_same_output boolean := coalesce((p_model->>'pricing_output')::numeric = v_entry.pricing_output, true);
BEGIN
    RETURN jsonb_build_object('max_output_tokens', 4096) || jsonb_strip_nulls(jsonb_build_object(
        'display_name', v_entry.display_name,
        'pricing_input', v_entry.pricing_input,
        'pricing_output', v_entry.pricing_output,
        'pricing_cached_input', CASE WHEN v_same_input THEN v_entry.pricing_cached_input END,
        'pricing_cache_write_5m', CASE WHEN v_same_input THEN v_entry.pricing_cache_write_5m END,
        'pricing_cache_write_1h', CASE WHEN v_same_input THEN v_entry.pricing_cache_write_1h END,
        'pricing_tiers', CASE WHEN v_same_input AND v_same_output THEN v_entry.pricing_tiers END,
        'max_output_tokens', v_entry.max_output_tokens,
        'refused_parameters', to_jsonb(v_entry.refused_parameters))) || p_model;
END $$;

-- Why these columns make no alias, or null.
CREATE FUNCTION model_refusal(p_filled jsonb) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_entry model_catalogue := catalogue_entry((p_filled->>'provider')::provider, p_filled->>'actual_model');
    v_group text;
BEGIN
    SELECT name INTO v_group FROM jsonb_array_elements_text(coalesce(p_filled->'access_groups', '[]')) AS name
        WHERE NOT EXISTS (SELECT FROM model_access_groups WHERE group_name = name) LIMIT 1;
    RETURN CASE
        WHEN v_group IS NOT NULL THEN refusal('access_group_not_found', jsonb_build_object('group_name', v_group))
        WHEN NOT p_filled ?& '{pricing_input,pricing_output}' THEN refusal('prices_required')
        WHEN (p_filled->>'max_output_tokens')::bigint > v_entry.max_output_tokens
            THEN refusal('invalid_value', jsonb_build_object('detail', format(
                'An answer of %s has at most %s tokens.', v_entry.display_name, v_entry.max_output_tokens)))
    END;
END $$;

-- Puts an alias into exactly these access groups. They exist.
CREATE FUNCTION set_access_groups_of(p_alias model_aliases, p_groups jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM model_alias_access_groups USING model_access_groups AS access
        WHERE model_alias_access_groups.access_group_id = access.access_group_id
            AND model_alias_id = p_alias.model_alias_id AND NOT p_groups ? access.group_name;
    INSERT INTO model_alias_access_groups (model_alias_id, access_group_id)
        SELECT p_alias.model_alias_id, access_group_id FROM model_access_groups WHERE p_groups ? group_name
        ON CONFLICT DO NOTHING;
END $$;

-- p_model: the columns that are set, and access_groups.
CREATE FUNCTION create_model(p_principal jsonb, p_model jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_filled jsonb := jsonb_build_object('pricing_tiers', '[]'::jsonb, 'refused_parameters', '[]'::jsonb,
        'status', 'active', 'access_groups', '[]'::jsonb) || filled_from_catalogue(p_model);
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
    v_columns.model_alias_id := new_uuid();
    v_columns.created_at := now();
    v_columns.updated_at := now();
    INSERT INTO model_aliases SELECT v_columns.* ON CONFLICT (model_alias) DO NOTHING RETURNING * INTO v_alias;
    IF NOT FOUND THEN
        RETURN refusal('already_exists', jsonb_build_object('resource', format('model alias ''%s''', v_columns.model_alias)));
    END IF;
    PERFORM set_access_groups_of(v_alias, v_filled->'access_groups');
    PERFORM record_change(p_principal, 'created_model', 'model', v_alias.model_alias,
        jsonb_build_object('after', audited_model(v_alias)));
    RETURN granted(model_of(v_alias));
END $$;

-- p_change: the columns to change, access_groups, and use_catalogue_prices. Another model, or another price for input or
-- output, has its other prices as if the alias were made anew; another model also its limits.
CREATE FUNCTION update_model(p_principal jsonb, p_alias text, p_change jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_before model_aliases;
    v_after model_aliases;
    v_old jsonb;
    v_new jsonb;
    v_other_model boolean;
    v_other_prices boolean;
    v_details jsonb;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    PERFORM lock_models();
    SELECT * INTO v_before FROM model_aliases WHERE model_alias = p_alias FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN refusal('model_not_found');
    END IF;
    v_details := audited_model(v_before);
    v_old := jsonb_strip_nulls(to_jsonb(v_before));
    v_new := v_old || p_change;
    v_other_model := (v_new->'provider', v_new->'actual_model') <> (v_old->'provider', v_old->'actual_model');
    v_other_prices := v_other_model OR coalesce((p_change->>'use_catalogue_prices')::boolean, false)
        OR (v_new->>'pricing_input')::numeric <> v_before.pricing_input
        OR (v_new->>'pricing_output')::numeric <> v_before.pricing_output;
    IF v_other_prices THEN
        v_old := v_old - '{pricing_cached_input,pricing_cache_write_5m,pricing_cache_write_1h,pricing_tiers}'::text[];
    END IF;
    IF v_other_model OR coalesce((p_change->>'use_catalogue_prices')::boolean, false) THEN
        v_old := v_old - '{pricing_input,pricing_output}'::text[];
    END IF;
    IF v_other_model THEN
        v_old := v_old - '{max_output_tokens,refused_parameters}'::text[];
    END IF;
    v_new := v_old || p_change;
    IF v_other_prices THEN
        v_new := '{"pricing_tiers": [], "refused_parameters": []}'::jsonb || filled_from_catalogue(v_new);
    END IF;
    v_refusal := model_refusal(v_new);
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    v_after := jsonb_populate_record(NULL::model_aliases, v_new);
    UPDATE model_aliases SET
        display_name = v_after.display_name, provider = v_after.provider, actual_model = v_after.actual_model,
        description = nullif(v_after.description, ''), pricing_input = v_after.pricing_input, pricing_output = v_after.pricing_output,
        pricing_cached_input = v_after.pricing_cached_input, pricing_cache_write_5m = v_after.pricing_cache_write_5m,
        pricing_cache_write_1h = v_after.pricing_cache_write_1h, pricing_tiers = v_after.pricing_tiers,
        max_output_tokens = v_after.max_output_tokens, refused_parameters = v_after.refused_parameters,
        status = v_after.status, updated_at = now()
        WHERE model_alias_id = v_before.model_alias_id RETURNING * INTO v_after;
    IF p_change ? 'access_groups' THEN
        PERFORM set_access_groups_of(v_after, p_change->'access_groups');
    END IF;
    PERFORM record_change(p_principal, 'updated_model', 'model', p_alias,
        jsonb_build_object('before', v_details, 'after', audited_model(v_after)));
    RETURN granted(model_of(v_after));
END $$;

CREATE FUNCTION delete_model(p_principal jsonb, p_alias text) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_alias model_aliases;
    v_groups jsonb;
    v_details jsonb;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    PERFORM lock_models();
    SELECT * INTO v_alias FROM model_aliases WHERE model_alias = p_alias FOR UPDATE;
    IF NOT FOUND THEN
        RETURN refusal('model_not_found');
    END IF;
    SELECT first_names(array_agg('model group ' || group_name)) INTO v_groups
        FROM model_groups WHERE EXISTS (
            SELECT FROM model_group_models AS member
            WHERE member.model_group_id = model_groups.model_group_id AND member.model_name = p_alias);
    IF v_groups <> '[]' THEN
        RETURN refusal('in_use', jsonb_build_object('used_by', v_groups));
    END IF;
    v_details := audited_model(v_alias);
    DELETE FROM model_aliases WHERE model_alias_id = v_alias.model_alias_id;
    PERFORM record_change(p_principal, 'deleted_model', 'model', p_alias, jsonb_build_object('before', v_details));
    RETURN granted(jsonb_build_object('model_alias', p_alias));
END $$;
