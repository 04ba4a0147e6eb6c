SELECT functions.set_pricing_plan(
    p_principal => $1::text::jsonb,
    p_team_id => $2,
    p_job_type => $3,
    p_terms => $4::text::jsonb
)::text
