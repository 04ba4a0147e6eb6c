SELECT functions.list_calls(
    p_principal => $1::text::jsonb,
    p_query => $2::text::jsonb
)::text
