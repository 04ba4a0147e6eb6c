SELECT functions.list_teams_of_organization(p_principal => $1::text::jsonb, p_query => $2::text::jsonb)::text
