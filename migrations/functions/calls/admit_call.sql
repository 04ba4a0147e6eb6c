-- Admits a call into a job, or into a new one when p_new_job is given (see create_job). Returns everything that the call
-- needs, or a refusal; a refused call writes nothing. p_kind: what is asked for. p_unsupported, p_dropping: see resolve_model.
CREATE FUNCTION admit_call(
    p_key_hash bytea, p_job_id uuid, p_new_job jsonb, p_call_id uuid, p_model text, p_purpose text,
    p_input_tokens_bound bigint, p_estimated_input_tokens bigint, p_max_output_tokens bigint, p_parameters text[],
    p_unsupported jsonb, p_dropping jsonb, p_fallback_providers text[], p_metadata_patch jsonb, p_metadata_limit bigint,
    p_call_seconds bigint, p_idempotency jsonb DEFAULT NULL, p_kind model_kind DEFAULT 'chat'
) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_team team_credits := team_of_key(p_key_hash);
    v_call_ends timestamptz := now() + make_interval(secs => p_call_seconds);
    v_resolution jsonb;
    v_terms admission_terms;
    v_rate record;
    v_doubt record;
    v_hold bigint;
    v_refusal jsonb;
BEGIN
    v_resolution := coalesce(
        team_refusal(v_team, p_new_job->>'team_id', false),
        find_replay(v_team.team_id, p_idempotency),
        new_call_refusal(v_team, p_job_id, p_new_job, p_metadata_patch, p_metadata_limit),
        resolve_model(v_team, p_call_id, p_model, p_kind, p_max_output_tokens, p_parameters, p_unsupported, p_dropping, p_fallback_providers));
    IF v_resolution->>'outcome' <> 'resolved' THEN
        RETURN v_resolution;
    END IF;
    -- From here on no other statement moves the team's money.
    v_team := lock_team_for_call(v_team.team_id);
    v_terms := terms_of_call(v_team, p_job_id, p_new_job);
    v_rate := check_rate_limits(v_team, p_estimated_input_tokens);
    v_doubt := doubt_of_new_call(p_input_tokens_bound, p_estimated_input_tokens, v_resolution->'candidates');
    v_hold := credits_to_hold(v_terms, p_input_tokens_bound, v_doubt.bound_usd, v_resolution->'candidates');
    v_refusal := coalesce(
        CASE WHEN p_new_job IS NULL THEN job_refusal(v_terms.job, v_team.team_id) END,
        v_rate.refusal,
        credits_refusal(v_team, v_hold),
        claim_idempotency_key(v_team.team_id, p_idempotency, p_call_id));
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    v_terms.job := start_job(v_team, v_terms, p_job_id, p_new_job, p_model);
    PERFORM insert_call(v_team, v_terms, p_call_id, p_model, p_purpose, p_estimated_input_tokens,
        v_doubt.estimate_usd, v_doubt.bound_usd, v_call_ends);
    PERFORM hold_credits(v_team, v_terms, p_call_id, v_hold, v_call_ends, v_rate.requests_left, v_rate.tokens_left);
    PERFORM touch_key(p_key_hash);
    RETURN admitted_call_document(v_team, v_terms, p_call_id, v_hold, claim_probe(v_resolution->'candidates'))
        || rate_limits_document(v_team, v_rate.requests_left, v_rate.tokens_left);
END $$;
