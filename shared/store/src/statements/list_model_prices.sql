SELECT functions.list_model_prices(
    p_principal => $1::text::jsonb,
    p_alias => $2,
    p_limit => $3,
    p_offset => $4
)::text
