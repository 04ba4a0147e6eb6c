SELECT functions.get_job_with_calls(
    p_principal => $1::text::jsonb,
    p_team_id => $2,
    p_job_id => $3::text::uuid,
    p_limit => $4,
    p_offset => $5,
    p_with_bodies => $6::text::boolean,
    p_body_bytes => $7
)::text
