SELECT functions.get_budget_terms(p_principal => $1::text::jsonb, p_team_id => $2)::text
