SELECT coalesce(
    operator_refusal($1::text::jsonb),
    organization_refusal($2),
    granted(organization_detail($2))
)::text
