-- Charges for a settled call, unless its job is charged when it is closed. A job that has closed still owes its late calls, unless
-- it has failed and is free. Returns the job, to be written.
CREATE FUNCTION charge_call(p_call llm_calls, p_job jobs, p_summary job_cost_summaries) RETURNS jobs LANGUAGE plpgsql AS $$
BEGIN
    IF is_charged_on_completion(p_job.budget_mode, p_call.priced_by_job)
            OR (p_job.status = 'failed' AND is_free_when_failed(p_job)) THEN
        RETURN p_job;
    END IF;
    RETURN charge_job(
        p_job, (SELECT hold_id FROM credit_holds WHERE call_id = p_call.call_id AND state = 'held'), p_call.call_id,
        credits_owed(p_job.budget_mode, p_job.credits_per_dollar, p_job.tokens_per_credit,
                     p_summary.total_cost_usd, p_summary.total_tokens),
        format('Call in job %s (%s%s)', p_job.job_type, p_job.budget_mode,
               CASE WHEN p_call.late THEN ', late' ELSE '' END));
END $$;
