SELECT coalesce(operator_refusal($1::text::jsonb), granted(team_page($2::text::jsonb)))::text
