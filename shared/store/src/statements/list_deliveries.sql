SELECT functions.list_deliveries(
    p_principal => $1::text::jsonb,
    p_webhook_id => $2::text::uuid,
    p_status => $3::text::delivery_status,
    p_before => $4::text::uuid,
    p_limit => $5
)::text
