SELECT functions.list_jobs(
    p_principal => $1::text::jsonb,
    p_team_id => $2,
    p_status => $3::text::job_status,
    p_limit => $4,
    p_offset => $5
)::text
