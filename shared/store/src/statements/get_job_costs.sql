SELECT functions.get_job_costs(
    p_principal => $1::text::jsonb,
    p_job_id => $2::text::uuid,
    p_limit => $3,
    p_offset => $4
)::text
