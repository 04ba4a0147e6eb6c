SELECT coalesce(
    operator_refusal($1::text::jsonb),
    (SELECT granted(jsonb_build_object('team_id', team_id) || budget_terms_of(team)) FROM team_credits AS team WHERE team_id = $2),
    refusal('team_not_found')
)::text
