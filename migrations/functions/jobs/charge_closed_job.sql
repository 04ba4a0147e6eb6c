-- Charges a closed job what it owes and has not paid yet. Returns the job, to be written.
CREATE FUNCTION charge_closed_job(p_job jobs, p_hold_id uuid) RETURNS jobs LANGUAGE plpgsql AS $$
DECLARE
    v_summary job_cost_summaries;
BEGIN
    SELECT * INTO v_summary FROM job_cost_summaries WHERE job_id = p_job.job_id;
    RETURN charge_job(p_job, p_hold_id, NULL,
        credits_owed(p_job.budget_mode, p_job.credits_per_dollar, p_job.tokens_per_credit,
                     coalesce(v_summary.total_cost_usd, 0), coalesce(v_summary.total_tokens, 0)),
        format('Job %s %s (%s)', p_job.job_type, p_job.status, p_job.budget_mode));
END $$;
