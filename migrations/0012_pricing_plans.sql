-- What a team's client pays for a job, in USD: by what its calls cost, or by the job.

CREATE DOMAIN usd AS numeric CHECK (VALUE >= 0 AND VALUE <= 1000000 AND scale(trim_scale(VALUE)) <= 6);

-- markup: what the calls cost the provider's customer, and a percentage on top.
-- flat_rate: the same price for each completed job.
-- tiered: in each period the first jobs at one price, the rest at another.
-- subscription: a fee for each period, with a number of jobs in it, and a price for each job beyond.
CREATE TYPE plan_kind AS ENUM ('markup', 'flat_rate', 'tiered', 'subscription');

-- A plan never changes; another one takes its place. Its periods are counted from when it came into force.
CREATE TABLE pricing_plans (
    plan_id uuid PRIMARY KEY DEFAULT new_uuid(),
    team_id external_id NOT NULL REFERENCES team_credits,
    -- Null: for all job types that have no plan of their own.
    job_type text CHECK (length(job_type) BETWEEN 1 AND 100),
    kind plan_kind NOT NULL,
    markup_percentage numeric(5, 2) CHECK (markup_percentage >= 0),
    -- Of every job; with first_jobs, of those beyond.
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

CREATE FUNCTION refuse_changing_a_plan() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a pricing plan ends, it does not change';
END $$;

CREATE TRIGGER plans_only_end BEFORE UPDATE ON pricing_plans FOR EACH ROW
    WHEN (OLD.valid_until IS NOT NULL OR (to_jsonb(NEW) - 'valid_until') <> (to_jsonb(OLD) - 'valid_until'))
    EXECUTE FUNCTION refuse_changing_a_plan();

-- The periods of the plans that count jobs or take a fee. A job counts in the period in which it is completed, so that a
-- period that is over stays as it is.
CREATE TABLE plan_periods (
    plan_id uuid NOT NULL REFERENCES pricing_plans,
    period_start timestamptz NOT NULL,
    period_end timestamptz NOT NULL CHECK (period_end > period_start),
    jobs_counted bigint NOT NULL DEFAULT 0 CHECK (jobs_counted >= 0),
    period_fee_usd usd NOT NULL DEFAULT 0,
    -- Given back of the fee for the time after the plan was replaced.
    fee_credited_usd usd NOT NULL DEFAULT 0,
    PRIMARY KEY (plan_id, period_start),
    CONSTRAINT no_more_is_credited_than_was_taken CHECK (fee_credited_usd <= period_fee_usd)
) WITH (fillfactor = 80);

-- The plan by which a job that starts now is priced; a null row for none: then the team's own markup holds.
CREATE FUNCTION plan_in_force(p_team_id text, p_job_type text) RETURNS pricing_plans LANGUAGE sql STABLE AS $$
    SELECT * FROM pricing_plans
    WHERE team_id = p_team_id AND valid_until IS NULL AND coalesce(job_type, p_job_type) = p_job_type
    ORDER BY job_type NULLS LAST LIMIT 1
$$;

-- Whether jobs of this plan have a price of their own, whatever their calls cost.
CREATE FUNCTION prices_jobs(p_plan pricing_plans) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(p_plan.kind, 'markup') <> 'markup'
$$;

-- The price of the job that is completed as this one of its period, the first being 1; null where jobs have none.
CREATE FUNCTION price_of_job(p_plan pricing_plans, p_position bigint) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN p_plan.kind IN ('tiered', 'subscription') AND p_position <= p_plan.first_jobs
            THEN coalesce(p_plan.first_jobs_price_usd, 0)
        ELSE p_plan.price_per_job_usd
    END
$$;

-- The most that a job of this plan can cost: which of its period it will be is known when it is completed.
CREATE FUNCTION dearest_job(p_plan pricing_plans) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT greatest(p_plan.price_per_job_usd, p_plan.first_jobs_price_usd)
$$;

-- The period of a plan that a moment falls into, begun if need be. The caller has the team's lock.
CREATE FUNCTION begin_plan_period(p_plan pricing_plans, p_moment timestamptz) RETURNS plan_periods LANGUAGE plpgsql AS $$
DECLARE
    v_bounds record := period_containing(p_plan.valid_from, p_plan.period, p_moment);
    v_period plan_periods;
BEGIN
    INSERT INTO plan_periods (plan_id, period_start, period_end, period_fee_usd)
        VALUES (p_plan.plan_id, v_bounds.period_start, v_bounds.period_end,
                -- A plan that has ended counts the jobs that began under it, and takes no fee any more.
                CASE WHEN p_plan.valid_until <= v_bounds.period_start THEN 0 ELSE coalesce(p_plan.period_fee_usd, 0) END)
        ON CONFLICT DO NOTHING;
    SELECT * INTO STRICT v_period FROM plan_periods
        WHERE plan_id = p_plan.plan_id AND period_start = v_bounds.period_start;
    RETURN v_period;
END $$;

-- Begins all periods of a plan up to now, so that no fee is left out. The caller has the team's lock.
CREATE FUNCTION begin_plan_periods(p_plan pricing_plans) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_next timestamptz := coalesce(
        (SELECT max(period_end) FROM plan_periods WHERE plan_id = p_plan.plan_id), p_plan.valid_from);
    v_begun bigint := 0;
BEGIN
    WHILE p_plan.period IS NOT NULL AND v_next <= least(now(), p_plan.valid_until) LOOP
        v_next := (begin_plan_period(p_plan, v_next)).period_end;
        v_begun := v_begun + 1;
    END LOOP;
    RETURN v_begun;
END $$;

-- Ends a plan now. Of the fee for the period that is running, the share of the time that is left is credited. The caller
-- has the team's lock.
CREATE FUNCTION end_plan(p_plan_id uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_plan pricing_plans;
BEGIN
    UPDATE pricing_plans SET valid_until = now() WHERE plan_id = p_plan_id AND valid_until IS NULL RETURNING * INTO v_plan;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    PERFORM begin_plan_periods(v_plan);
    UPDATE plan_periods SET fee_credited_usd = round(
            period_fee_usd * extract(epoch FROM period_end - now()) / extract(epoch FROM period_end - period_start), 6)
        WHERE plan_id = p_plan_id AND period_start <= now() AND period_end > now();
END $$;

-- The price of a job that is completed now, which is counted with it.
CREATE FUNCTION count_job_of_plan(
    p_plan pricing_plans, OUT period_start timestamptz, OUT "position" bigint, OUT price_usd numeric
) LANGUAGE plpgsql AS $$
BEGIN
    IF p_plan.period IS NOT NULL THEN
        IF p_plan.kind = 'subscription' THEN
            PERFORM begin_plan_periods(p_plan);
        END IF;
        period_start := (begin_plan_period(p_plan, now())).period_start;
        UPDATE plan_periods AS counted SET jobs_counted = jobs_counted + 1
            WHERE counted.plan_id = p_plan.plan_id AND counted.period_start = count_job_of_plan.period_start
            RETURNING jobs_counted INTO STRICT "position";
    END IF;
    price_usd := price_of_job(p_plan, "position");
END $$;
