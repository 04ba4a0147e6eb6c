-- $2: the team, $3: a status or null, $4 and $5: how many, and from which on.
SELECT coalesce(team_or_operator_refusal($1::text::jsonb, $2, true), (
    WITH page AS MATERIALIZED (
        SELECT job_id FROM jobs
        WHERE team_id = $2 AND ($3::text IS NULL OR status = (SELECT $3::text::job_status))
        ORDER BY created_at DESC, job_id DESC LIMIT $4 OFFSET $5
    )
    SELECT granted(jsonb_build_object(
        'team_id', $2,
        'total', count_jobs($2, $3::text::job_status, NULL, NULL, NULL, NULL),
        'count', count(*),
        'jobs', coalesce(jsonb_agg(job_document(job) ORDER BY job.created_at DESC, job.job_id DESC), '[]')))
    FROM page JOIN jobs AS job USING (job_id)
))::text
