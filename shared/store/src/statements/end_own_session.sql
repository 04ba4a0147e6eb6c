SELECT functions.end_own_session($1::text::jsonb, $2::text::uuid, $3)::text
