SELECT functions.webhooks_to_reseal(
    p_principal => $1::text::jsonb,
    p_key_id => $2,
    p_after => $3::text::uuid,
    p_limit => $4
)::text
