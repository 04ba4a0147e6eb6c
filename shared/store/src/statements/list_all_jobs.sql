SELECT functions.list_all_jobs(
    p_principal => $1::text::jsonb,
    p_query => $2::text::jsonb
)::text
