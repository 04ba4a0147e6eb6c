-- What usage reports share. They read job_usage_by_day and call_usage_by_day, and the fees of subscriptions.

CREATE INDEX job_usage_by_day_alone ON job_usage_by_day (day);
CREATE INDEX call_usage_by_day_alone ON call_usage_by_day (day);
CREATE INDEX plan_periods_with_a_fee ON plan_periods (((period_start AT TIME ZONE 'UTC')::date)) WHERE period_fee_usd > 0;

-- The fees of subscriptions, on the day (UTC) on which each period begins, less what was credited.
CREATE VIEW subscription_fees AS
    SELECT plan.team_id, team.organization_id, (period.period_start AT TIME ZONE 'UTC')::date AS day,
        period.period_fee_usd - period.fee_credited_usd AS fee_usd
    FROM plan_periods AS period JOIN pricing_plans AS plan USING (plan_id) JOIN team_credits AS team USING (team_id)
    WHERE period.period_fee_usd > 0;

CREATE FUNCTION is_operator(p_principal jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT p_principal->>'kind' <> 'virtual_key'
$$;

-- An amount as a number for people.
CREATE FUNCTION rounded(p_amount numeric, p_decimals int DEFAULT 6) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT trim_scale(round(p_amount, p_decimals))
$$;

-- What was paid, as numbers for people: the client's cost for all, with subscription fees where those are counted; what
-- the provider took, and what is left, for operators only.
CREATE FUNCTION costs_document(p_for_operators boolean, p_provider numeric, p_client numeric, p_fees numeric DEFAULT NULL)
RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('client_cost_usd', rounded(p_client))
        || CASE WHEN p_fees IS NULL THEN '{}' ELSE jsonb_build_object('subscription_fees_usd', rounded(p_fees)) END
        || CASE WHEN p_for_operators THEN jsonb_build_object(
            'provider_cost_usd', rounded(p_provider),
            'profit_usd', rounded(p_client + coalesce(p_fees, 0) - p_provider)) ELSE '{}' END
$$;
