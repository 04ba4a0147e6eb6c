-- How many jobs of a team are in a state, of a type, opened from p_from on and before p_until; null for any. Where p_called
-- is true, those only that have had a call. Whole days are read from what is kept of each; only what is left at the ends is
-- counted job by job.
CREATE FUNCTION count_jobs(
    p_team_id text, p_status job_status, p_job_type text, p_from timestamptz, p_until timestamptz, p_called boolean
) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_from timestamptz := coalesce(p_from, '-infinity');
    v_until timestamptz := coalesce(p_until, 'infinity');
    -- The midnights between which there are whole days.
    v_first timestamptz := date_trunc('day', v_from, 'UTC');
    v_last timestamptz := date_trunc('day', v_until, 'UTC');
    v_of_whole_days numeric;
    v_at_the_ends bigint;
    v_without_calls bigint := 0;
BEGIN
    IF p_status IN ('pending', 'in_progress') THEN
        RETURN (
            SELECT count(*) FROM jobs
            WHERE team_id = p_team_id AND status IN ('pending', 'in_progress') AND status = p_status
                AND (p_job_type IS NULL OR job_type = p_job_type) AND created_at >= v_from AND created_at < v_until
                AND (p_called IS NOT TRUE OR started_at IS NOT NULL));
    END IF;
    IF p_status = 'cancelled' THEN
        -- The summaries by day do not count them: they are what the other states leave.
        RETURN count_jobs(p_team_id, NULL, p_job_type, p_from, p_until, p_called) - (
            SELECT sum(count_jobs(p_team_id, other, p_job_type, p_from, p_until, p_called))
            FROM unnest(enum_range(NULL::job_status)) AS other WHERE other <> 'cancelled');
    END IF;
    IF v_first < v_from THEN
        v_first := v_first + interval '24 hours';
    END IF;
    IF v_first > v_last THEN
        v_first := v_until;
        v_last := v_until;
    END IF;
    SELECT sum(CASE p_status WHEN 'completed' THEN completed_jobs WHEN 'failed' THEN failed_jobs ELSE total_jobs END)
        INTO v_of_whole_days FROM job_usage_by_day
        WHERE team_id = p_team_id AND (p_job_type IS NULL OR job_type = p_job_type)
            AND day >= (v_first AT TIME ZONE 'UTC')::date AND day < (v_last AT TIME ZONE 'UTC')::date;
    SELECT count(*) INTO v_at_the_ends
        FROM (VALUES (v_from, v_first), (v_last, v_until)) AS rest (starts, ends)
        JOIN jobs ON team_id = p_team_id AND created_at >= starts AND created_at < ends
        WHERE (p_status IS NULL OR status = p_status) AND (p_job_type IS NULL OR job_type = p_job_type);
    IF p_called THEN
        SELECT count(*) INTO v_without_calls FROM jobs
        WHERE team_id = p_team_id AND started_at IS NULL AND created_at >= v_from AND created_at < v_until
            AND (p_status IS NULL OR status = p_status) AND (p_job_type IS NULL OR job_type = p_job_type);
    END IF;
    RETURN coalesce(v_of_whole_days, 0) + v_at_the_ends - v_without_calls;
END $$;
