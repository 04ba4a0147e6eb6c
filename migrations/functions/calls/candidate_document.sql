-- A model that can serve a call. Vectors are no tokens of output. p_max_output_tokens: the client's own limit of the answer; p_parameters: the parameters that the
-- request has, "cache_control" if it marks where the prompt may be cached: Anthropic caches nothing else. Where the organization has no key
-- for it, the deployment's is used, which may be set aside; "probe" is the id of that route if it may be probed: see
-- claim_probe.
CREATE FUNCTION candidate_document(
    p_alias model_aliases, p_max_output_tokens bigint, p_parameters text[], p_credentials jsonb
) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_fallback route_health;
BEGIN
    IF p_credentials = '[]' THEN
        v_fallback := health_of_route(p_alias.provider, p_alias.actual_model, NULL);
    END IF;
    RETURN jsonb_build_object(
        'model_alias', p_alias.model_alias,
        'provider', p_alias.provider,
        'model', p_alias.actual_model,
        'pricing', pricing_of(p_alias),
        'max_output_tokens', CASE p_alias.kind WHEN 'embedding' THEN 0 ELSE least(p_max_output_tokens, p_alias.max_output_tokens) END,
        'writes_cache', p_alias.provider <> 'anthropic' OR 'cache_control' = ANY (p_parameters),
        'first_event_timeout_seconds', p_alias.first_event_timeout_seconds,
        'answer_timeout_seconds', p_alias.answer_timeout_seconds,
        'credentials', p_credentials,
        'fallback_is_set_aside', v_fallback.set_aside_until IS NOT NULL) || probe_document(v_fallback);
END $$;
