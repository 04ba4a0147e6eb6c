-- The limits as their headers show them: what is left, and how long until all of it is there again.
CREATE FUNCTION rate_limits_document(p_team team_credits, p_requests_left double precision, p_tokens_left double precision)
RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('rate_limits', jsonb_strip_nulls(jsonb_build_object(
        'requests', CASE WHEN p_team.rpm_limit IS NOT NULL THEN jsonb_build_object(
            'limit', p_team.rpm_limit, 'remaining', greatest(0, floor(p_requests_left))::bigint,
            'reset_ms', ceil((p_team.rpm_limit - p_requests_left) * 60000 / p_team.rpm_limit)::bigint) END,
        'tokens', CASE WHEN p_team.tpm_limit IS NOT NULL THEN jsonb_build_object(
            'limit', p_team.tpm_limit, 'remaining', greatest(0, floor(p_tokens_left))::bigint,
            'reset_ms', ceil((p_team.tpm_limit - p_tokens_left) * 60000 / p_team.tpm_limit)::bigint) END)))
$$;
