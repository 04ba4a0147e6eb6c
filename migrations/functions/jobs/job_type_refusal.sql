-- Why a team may not open a job of this type, or null. Each type is a row of the team's usage of a day. A team
-- that puts an id into the type has as many rows as jobs.
CREATE FUNCTION job_type_refusal(p_team_id text, p_job_type text) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT refusal('too_many_job_types', jsonb_build_object('limit', most.types))
    FROM (VALUES (500, (now() AT TIME ZONE 'UTC')::date)) AS most (types, today)
    WHERE NOT EXISTS (
            SELECT FROM job_usage_by_day WHERE team_id = p_team_id AND day = most.today AND job_type = p_job_type)
        AND most.types <= (
            SELECT count(*) FROM (
                SELECT FROM job_usage_by_day WHERE team_id = p_team_id AND day = most.today LIMIT most.types) AS of_today)
$$;
