SELECT functions.get_spend_analytics(
    p_principal => $1::text::jsonb,
    p_organization_id => $2,
    p_from => $3::text::date,
    p_until => $4::text::date
)::text
