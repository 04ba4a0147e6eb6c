SELECT functions.report_usage(
    p_principal => $1::text::jsonb,
    p_query => $2::text::jsonb,
    p_from => $3::text::date,
    p_until => $4::text::date
)::text
