-- $2: the team, $3: a status, $4: a job type, $5 and $6: created from when on and before when, $7: a part of the job's id,
-- $8: 'true' for those only that have had a call; null for any. $9 and $10: how many, and from which on.
SELECT coalesce(
    operator_refusal($1::text::jsonb),
    CASE WHEN NOT EXISTS (SELECT FROM team_credits WHERE team_id = $2) THEN refusal('team_not_found') END, (
    WITH listed AS NOT MATERIALIZED (
        SELECT job_id, created_at FROM jobs
        WHERE team_id = $2 AND ($3::text IS NULL OR status = (SELECT $3::text::job_status))
            AND ($4::text IS NULL OR job_type = $4)
            AND ($5::text IS NULL OR created_at >= (SELECT $5::text::timestamptz))
            AND ($6::text IS NULL OR created_at < (SELECT $6::text::timestamptz))
            AND ($7::text IS NULL OR strpos(job_id::text, lower($7)) > 0)
            AND ($8::text IS NULL OR started_at IS NOT NULL)
    ), page AS MATERIALIZED (
        SELECT job_id FROM listed ORDER BY created_at DESC, job_id DESC LIMIT $9 OFFSET $10
    )
    SELECT granted(jsonb_build_object(
        'total', CASE WHEN $7::text IS NULL
            THEN count_jobs($2, $3::text::job_status, $4, $5::text::timestamptz, $6::text::timestamptz, $8::text::boolean)
            ELSE (SELECT count(*) FROM listed) END,
        'jobs', coalesce(jsonb_agg(job_summary(job, costs, retry_count) ORDER BY job.created_at DESC, job.job_id DESC), '[]')))
    FROM page JOIN jobs AS job USING (job_id) LEFT JOIN job_cost_summaries AS costs USING (job_id), retries_of_job(job)
))::text
