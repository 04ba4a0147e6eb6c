-- Whether a call fits the query of list_calls ($1), as a condition; what the query does not ask for is left out of it.
CREATE FUNCTION calls_filter(p_query jsonb) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT concat_ws(' AND ', 'true',
        CASE WHEN p_query ?| '{ids,job_id}' AND p_query ? 'team_id' THEN 'team_id = $1->>''team_id''' END,
        CASE WHEN p_query ?| '{ids,job_id,team_id}' AND p_query ? 'organization_id'
            THEN 'organization_id = $1->>''organization_id''' END,
        CASE WHEN p_query ? 'ids' AND p_query ? 'job_id' THEN 'job_id = ($1->>''job_id'')::uuid' END,
        CASE WHEN p_query ? 'status' THEN 'status = ($1->>''status'')::call_status' END,
        CASE WHEN p_query ? 'provider' THEN 'provider = ($1->>''provider'')::provider' END,
        CASE WHEN p_query ? 'model' THEN '$1->>''model'' IN (model_group_used, model_used)' END,
        CASE WHEN p_query ? 'job_type'
            THEN '(SELECT job_type FROM jobs WHERE jobs.job_id = call.job_id) = $1->>''job_type''' END)
$$;
