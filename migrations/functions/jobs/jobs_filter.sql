-- Whether a job fits the query of list_all_jobs ($1), as a condition; what the query does not ask for is left out of it.
CREATE FUNCTION jobs_filter(p_query jsonb) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT concat_ws(' AND ', 'true',
        CASE WHEN p_query ? 'external_task_id' AND p_query ? 'team_id' THEN 'team_id = $1->>''team_id''' END,
        CASE WHEN p_query ?| '{external_task_id,team_id}' AND p_query ? 'organization_id'
            THEN 'organization_id = $1->>''organization_id''' END,
        CASE WHEN p_query ? 'status' THEN 'status = ($1->>''status'')::job_status' END,
        CASE WHEN p_query ? 'job_type' THEN 'job_type = $1->>''job_type''' END,
        CASE WHEN p_query ? 'user_id' THEN 'user_id = $1->>''user_id''' END)
$$;
