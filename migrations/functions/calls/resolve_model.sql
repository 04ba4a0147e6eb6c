-- What could serve a call, best first:
-- [{"model_alias", "provider", "model", "pricing", "max_output_tokens", "credentials": [...], ...}]
-- (see candidate_document), or a refusal. p_unsupported names, per provider, the request's parameters that it cannot honour;
-- p_parameters all that the request has; p_fallback_providers those for which the deployment itself has a key. p_call_id: see
-- resolve_model_group_members. p_dropping: {"drop_unsupported": what the request says, or null, "essential": [the parameters that
-- are never left out], "hints": [those that are left out whatever else is said]}.
CREATE FUNCTION resolve_model(
    p_team team_credits, p_call_id uuid, p_model text, p_max_output_tokens bigint,
    p_parameters text[], p_unsupported jsonb, p_dropping jsonb, p_fallback_providers text[]
) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_alias model_aliases;
    v_refused text[];
    v_drops boolean;
    v_first_refused jsonb;
    v_credentials jsonb;
    v_known boolean := false;
    v_capable boolean := false;
    v_candidates jsonb := '[]';
BEGIN
    FOR v_alias IN SELECT * FROM resolve_aliases(p_team, p_call_id, p_model) LOOP
        v_known := true;
        v_refused := unsupported_parameters(v_alias, p_parameters, p_unsupported);
        v_drops := drops_unsupported(p_team, v_alias, p_dropping);
        IF NOT may_leave_out(v_refused, v_drops, p_dropping) THEN
            v_first_refused := coalesce(v_first_refused,
                jsonb_build_object('parameters', to_jsonb(v_refused), 'provider', v_alias.provider));
            CONTINUE;
        END IF;
        v_capable := true;
        v_credentials := credentials_in_use(p_team.organization_id, v_alias.provider, v_alias.actual_model);
        IF v_credentials = '[]' AND NOT v_alias.provider::text = ANY (p_fallback_providers) THEN
            CONTINUE;
        END IF;
        v_candidates := v_candidates
            || (candidate_document(v_alias, p_max_output_tokens, p_parameters, v_credentials)
                || jsonb_build_object('drops_unsupported', v_drops, 'refused_parameters', to_jsonb(v_refused)));
    END LOOP;
    RETURN CASE
        WHEN NOT v_known THEN refusal('model_not_allowed')
        WHEN NOT v_capable THEN refusal('unsupported_parameter', v_first_refused)
        WHEN v_candidates = '[]' THEN refusal('no_provider_credentials')
        ELSE jsonb_build_object('outcome', 'resolved', 'candidates', v_candidates)
    END;
END $$;
