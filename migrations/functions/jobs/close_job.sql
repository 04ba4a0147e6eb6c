-- Closes a job and queues the event for its team's webhooks. It pays what it owes, by its plan, unless it has failed and is free
-- by its team's terms: then it gets back what it has paid. The caller has the team's lock and has seen that the job is open.
CREATE FUNCTION close_job(p_job_id uuid, p_status job_status, p_error_message text)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_job jobs;
    v_hold_id uuid := (SELECT hold_id FROM credit_holds WHERE job_id = p_job_id AND call_id IS NULL AND state = 'held');
    v_price_usd numeric := 0;
    v_charged bigint := 0;
BEGIN
    UPDATE jobs SET status = p_status, completed_at = now(), error_message = left(p_error_message, 1000)
        WHERE job_id = p_job_id RETURNING * INTO STRICT v_job;
    IF v_job.started_at IS NOT NULL AND (p_status = 'completed' OR NOT is_free_when_failed(v_job)) THEN
        v_price_usd := price_closed_job(v_job);
        v_charged := charge_closed_job(v_job, v_hold_id);
    ELSE
        PERFORM resolve_hold(v_hold_id, 'released', 0);
        v_charged := -refund_job(v_job);
    END IF;
    PERFORM add_job_usage(v_job, jsonb_build_object(
        'completed_jobs', (p_status = 'completed')::int, 'failed_jobs', (p_status = 'failed')::int,
        'client_cost_usd', v_price_usd, 'credits_used', v_charged));
    IF EXISTS (SELECT FROM webhooks WHERE team_id = v_job.team_id) THEN
        SELECT * INTO STRICT v_job FROM jobs WHERE job_id = p_job_id;
        PERFORM queue_webhook_event(v_job.team_id, 'job.' || p_status, p_job_id, closed_job_data(v_job));
    END IF;
END $$;
