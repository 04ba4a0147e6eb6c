SELECT coalesce(operator_refusal($1::text::jsonb), granted(sweep($2)))::text
