-- What the books of these days cannot say: calls that a provider may bill beyond what is booked, and credits that jobs owe and
-- could not pay. p_about: {"organization_id"?, "team_id"?, "job_type"?, "model"?, "provider"?}. Jobs have no model and no
-- provider: for these the credits are null. Both indexes have only the few rows that count.
CREATE FUNCTION doubts_document(p_about jsonb, p_from date, p_until date) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'in_doubt', (
            SELECT jsonb_build_object('calls', count(*), 'cost_usd', coalesce(sum(in_doubt_usd), 0)::text,
                'bound_usd', coalesce(sum(in_doubt_bound_usd), 0)::text)
            FROM llm_calls AS call
            WHERE in_doubt_bound_usd > 0 AND status <> 'admitted'
                AND call_id >= first_uuid_at(p_from::timestamp AT TIME ZONE 'UTC')
                AND call_id < first_uuid_at(p_until::timestamp AT TIME ZONE 'UTC')
                AND organization_id = coalesce(p_about->>'organization_id', organization_id)
                AND team_id = coalesce(p_about->>'team_id', team_id)
                AND coalesce(model_used, model_group_used) = coalesce(p_about->>'model', model_used, model_group_used)
                AND (p_about->>'provider' IS NULL OR provider = (p_about->>'provider')::provider)
                AND (p_about->>'job_type' IS NULL OR EXISTS (
                    SELECT FROM jobs WHERE jobs.job_id = call.job_id AND job_type = p_about->>'job_type'))),
        'credits_uncollected', CASE WHEN NOT p_about ?| '{model,provider}' THEN (
            SELECT coalesce(sum(credits_uncollected), 0) FROM jobs
            WHERE credits_uncollected > 0
                AND created_at >= p_from::timestamp AT TIME ZONE 'UTC' AND created_at < p_until::timestamp AT TIME ZONE 'UTC'
                AND organization_id = coalesce(p_about->>'organization_id', organization_id)
                AND team_id = coalesce(p_about->>'team_id', team_id)
                AND job_type = coalesce(p_about->>'job_type', job_type)) END)
$$;
