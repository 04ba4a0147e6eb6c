SELECT functions.list_pricing_plans(
    p_principal => $1::text::jsonb,
    p_team_id => $2,
    p_job_type => $3,
    p_ended => $4::text::boolean,
    p_limit => $5,
    p_offset => $6
)::text
