SELECT functions.change_own_password($1::text::jsonb, $2, $3, $4::text::jsonb)::text
