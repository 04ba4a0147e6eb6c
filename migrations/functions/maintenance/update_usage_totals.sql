-- Adds up the days before today into job_totals and call_totals, unless that was done today, or is being done.
CREATE FUNCTION update_usage_totals(p_today date) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM job_totals WHERE before_day >= p_today)
        OR NOT pg_try_advisory_xact_lock(hashtext('add_up_totals')) THEN
        RETURN;
    END IF;
    DELETE FROM job_totals;
    DELETE FROM call_totals;
    INSERT INTO job_totals (before_day, opened, completed, failed, client_cost_usd)
        SELECT p_today, coalesce(sum(total_jobs), 0), coalesce(sum(completed_jobs), 0), coalesce(sum(failed_jobs), 0),
               coalesce(sum(client_cost_usd), 0)
        FROM job_usage_by_day WHERE day < p_today;
    INSERT INTO call_totals (provider, succeeded, failed, prompt_tokens, completion_tokens, provider_cost_usd)
        SELECT provider, sum(successful_calls), sum(failed_calls), sum(total_prompt_tokens),
               sum(total_completion_tokens), sum(provider_cost_usd)
        FROM call_usage_by_day WHERE day < p_today GROUP BY provider;
END $$;
