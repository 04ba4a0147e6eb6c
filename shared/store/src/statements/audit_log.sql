SELECT coalesce(operator_refusal($1::text::jsonb), granted(audit_log($2::text::jsonb, $3, $4)))::text
