SELECT functions.metrics($1::text::jsonb)::text
