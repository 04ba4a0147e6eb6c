-- One call with its job's ids. p_with_bodies: with what was asked and answered, where it was kept, unless that is longer than
-- p_body_bytes. It may hold personal data of the teams' customers: the role user sees only that it is there.
CREATE FUNCTION get_call(p_principal jsonb, p_call_id uuid, p_with_bodies boolean, p_body_bytes bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_body_bytes bigint := CASE WHEN role_of_principal(p_principal) >= 'admin' THEN p_body_bytes ELSE 0 END;
BEGIN
    RETURN coalesce(operator_refusal(p_principal), (
        SELECT granted(call_detail(call, CASE WHEN bytes <= v_body_bytes THEN request_data END,
                CASE WHEN bytes <= v_body_bytes THEN response_data END, bytes > v_body_bytes)
            || jsonb_build_object('job_id', call.job_id, 'team_id', call.team_id, 'organization_id', call.organization_id,
                'job_type', (SELECT job_type FROM jobs WHERE jobs.job_id = call.job_id)))
        FROM llm_calls AS call
        LEFT JOIN llm_call_bodies AS body
            ON body.call_id = call.call_id AND body.expires_at > now() AND p_with_bodies
        CROSS JOIN LATERAL (SELECT octet_length(concat(body.request_data, body.response_data)) AS bytes) AS kept
        WHERE call.call_id = p_call_id
    ), refusal('call_not_found'));
END $$;
