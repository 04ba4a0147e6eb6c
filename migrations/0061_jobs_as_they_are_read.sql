-- What is read of jobs: one by one, and in lists by team.

-- All that lists filter by stands in the index: they count and page without a look at the jobs that they leave out.
DROP INDEX jobs_by_team;
CREATE INDEX jobs_by_team ON jobs (team_id, created_at DESC, job_id DESC) INCLUDE (status, job_type, started_at);

-- A job's calls, looked for only in the months in which they can be.
CREATE FUNCTION calls_of_job(p_job jobs) RETURNS SETOF llm_calls LANGUAGE sql STABLE AS $$
    SELECT * FROM llm_calls
    WHERE job_id = p_job.job_id
        AND call_id >= first_uuid_at(p_job.created_at - interval '1 day')
        AND call_id < first_uuid_at(coalesce(p_job.completed_at, now()) + interval '1 day')
$$;

-- Why this principal may not see a job, or null. A team sees its own, operators those of all teams.
CREATE FUNCTION job_reader_refusal(p_principal jsonb, p_job_id uuid) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_team_id text := (SELECT team_id FROM jobs WHERE job_id = p_job_id);
BEGIN
    RETURN coalesce(
        CASE WHEN is_operator(p_principal) THEN operator_refusal(p_principal)
            ELSE team_or_operator_refusal(p_principal, v_team_id, true) END,
        CASE WHEN v_team_id IS NULL THEN refusal('job_not_found') END);
END $$;

-- A job as its team sees it.
CREATE FUNCTION job_document(p_job jobs) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'job_id', p_job.job_id, 'team_id', p_job.team_id, 'organization_id', p_job.organization_id,
        'user_id', p_job.user_id, 'job_type', p_job.job_type, 'external_task_id', p_job.external_task_id,
        'status', p_job.status, 'created_at', rfc3339(p_job.created_at), 'started_at', rfc3339(p_job.started_at),
        'completed_at', rfc3339(p_job.completed_at), 'metadata', p_job.job_metadata,
        'error_message', p_job.error_message, 'credit_applied', p_job.credit_applied,
        'credits_charged', p_job.credits_charged, 'model_groups_used', p_job.model_groups_used)
$$;

-- A job as operators see it in lists: with what its calls add up to.
CREATE FUNCTION job_summary(p_job jobs) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT job_document(p_job) - 'metadata' || jsonb_build_object(
            'job_metadata', p_job.job_metadata,
            'total_calls', coalesce(summary.total_calls, 0),
            'successful_calls', coalesce(summary.successful_calls, 0),
            'failed_calls', coalesce(summary.failed_calls, 0),
            -- Calls beyond the first with the same label.
            'retry_count', (SELECT count(purpose) - count(DISTINCT purpose) FROM calls_of_job(p_job)),
            'total_tokens', coalesce(summary.total_tokens, 0),
            'total_cost_usd', rounded(coalesce(summary.provider_cost_usd, 0)),
            'job_price_usd', rounded(coalesce(summary.job_price_usd, 0)),
            'avg_latency_ms', coalesce(summary.avg_latency_ms, 0))
        || costs_document(true, coalesce(summary.provider_cost_usd, 0), coalesce(summary.total_cost_usd, 0))
    FROM (SELECT p_job.job_id) AS job LEFT JOIN job_cost_summaries AS summary USING (job_id)
$$;

-- Merges into a job's metadata, whatever its state. What operators change is on record.
CREATE FUNCTION update_job_metadata(p_principal jsonb, p_job_id uuid, p_patch jsonb, p_limit bigint)
RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_refusal jsonb := coalesce(
        job_reader_refusal(p_principal, p_job_id),
        -- A team that is suspended changes nothing.
        CASE WHEN NOT is_operator(p_principal)
            THEN team_refusal(team_of_key(decode(p_principal->>'key_hash', 'hex')), NULL, true) END);
    v_job jobs;
    v_metadata jsonb;
    v_differences jsonb;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    PERFORM FROM team_credits WHERE team_id = (SELECT team_id FROM jobs WHERE job_id = p_job_id) FOR NO KEY UPDATE;
    SELECT * INTO STRICT v_job FROM jobs WHERE job_id = p_job_id;
    v_metadata := v_job.job_metadata || p_patch;
    IF octet_length(v_metadata::text) > p_limit THEN
        RETURN refusal('metadata_too_large');
    END IF;
    UPDATE jobs SET job_metadata = v_metadata WHERE job_id = p_job_id;
    v_differences := differences(v_job.job_metadata, v_metadata);
    IF is_operator(p_principal) AND v_differences IS NOT NULL THEN
        PERFORM record_change(p_principal, 'updated_job_metadata', 'job', p_job_id::text, v_differences);
    END IF;
    RETURN granted(jsonb_build_object('job_id', p_job_id, 'metadata', v_metadata, 'updated_at', rfc3339(now())));
END $$;
