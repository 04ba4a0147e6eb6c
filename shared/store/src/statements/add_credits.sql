SELECT functions.add_credits(
    p_principal => $1::text::jsonb,
    p_team_id => $2,
    p_credits => $3,
    p_type => $4::text::transaction_type,
    p_reason => $5,
    p_idempotency => $6::text::jsonb
)::text
