-- What a team's client pays for a job, in USD: by what its calls cost, or by the job.

CREATE DOMAIN usd AS numeric CHECK (VALUE >= 0 AND VALUE <= 1000000 AND scale(trim_scale(VALUE)) <= 6);
COMMENT ON DOMAIN usd IS 'An amount of USD that operators set: at most six decimals.';

CREATE TYPE plan_kind AS ENUM ('markup', 'flat_rate', 'tiered', 'subscription');
COMMENT ON TYPE plan_kind IS 'markup: what the calls cost at the provider, and a percentage on top. flat_rate: the same price for each completed job. tiered: in each period the first jobs at one price, the rest at another. subscription: a fee for each period, with a number of jobs in it, and a price for each job beyond.';

CREATE TABLE pricing_plans (
    plan_id uuid PRIMARY KEY DEFAULT new_uuid(),
    team_id external_id NOT NULL REFERENCES team_credits,
    job_type text CHECK (length(job_type) BETWEEN 1 AND 100),
    kind plan_kind NOT NULL,
    markup_percentage numeric(5, 2) CHECK (markup_percentage >= 0),
    price_per_job_usd usd,
    first_jobs bigint CHECK (first_jobs BETWEEN 0 AND 1000000000),
    first_jobs_price_usd usd,
    period billing_period,
    period_fee_usd usd,
    valid_from timestamptz NOT NULL DEFAULT now(),
    valid_until timestamptz CHECK (valid_until >= valid_from),
    CONSTRAINT each_kind_has_its_terms CHECK (
        (kind = 'markup') = (markup_percentage IS NOT NULL)
        AND (kind <> 'markup') = (price_per_job_usd IS NOT NULL)
        AND (kind IN ('tiered', 'subscription')) = (first_jobs IS NOT NULL)
        AND (kind IN ('tiered', 'subscription')) = (period IS NOT NULL)
        AND (kind = 'tiered') = (first_jobs_price_usd IS NOT NULL)
        AND (kind = 'subscription') = (period_fee_usd IS NOT NULL))
);

CREATE UNIQUE INDEX one_plan_in_force ON pricing_plans (team_id, coalesce(job_type, '')) WHERE valid_until IS NULL;
CREATE INDEX pricing_plans_by_team ON pricing_plans (team_id, valid_from DESC);
CREATE INDEX pricing_plans_with_a_fee ON pricing_plans (plan_id) WHERE kind = 'subscription' AND valid_until IS NULL;

COMMENT ON TABLE pricing_plans IS 'Pricing plans. A plan never changes; another one takes its place.';
COMMENT ON COLUMN pricing_plans.plan_id IS 'Its id.';
COMMENT ON COLUMN pricing_plans.team_id IS 'The team it is for.';
COMMENT ON COLUMN pricing_plans.job_type IS 'The type of jobs it is for; null: all types that have no plan of their own.';
COMMENT ON COLUMN pricing_plans.kind IS 'How it prices, and which of the terms it has.';
COMMENT ON COLUMN pricing_plans.markup_percentage IS 'Percent on top of what the provider charges (markup).';
COMMENT ON COLUMN pricing_plans.price_per_job_usd IS 'The price of every job; with first_jobs, of those beyond (all kinds but markup).';
COMMENT ON COLUMN pricing_plans.first_jobs IS 'How many jobs of a period have the lower price, or are included in the fee (tiered, subscription).';
COMMENT ON COLUMN pricing_plans.first_jobs_price_usd IS 'The price of each of the first jobs (tiered).';
COMMENT ON COLUMN pricing_plans.period IS 'In what periods jobs are counted, from valid_from on (tiered, subscription).';
COMMENT ON COLUMN pricing_plans.period_fee_usd IS 'The fee of each period (subscription).';
COMMENT ON COLUMN pricing_plans.valid_from IS 'When it came into force.';
COMMENT ON COLUMN pricing_plans.valid_until IS 'When it ended; null while it is in force.';

CREATE FUNCTION refuse_changing_a_plan() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a pricing plan ends, it does not change';
END $$;
COMMENT ON FUNCTION refuse_changing_a_plan() IS 'Keeps the terms of pricing_plans as they are.';

CREATE TRIGGER plans_only_end BEFORE UPDATE ON pricing_plans FOR EACH ROW
    WHEN (OLD.valid_until IS NOT NULL OR (to_jsonb(NEW) - 'valid_until') <> (to_jsonb(OLD) - 'valid_until'))
    EXECUTE FUNCTION refuse_changing_a_plan();

CREATE TABLE plan_periods (
    plan_id uuid NOT NULL REFERENCES pricing_plans,
    period_start timestamptz NOT NULL,
    period_end timestamptz NOT NULL CHECK (period_end > period_start),
    jobs_counted bigint NOT NULL DEFAULT 0 CHECK (jobs_counted >= 0),
    period_fee_usd usd NOT NULL DEFAULT 0,
    fee_credited_usd usd NOT NULL DEFAULT 0,
    PRIMARY KEY (plan_id, period_start),
    CONSTRAINT no_more_is_credited_than_was_taken CHECK (fee_credited_usd <= period_fee_usd)
) WITH (fillfactor = 80);

CREATE INDEX plan_periods_with_a_fee ON plan_periods (((period_start AT TIME ZONE 'UTC')::date)) WHERE period_fee_usd > 0;

COMMENT ON TABLE plan_periods IS 'The periods of the plans that count jobs or take a fee. A job counts in the period in which it is completed, so that a period that is over stays as it is.';
COMMENT ON COLUMN plan_periods.plan_id IS 'The plan.';
COMMENT ON COLUMN plan_periods.period_start IS 'Its first moment.';
COMMENT ON COLUMN plan_periods.period_end IS 'The first moment of the next one.';
COMMENT ON COLUMN plan_periods.jobs_counted IS 'How many jobs were completed in it.';
COMMENT ON COLUMN plan_periods.period_fee_usd IS 'The fee that was taken for it.';
COMMENT ON COLUMN plan_periods.fee_credited_usd IS 'Given back of the fee for the time after the plan was replaced.';

CREATE VIEW subscription_fees AS
    SELECT plan.team_id, team.organization_id, (period.period_start AT TIME ZONE 'UTC')::date AS day,
        period.period_fee_usd - period.fee_credited_usd AS fee_usd
    FROM plan_periods AS period JOIN pricing_plans AS plan USING (plan_id) JOIN team_credits AS team USING (team_id)
    WHERE period.period_fee_usd > 0;

COMMENT ON VIEW subscription_fees IS 'The fees of pricing plans, on the day on which their period began.';
COMMENT ON COLUMN subscription_fees.team_id IS 'The team that pays it.';
COMMENT ON COLUMN subscription_fees.organization_id IS 'Its organization.';
COMMENT ON COLUMN subscription_fees.day IS 'The day (UTC) on which the period began.';
COMMENT ON COLUMN subscription_fees.fee_usd IS 'What was taken and not given back.';
