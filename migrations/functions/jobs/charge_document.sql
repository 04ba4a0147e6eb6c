-- What a job was charged, and what its team has left.
CREATE FUNCTION charge_document(p_job_id uuid) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('credits_charged', job.credits_charged, 'credits_remaining', team.credits_remaining)
    FROM jobs AS job JOIN team_credits AS team USING (team_id) WHERE job.job_id = p_job_id
$$;
