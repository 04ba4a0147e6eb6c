-- What a job was charged, and what its team has left.
CREATE FUNCTION charge_document(p_job jobs) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('credits_charged', p_job.credits_charged, 'credits_remaining', credits_remaining)
    FROM team_credits WHERE team_id = p_job.team_id
$$;
