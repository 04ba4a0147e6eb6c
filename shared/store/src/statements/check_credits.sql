SELECT coalesce(
    team_or_operator_refusal($1::text::jsonb, $2, false),
    (SELECT granted(jsonb_build_object('credits_available', credits_available, 'credits_remaining', credits_remaining))
     FROM team_credits WHERE team_id = $2)
)::text
