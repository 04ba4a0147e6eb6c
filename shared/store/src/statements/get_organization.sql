SELECT functions.get_organization(p_principal => $1::text::jsonb, p_organization_id => $2)::text
