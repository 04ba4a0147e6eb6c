SELECT functions.revoke_key($1::text::jsonb, $2, $3::text::uuid)::text
