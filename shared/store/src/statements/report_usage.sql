-- $2: see usage_report; $3: its first day, $4: the day after its last.
SELECT coalesce(
    operator_refusal($1::text::jsonb),
    granted(usage_report($2::text::jsonb, $3::text::date, $4::text::date))
)::text
