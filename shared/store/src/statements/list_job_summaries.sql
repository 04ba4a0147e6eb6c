SELECT functions.list_job_summaries(
    p_principal => $1::text::jsonb,
    p_team_id => $2,
    p_status => $3::text::job_status,
    p_job_type => $4,
    p_from => $5::text::timestamptz,
    p_until => $6::text::timestamptz,
    p_id_part => $7,
    p_called => $8::text::boolean,
    p_limit => $9,
    p_offset => $10
)::text
