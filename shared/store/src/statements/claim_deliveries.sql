SELECT functions.claim_deliveries($1::text::jsonb, $2, $3, $4)::text
