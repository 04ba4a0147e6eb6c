-- The questions that admission asks: whose key is it, may the team work, what does the model name stand for.

-- The team a live virtual key belongs to; a null row for an unknown, expired or revoked key.
CREATE FUNCTION team_of_key(p_key_hash bytea) RETURNS team_credits LANGUAGE sql STABLE AS $$
    SELECT team.* FROM virtual_keys AS key JOIN team_credits AS team USING (team_id)
    WHERE key.key_hash = p_key_hash AND key.revoked_at IS NULL AND (key.expires_at IS NULL OR key.expires_at > now())
$$;

-- Every refusal has this form; the reason is an error code of the HTTP contract.
CREATE FUNCTION refusal(p_reason text, p_facts jsonb DEFAULT '{}') RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object('outcome', 'refused', 'reason', p_reason) || p_facts
$$;

-- Why a key's team may not do this, or null. Closing jobs is allowed while a team is paused, nothing is while it is
-- suspended.
CREATE FUNCTION team_refusal(p_team team_credits, p_claimed_team text, p_while_paused boolean)
RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN p_team.team_id IS NULL THEN refusal('invalid_api_key')
        WHEN (SELECT status FROM organizations WHERE organization_id = p_team.organization_id) <> 'active'
            THEN refusal('organization_inactive')
        WHEN p_team.status = 'suspended' THEN refusal('team_suspended')
        WHEN p_team.status = 'paused' AND NOT p_while_paused THEN refusal('team_paused')
        WHEN p_claimed_team <> p_team.team_id THEN refusal('wrong_team')
    END
$$;

-- Why the team may not call or close this job, or null.
CREATE FUNCTION job_refusal(p_job jobs, p_team_id text) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN p_job.job_id IS NULL THEN refusal('job_not_found')
        WHEN p_job.team_id <> p_team_id THEN refusal('wrong_team')
        WHEN p_job.status NOT IN ('pending', 'in_progress') THEN refusal('job_closed', jsonb_build_object('status', p_job.status))
    END
$$;

CREATE FUNCTION pricing_of(p_alias model_aliases) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_strip_nulls(jsonb_build_object(
        'input', p_alias.pricing_input::text,
        'output', p_alias.pricing_output::text,
        'cached_input', p_alias.pricing_cached_input::text,
        'cache_write_5m', p_alias.pricing_cache_write_5m::text,
        'cache_write_1h', p_alias.pricing_cache_write_1h::text,
        'tiers', p_alias.pricing_tiers))
$$;

-- The aliases behind a model name, in the order in which they are tried: the alias of that name, if one of the team's
-- active access groups has it; else the members of the model group of that name, if the team has that.
CREATE FUNCTION aliases_behind(p_team_id text, p_model text) RETURNS SETOF model_aliases LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
        SELECT alias.* FROM model_aliases AS alias
        WHERE alias.model_alias = p_model AND alias.status <> 'inactive' AND EXISTS (
            SELECT FROM model_alias_access_groups AS member
            JOIN model_access_groups AS access USING (access_group_id)
            JOIN team_access_groups AS assigned USING (access_group_id)
            WHERE member.model_alias_id = alias.model_alias_id AND assigned.team_id = p_team_id
                AND access.status = 'active');
    IF NOT FOUND THEN
        RETURN QUERY
            SELECT alias.* FROM model_groups AS grp
            JOIN team_model_groups AS assigned USING (model_group_id)
            JOIN model_group_models AS member USING (model_group_id)
            JOIN model_aliases AS alias ON alias.model_alias = member.model_name
            WHERE grp.group_name = p_model AND grp.status = 'active' AND assigned.team_id = p_team_id
                AND member.is_active AND alias.status <> 'inactive'
            ORDER BY member.priority, member.created_at, member.id;
    END IF;
END $$;

-- What could serve a call, best first:
-- [{"model_alias", "provider", "model", "pricing", "max_output_tokens", "credentials": [...]}]
-- or a refusal. p_unsupported names, per provider, the request's parameters that it cannot honour; p_parameters all
-- that the request has; p_fallback_providers those for which the deployment itself has a key.
CREATE FUNCTION resolve_model(
    p_team team_credits, p_model text, p_max_output_tokens bigint,
    p_parameters text[], p_unsupported jsonb, p_fallback_providers text[]
) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_alias model_aliases;
    v_refused text[];
    v_first_refused text[];
    v_credentials jsonb;
    v_known boolean := false;
    v_capable boolean := false;
    v_candidates jsonb := '[]';
BEGIN
    FOR v_alias IN SELECT * FROM aliases_behind(p_team.team_id, p_model) LOOP
        v_known := true;
        v_refused := ARRAY(
            SELECT jsonb_array_elements_text(coalesce(p_unsupported->(v_alias.provider::text), '[]'))
            UNION
            SELECT parameter FROM unnest(v_alias.refused_parameters) AS parameter WHERE parameter = ANY (p_parameters)
            ORDER BY 1);
        IF cardinality(v_refused) > 0 THEN
            v_first_refused := coalesce(v_first_refused, v_refused);
            CONTINUE;
        END IF;
        v_capable := true;
        SELECT coalesce(jsonb_agg(jsonb_build_object(
                'credential_id', credential_id, 'sealed_key', sealed_key, 'api_base', api_base)
                ORDER BY priority, credential_id), '[]')
            INTO v_credentials FROM provider_credentials
            WHERE organization_id = p_team.organization_id AND provider = v_alias.provider AND is_active;
        IF v_credentials = '[]' AND NOT v_alias.provider::text = ANY (p_fallback_providers) THEN
            CONTINUE;
        END IF;
        v_candidates := v_candidates || jsonb_build_object(
            'model_alias', v_alias.model_alias,
            'provider', v_alias.provider,
            'model', v_alias.actual_model,
            'pricing', pricing_of(v_alias),
            'max_output_tokens', least(coalesce(p_max_output_tokens, v_alias.max_output_tokens), v_alias.max_output_tokens),
            'credentials', v_credentials);
    END LOOP;
    RETURN CASE
        WHEN NOT v_known THEN refusal('model_not_allowed')
        WHEN NOT v_capable THEN refusal('unsupported_parameter', jsonb_build_object('parameters', to_jsonb(v_first_refused)))
        WHEN v_candidates = '[]' THEN refusal('no_provider_credentials')
        ELSE jsonb_build_object('outcome', 'resolved', 'candidates', v_candidates)
    END;
END $$;
