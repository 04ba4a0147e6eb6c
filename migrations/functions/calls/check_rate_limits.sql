-- What is left of the team's requests and tokens after a request takes p_tokens, and why it may not go ahead, if it may not.
-- Without p_tokens it is no call: a lack of tokens does not stop it.
-- Both are token buckets that fill up evenly, to the limit.
CREATE FUNCTION check_rate_limits(
    p_team team_credits, p_tokens bigint,
    OUT requests_left double precision, OUT tokens_left double precision, OUT refusal jsonb
) LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_minutes double precision := coalesce(greatest(0, extract(epoch FROM clock_timestamp() - p_team.rates_seen_at)) / 60, 0);
    v_requests double precision := least(p_team.rpm_limit,
        coalesce(p_team.requests_left, p_team.rpm_limit) + p_team.rpm_limit * v_minutes);
    v_tokens double precision := least(p_team.tpm_limit,
        coalesce(p_team.tokens_left, p_team.tpm_limit) + p_team.tpm_limit * v_minutes);
    -- A call that needs more than a whole minute's tokens is admitted when the bucket is full.
    v_needed double precision := CASE WHEN p_tokens IS NOT NULL THEN least(p_tokens, p_team.tpm_limit) END;
    v_wait double precision := greatest(
        (1 - v_requests) * 60 / p_team.rpm_limit, (v_needed - v_tokens) * 60 / p_team.tpm_limit);
BEGIN
    IF v_wait > 0 THEN
        refusal := refusal('rate_limited', rate_limits_document(p_team, v_requests, v_tokens) || jsonb_build_object(
            'limited_by', CASE WHEN v_requests < 1 THEN 'requests' ELSE 'tokens' END,
            'retry_after_ms', ceil(v_wait * 1000)::bigint));
        RETURN;
    END IF;
    requests_left := v_requests - 1;
    tokens_left := v_tokens - coalesce(p_tokens, 0);
END $$;
