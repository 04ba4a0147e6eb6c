-- Closes a job and queues the event for its team's webhooks. It pays what it owes, by its plan, unless it has failed and is free
-- by its team's terms: then it gets back what it has paid. p_usage: what its last call adds to its day. Returns the job. The caller
-- has the team's lock, and has seen under it that the job is open.
CREATE FUNCTION close_job(p_job jobs, p_status job_status, p_error_message text, p_usage job_usage_by_day DEFAULT NULL)
RETURNS jobs LANGUAGE plpgsql AS $$
DECLARE
    v_hold_id uuid := (SELECT hold_id FROM credit_holds WHERE job_id = p_job.job_id AND call_id IS NULL AND state = 'held');
    v_job jobs := p_job;
    v_usage job_usage_by_day := p_usage;
    v_priced record;
BEGIN
    v_job.status := p_status;
    v_job.completed_at := now();
    v_job.error_message := left(p_error_message, 1000);
    IF v_job.started_at IS NOT NULL AND (p_status = 'completed' OR NOT is_free_when_failed(v_job)) THEN
        v_priced := price_closed_job(v_job);
        v_job := charge_closed_job(v_priced.p_job, v_hold_id);
        v_usage.client_cost_usd := coalesce(v_usage.client_cost_usd, 0) + v_priced.price_usd;
    ELSE
        PERFORM resolve_hold(v_hold_id, 'released');
        v_job := refund_job(v_job);
    END IF;
    v_job := write_job(v_job);
    v_usage.completed_jobs := (p_status = 'completed')::int;
    v_usage.failed_jobs := (p_status = 'failed')::int;
    v_usage.credits_used := coalesce(v_usage.credits_used, 0) + v_job.credits_charged - p_job.credits_charged;
    PERFORM add_job_usage(v_job, v_usage);
    IF EXISTS (SELECT FROM webhooks WHERE team_id = v_job.team_id) THEN
        PERFORM queue_webhook_event(v_job.team_id, 'job.' || p_status, v_job.job_id, closed_job_data(v_job));
    END IF;
    RETURN v_job;
END $$;
