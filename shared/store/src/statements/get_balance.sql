SELECT coalesce(
    team_or_operator_refusal($1::text::jsonb, $2, true),
    (SELECT granted(balance_of(team, $1::text::jsonb->>'kind' <> 'virtual_key')) FROM team_credits AS team WHERE team_id = $2)
)::text
