SELECT functions.set_organization_status($1::text::jsonb, $2, $3::text::organization_status, $4)::text
