SELECT functions.configure_auto_refill(
    p_principal => $1::text::jsonb,
    p_team_id => $2,
    p_enabled => $3::text::boolean,
    p_refill_amount => $4,
    p_refill_period => $5::text::billing_period
)::text
