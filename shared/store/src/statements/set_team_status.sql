SELECT functions.set_team_status($1::text::jsonb, $2, $3::text::team_status, $4)::text
