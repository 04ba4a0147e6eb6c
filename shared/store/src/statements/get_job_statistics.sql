SELECT functions.get_job_statistics(
    p_principal => $1::text::jsonb,
    p_organization_id => $2,
    p_from => $3::text::date,
    p_until => $4::text::date
)::text
