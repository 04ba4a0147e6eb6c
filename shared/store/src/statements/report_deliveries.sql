SELECT functions.report_deliveries($1::text::jsonb, $2::text::jsonb)::text
