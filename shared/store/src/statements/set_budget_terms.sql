SELECT functions.set_budget_terms(
    p_principal => $1::text::jsonb,
    p_team_id => $2,
    p_budget_mode => $3::text::budget_mode,
    p_credits_per_dollar => $4::text::numeric,
    p_tokens_per_credit => $5
)::text
