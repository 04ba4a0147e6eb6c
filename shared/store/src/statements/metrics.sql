SELECT metrics($1::text::jsonb)::text
