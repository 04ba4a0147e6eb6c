-- Checks of plans and their periods.
CREATE FUNCTION plan_checks() RETURNS SETOF books_check LANGUAGE sql STABLE AS $$
    VALUES
        ('the jobs of a plan''s period are numbered without a gap', 'breach', $q$
         SELECT format('plan %s from %s: counted %s, numbered %s up to %s', plan_id, rfc3339(period_start), jobs_counted,
                       numbered, last)
         FROM plan_periods LEFT JOIN LATERAL (
             SELECT count(DISTINCT plan_position) AS numbered, coalesce(max(plan_position), 0) AS last FROM jobs
             WHERE jobs.plan_id = plan_periods.plan_id AND jobs.plan_period_start = plan_periods.period_start) AS j ON true
         WHERE jobs_counted <> numbered OR jobs_counted <> last$q$),
        ('the periods of a plan in force follow each other without a gap', 'breach', $q$
         SELECT format('plan %s: a period begins at %s, the one before ended at %s', plan_id, period_start, ended)
         FROM (SELECT *, lag(period_end) OVER (PARTITION BY plan_id ORDER BY period_start) AS ended
               FROM plan_periods JOIN pricing_plans USING (plan_id) WHERE kind = 'subscription') AS begun
         WHERE period_start <> ended AND (valid_until IS NULL OR period_start <= valid_until)$q$)
$$;
