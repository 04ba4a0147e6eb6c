-- Checks of holds.
CREATE FUNCTION hold_checks() RETURNS SETOF books_check LANGUAGE sql STABLE AS $$
    VALUES
        ('the open holds add up to each team''s held credits', 'breach', $q$
         SELECT format('team %s: open holds %s, held %s', team_id, total, credits_held)
         FROM team_credits LEFT JOIN LATERAL (
             SELECT coalesce(sum(credits), 0) AS total
             FROM credit_holds AS hold WHERE hold.team_id = team_credits.team_id AND state = 'held') AS holds ON true
         WHERE total <> credits_held$q$),
        ('no team has less than nothing available', 'breach', $q$
         SELECT format('team %s: %s', team_id, credits_available) FROM team_credits WHERE credits_available < 0$q$),
        ('a hold has a time of resolution exactly if it is resolved', 'breach', $q$
         SELECT format('hold %s: %s, resolved at %s', hold_id, state, coalesce(rfc3339(resolved_at), 'no time'))
         FROM credit_holds WHERE (state = 'held') <> (resolved_at IS NULL)$q$),
        ('a call holds credits only while it is open', 'breach', $q$
         SELECT format('call %s: %s, its hold is open', call_id, status)
         FROM credit_holds JOIN llm_calls USING (call_id) WHERE state = 'held' AND status <> 'admitted'$q$),
        ('an open call that is paid for by itself has an open hold', 'breach', $q$
         SELECT format('call %s', call.call_id) FROM llm_calls AS call JOIN jobs USING (job_id)
         WHERE call.status = 'admitted' AND NOT is_charged_on_completion(jobs.budget_mode, call.priced_by_job) AND NOT EXISTS (
             SELECT FROM credit_holds AS hold WHERE hold.call_id = call.call_id AND hold.state = 'held')$q$),
        ('a closed job has no open hold', 'breach', $q$
         SELECT format('hold %s of job %s (%s)', hold_id, job_id, status)
         FROM credit_holds JOIN jobs USING (job_id)
         WHERE state = 'held' AND status NOT IN ('pending', 'in_progress')$q$),
        ('a closed job has no open call', 'breach', $q$
         SELECT format('call %s of job %s (%s)', call_id, job_id, jobs.status)
         FROM llm_calls JOIN jobs USING (job_id)
         WHERE llm_calls.status = 'admitted' AND jobs.status NOT IN ('pending', 'in_progress')$q$)
$$;
