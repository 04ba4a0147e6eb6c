SELECT coalesce(
    operator_refusal($1::text::jsonb),
    organization_refusal($2::text::jsonb->>'organization_id'),
    granted(team_page($2::text::jsonb))
)::text
