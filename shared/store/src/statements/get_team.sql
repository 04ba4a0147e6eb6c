SELECT coalesce(
    team_or_operator_refusal($1::text::jsonb, $2, true),
    granted(team_detail($2, $1::text::jsonb->>'kind' <> 'virtual_key'))
)::text
