SELECT coalesce(
    operator_refusal($1::text::jsonb),
    CASE WHEN $2::text IS NOT NULL AND NOT EXISTS (SELECT FROM team_credits WHERE team_id = $2) THEN refusal('team_not_found') END,
    granted(coalesce((
        SELECT jsonb_agg(plan_of(plan) ORDER BY plan.valid_from DESC, plan.plan_id DESC) FROM (
            SELECT * FROM pricing_plans
            WHERE ($2::text IS NULL OR team_id = $2) AND ($3::text IS NULL OR job_type = $3)
                AND ($4::text::boolean OR valid_until IS NULL)
            ORDER BY valid_from DESC, plan_id DESC LIMIT 500) AS plan), '[]'))
)::text
