-- The filters with which the count of team $1's jobs is not the length of the list. Filtered is by status, by the job types
-- $2, by whether jobs have had a call, and by times: those at which jobs were created, and the midnights between them.
WITH moments AS (
    SELECT NULL::timestamptz AS moment
    UNION SELECT min(created_at) FROM jobs UNION SELECT max(created_at) FROM jobs
    UNION SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY created_at) FROM jobs
    UNION (SELECT DISTINCT date_trunc('day', created_at, 'UTC') FROM jobs ORDER BY 1 LIMIT 2 OFFSET 1)
), asked AS (
    SELECT status, job_type, starts.moment AS from_, ends.moment AS until, called
    FROM unnest(enum_range(NULL::job_status) || NULL::job_status) AS status
    CROSS JOIN unnest($2::text[] || NULL::text) AS job_type
    CROSS JOIN moments AS starts CROSS JOIN moments AS ends CROSS JOIN unnest('{true,NULL}'::boolean[]) AS called
)
SELECT format('%s: %s, not %s', to_jsonb(asked), counted, listed)
FROM asked
CROSS JOIN LATERAL (
    SELECT count(*) AS listed FROM jobs
    WHERE team_id = $1 AND (asked.status IS NULL OR jobs.status = asked.status)
        AND (asked.job_type IS NULL OR jobs.job_type = asked.job_type)
        AND (from_ IS NULL OR created_at >= from_) AND (until IS NULL OR created_at < until)
        AND (called IS NULL OR started_at IS NOT NULL)) AS list
CROSS JOIN count_jobs($1, status, job_type, from_, until, called) AS counted
WHERE counted <> listed
