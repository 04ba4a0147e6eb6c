-- Records how a call ended and charges for it. p_result: see write_call_result. p_bodies: {"request_data",
-- "response_data"}, kept as long as the organization wants them. p_finish closes the job as well, if this was its last open
-- call; p_answer is kept to be replayed to a repeated request, with the charge from the books if its "credits_charged" is null.
-- A call is settled once; a second settling changes nothing.
CREATE FUNCTION settle_call(
    p_call_id uuid, p_result jsonb, p_metadata_patch jsonb, p_metadata_limit bigint, p_finish job_status,
    p_answer jsonb DEFAULT NULL, p_bodies jsonb DEFAULT NULL
) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    v_status call_status := lock_team_of_call(p_call_id);
    v_call llm_calls;
    v_summary job_cost_summaries;
    v_job jobs;
    v_charge jsonb;
BEGIN
    IF v_status IS NULL THEN
        RETURN refusal('call_not_found');
    ELSIF v_status IN ('succeeded', 'failed') THEN
        RETURN jsonb_build_object('outcome', 'already_settled');
    END IF;
    v_call := write_call_result(p_call_id, p_result, v_status = 'abandoned');
    v_summary := add_call_to_summary(v_call);
    v_job := end_call_in_job(v_call, v_summary, p_metadata_patch, p_metadata_limit, p_finish);
    PERFORM store_call_bodies(v_call, p_bodies);
    PERFORM correct_token_rate(v_call);
    PERFORM add_call_usage(v_call, v_job.job_type);
    PERFORM record_route_health(v_call);
    v_charge := charge_document(v_job);
    PERFORM store_answer(p_call_id, CASE WHEN p_answer #> '{costs,credits_charged}' = 'null'
        THEN jsonb_set(p_answer, '{costs}', p_answer->'costs' || v_charge) ELSE p_answer END);
    RETURN jsonb_build_object('outcome', 'settled', 'late', v_call.late) || v_charge;
END $$;
