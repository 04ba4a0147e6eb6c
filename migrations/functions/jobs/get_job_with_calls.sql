-- One job of a team with p_limit of its calls from p_offset on. p_with_bodies: with what was asked and answered, where it
-- was kept: the first p_body_bytes of that. It may hold personal data of the teams' customers: the role user sees only that it is there.
CREATE FUNCTION get_job_with_calls(
    p_principal jsonb, p_team_id text, p_job_id uuid, p_limit bigint, p_offset bigint, p_with_bodies boolean,
    p_body_bytes bigint
) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    v_body_bytes bigint := CASE WHEN role_of_principal(p_principal) >= 'admin' THEN p_body_bytes ELSE 0 END;
BEGIN
    RETURN coalesce(operator_refusal(p_principal), (
        SELECT granted(jsonb_build_object(
            'job', job_summary(job, costs, retry_count), 'call_count', (SELECT count(*) FROM calls_of_job(job)), 'calls', (
            SELECT coalesce(jsonb_agg(
                call_detail(call, CASE WHEN bytes_so_far <= v_body_bytes THEN request_data END,
                    CASE WHEN bytes_so_far <= v_body_bytes THEN response_data END, bytes_so_far > v_body_bytes)
                ORDER BY (call).created_at, (call).call_id), '[]')
            FROM (
                SELECT page.call, body.request_data, body.response_data,
                    sum(octet_length(concat(body.request_data, body.response_data)))
                        OVER (ORDER BY page.created_at, page.call_id) AS bytes_so_far
                FROM (SELECT one::llm_calls AS call, created_at, call_id FROM calls_of_job(job) AS one
                      ORDER BY created_at, call_id LIMIT p_limit OFFSET p_offset) AS page
                LEFT JOIN llm_call_bodies AS body
                    ON body.call_id = page.call_id AND body.expires_at > now() AND p_with_bodies
            ) AS listed)))
        FROM jobs AS job LEFT JOIN job_cost_summaries AS costs USING (job_id), retries_of_job(job)
        WHERE job.job_id = p_job_id AND job.team_id = p_team_id
    ), refusal('job_not_found'));
END $$;
