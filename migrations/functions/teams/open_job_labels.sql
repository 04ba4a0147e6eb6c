-- Up to ten of the jobs that keep a team from being removed, in words. The caller has the team's lock.
CREATE FUNCTION open_job_labels(p_team_id text) RETURNS text[] LANGUAGE plpgsql AS $$
BEGIN
    PERFORM expire_overdue(p_team_id);
    RETURN ARRAY(SELECT format('job %s', job_id) FROM jobs
                 WHERE team_id = p_team_id AND status IN ('pending', 'in_progress') ORDER BY created_at LIMIT 10);
END $$;
