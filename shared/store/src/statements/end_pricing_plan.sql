SELECT functions.end_pricing_plan(p_principal => $1::text::jsonb, p_plan_id => $2::text::uuid)::text
