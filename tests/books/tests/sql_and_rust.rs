//! Rules about money that exist in SQL and in Rust give the same results, on random input.

use anyhow::{Context, Result, ensure};
use api::credits::BudgetMode;
use api::money::{Usd, UsdPerMillionTokens};
use api::plans::BillingPeriod;
use api::reading::postgres_text_bytes;
use ledger::{BudgetTerms, PriceTier, Pricing};
use rand::Rng;
use rust_decimal::Decimal;
use serde_json::json;
use sqlx::Connection;
use time::OffsetDateTime;
use tollgate_books::database::Database;
use tollgate_books::operations::Terms;
use tollgate_books::rules::{Period, PricingPlan, flat, period_containing};
use tollgate_books::team::Team;

#[tokio::test]
async fn what_a_job_owes_is_the_same_in_sql_and_in_rust() -> Result<()> {
    let database = Database::start("owed").await?;
    let mut connection = database.connect().await?;
    for _ in 0..300 {
        let budget_mode = BudgetMode::ALL[rand::rng().random_range(0..BudgetMode::ALL.len())];
        let terms = BudgetTerms {
            budget_mode,
            credits_per_dollar: Decimal::new(rand::rng().random_range(1..100_000), 2),
            tokens_per_credit: rand::rng().random_range(1..100_000),
        };
        let edge = rand::rng().random_bool(0.2);
        let cost = Decimal::new(if edge { 0 } else { rand::rng().random_range(0..10_i64.pow(15)) }, 14);
        let tokens: i64 = if edge { 0 } else { rand::rng().random_range(0..10_000_000) };
        let in_sql: i64 = sqlx::query_scalar("SELECT credits_owed($1::budget_mode, $2, $3, $4, $5)")
            .bind(budget_mode.as_str())
            .bind(terms.credits_per_dollar)
            .bind(terms.tokens_per_credit)
            .bind(cost)
            .bind(tokens)
            .fetch_one(&mut connection)
            .await?;
        let client_cost: Usd = cost.to_string().parse()?;
        let in_rust = terms.credits_owed(client_cost, tokens.unsigned_abs());
        ensure!(in_sql == in_rust.0, "{terms:?}, {cost} USD, {tokens} tokens: SQL {in_sql}, Rust {in_rust}");
    }
    Ok(())
}

#[tokio::test]
async fn metadata_has_the_same_size_in_sql_and_in_rust() -> Result<()> {
    let database = Database::start("metadata_size").await?;
    let mut connection = database.connect().await?;
    for _ in 0..300 {
        let random = |digits: i32| {
            rand::rng().random_range(-1.0..1.0) * 10_f64.powi(rand::rng().random_range(-digits..digits))
        };
        let text: String = (0..20).map(|_| char::from(rand::rng().random_range(1..=255_u8))).collect();
        let metadata = json!({
            "whole": rand::random::<i64>(), "unsigned": rand::random::<u64>(), "small": random(3), "real": random(30),
            "round": (random(25)).round(), "zero": -0.0, (text.clone()): [text, null, true, {}, [], {"a": {"b": [0, 1]}}],
        });
        let object = metadata.as_object().context("no object")?;
        let in_sql: i32 = sqlx::query_scalar("SELECT octet_length($1::text::jsonb::text)")
            .bind(metadata.to_string())
            .fetch_one(&mut connection)
            .await?;
        let in_rust = postgres_text_bytes(object);
        ensure!(usize::try_from(in_sql)? == in_rust, "SQL {in_sql}, Rust {in_rust}: {metadata}");
    }
    Ok(())
}

#[tokio::test]
async fn the_worst_case_of_a_call_is_the_same_in_sql_and_in_rust() -> Result<()> {
    let database = Database::start("worst_case").await?;
    let mut connection = database.connect().await?;
    let price = || -> Result<UsdPerMillionTokens> {
        Ok(Decimal::new(rand::rng().random_range(0..200_000_000), 6).to_string().parse()?)
    };
    for _ in 0..300 {
        let tier = |above_input_tokens| -> Result<PriceTier> {
            Ok(PriceTier {
                above_input_tokens,
                input: price()?,
                output: price()?,
                cached_input: rand::random::<bool>().then(price).transpose()?,
                cache_write_5m: rand::random::<bool>().then(price).transpose()?,
                cache_write_1h: None,
            })
        };
        let pricing = Pricing {
            cached_input: rand::random::<bool>().then(price).transpose()?,
            cache_write_1h: rand::random::<bool>().then(price).transpose()?,
            tiers: vec![tier(128_000)?, tier(200_000)?],
            ..flat(price()?, price()?)
        };
        let input: u32 = rand::rng().random_range(0..300_000);
        let output: u32 = rand::rng().random_range(0..200_000);
        let in_sql: String = sqlx::query_scalar("SELECT trim_scale(worst_case_cost_usd($1, $2, $3))::text")
            .bind(serde_json::to_value(&pricing)?)
            .bind(i64::from(input))
            .bind(i64::from(output))
            .fetch_one(&mut connection)
            .await?;
        let writes_cache = rand::random::<bool>();
        let candidate = serde_json::json!({"pricing": pricing, "writes_cache": writes_cache});
        let in_sql_of_candidate: String = sqlx::query_scalar(
            "SELECT trim_scale(worst_case_cost_usd(prices_of_worst_case($1), $2, $3))::text",
        )
        .bind(candidate)
        .bind(i64::from(input))
        .bind(i64::from(output))
        .fetch_one(&mut connection)
        .await?;
        let written = if writes_cache { pricing.clone() } else { pricing.without_cache_writes() };
        let of_candidate = written.worst_case(input.into(), output.into());
        ensure!(in_sql_of_candidate == of_candidate.to_string(), "{pricing:?}, caches: {writes_cache}");
        let in_rust = pricing.worst_case(input.into(), output.into());
        ensure!(
            in_sql == in_rust.to_string(),
            "{pricing:?}, {input} in, {output} out: SQL {in_sql}, Rust {in_rust}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn a_typical_answer_is_as_long_in_sql_as_in_rust() -> Result<()> {
    let database = Database::start("typical").await?;
    let mut connection = database.connect().await?;
    let in_sql: i64 = sqlx::query_scalar("SELECT typical_output_tokens()").fetch_one(&mut connection).await?;
    ensure!(in_sql.unsigned_abs() == ledger::TYPICAL_OUTPUT_TOKENS, "SQL says {in_sql}");
    Ok(())
}

/// Fewer jobs at the first price than the positions that are asked for, so that both prices come up.
fn random_plan() -> Result<PricingPlan> {
    let usd = || -> Result<Usd> {
        Ok(Decimal::new(rand::rng().random_range(0..=10_i64.pow(12)), 6).to_string().parse()?)
    };
    let period = BillingPeriod::ALL[rand::rng().random_range(0..BillingPeriod::ALL.len())];
    let first_jobs = rand::rng().random_range(0..10);
    Ok(match rand::rng().random_range(0..4) {
        0 => PricingPlan::Markup {
            markup_percentage: Decimal::new(rand::rng().random_range(0..100_000), 2).to_string().parse()?,
        },
        1 => PricingPlan::FlatRate { price_per_job_usd: usd()? },
        2 => PricingPlan::Tiered {
            period,
            first_jobs,
            first_jobs_price_usd: usd()?,
            price_per_job_usd: usd()?,
        },
        _ => PricingPlan::Subscription {
            period,
            period_fee_usd: usd()?,
            first_jobs,
            price_per_job_usd: usd()?,
        },
    })
}

#[tokio::test]
async fn the_price_of_a_job_is_the_same_in_sql_and_in_rust() -> Result<()> {
    let database = Database::start("job_prices").await?;
    let mut connection = database.connect().await?;
    for _ in 0..300 {
        let plan = random_plan()?;
        let position = rand::rng().random_range(1..20_u32);
        let in_sql: (String, bool, Option<String>, Option<String>) = sqlx::query_as(
            "SELECT kind::text, prices_jobs(plan), trim_scale(price_of_job(plan, $2))::text,
                    trim_scale(highest_job_price(plan))::text
             FROM jsonb_populate_record(NULL::pricing_plans, $1) AS plan",
        )
        .bind(serde_json::to_value(&plan)?)
        .bind(i64::from(position))
        .fetch_one(&mut connection)
        .await?;
        let text = |price: Option<Usd>| price.map(|price| price.to_string());
        let in_rust = (
            plan.kind().as_str().to_owned(),
            plan.prices_jobs(),
            text(plan.price_of_job(position.into())),
            text(plan.dearest_job()),
        );
        ensure!(in_sql == in_rust, "{plan:?}, job {position}: SQL {in_sql:?}, Rust {in_rust:?}");
    }
    Ok(())
}

/// From 1970 to 2096, in the microseconds that the database has.
fn random_moment() -> i64 {
    rand::rng().random_range(0..4_000_000_000_000_000)
}

fn moment(microseconds: i64) -> Result<OffsetDateTime> {
    Ok(OffsetDateTime::from_unix_timestamp_nanos(i128::from(microseconds) * 1000)?)
}

#[tokio::test]
async fn a_billing_period_is_the_same_in_sql_and_in_rust() -> Result<()> {
    let database = Database::start("periods").await?;
    let mut connection = database.connect().await?;
    for _ in 0..300 {
        let period = BillingPeriod::ALL[rand::rng().random_range(0..BillingPeriod::ALL.len())];
        // Every third anchor is a last day of the month; every other moment begins a period.
        let (anchor, number): (i64, i32) = (random_moment(), rand::rng().random_range(-200..200));
        let (at, on_the_edge, at_month_end) =
            (random_moment(), rand::random::<bool>(), rand::rng().random_ratio(1, 3));
        let (anchor, at, start, end): (i64, i64, i64, i64) = sqlx::query_as("SELECT (extract(epoch FROM anchor) * 1000000)::bigint, (extract(epoch FROM at) * 1000000)::bigint,
                    (extract(epoch FROM period_start) * 1000000)::bigint, (extract(epoch FROM period_end) * 1000000)::bigint
             FROM (SELECT 'epoch'::timestamptz + $1 * interval '1 microsecond') AS a(random)
             CROSS JOIN LATERAL (SELECT CASE WHEN $2 THEN (date_trunc('month', random, 'UTC') - interval '1 hour')
                                        ELSE random END) AS b(anchor)
             CROSS JOIN LATERAL (SELECT CASE
                 WHEN $3 THEN (anchor AT TIME ZONE 'UTC' + $5 * CASE $4 WHEN 'daily' THEN interval '1 day'
                     WHEN 'weekly' THEN interval '7 days' ELSE interval '1 month' END) AT TIME ZONE 'UTC'
                 ELSE 'epoch'::timestamptz + $6 * interval '1 microsecond' END) AS c(at)
             CROSS JOIN LATERAL period_containing(anchor, $4::billing_period, at)")
        .bind(anchor)
        .bind(at_month_end)
        .bind(on_the_edge)
        .bind(period.as_str())
        .bind(number)
        .bind(at)
        .fetch_one(&mut connection)
        .await?;
        let in_sql = Period { start: moment(start)?, end: moment(end)? };
        let in_rust =
            period_containing(period, moment(anchor)?, moment(at)?).context("outside the calendar")?;
        ensure!(in_sql == in_rust, "{period:?} from {anchor} at {at}: SQL {in_sql:?}, Rust {in_rust:?}");
    }
    Ok(())
}

#[tokio::test]
async fn what_is_given_back_of_a_plans_fee_is_the_same_in_sql_and_in_rust() -> Result<()> {
    let database = Database::start("fees").await?;
    let mut connection = database.connect().await?;
    let terms = Terms { mode: BudgetMode::JobBased, credits_per_dollar: 10, tokens_per_credit: 1000 };
    let team = Team::create(&mut connection, 1, terms).await?;
    for _ in 0..30 {
        let plan = random_plan()?;
        let begun_ago: i64 = rand::rng().random_range(0..40 * 86_400_000_000);
        let mut transaction = connection.begin().await?;
        let plan_id: uuid::Uuid = sqlx::query_scalar(
            "INSERT INTO pricing_plans (team_id, kind, markup_percentage, price_per_job_usd, first_jobs,
                                        first_jobs_price_usd, period, period_fee_usd, valid_from)
             SELECT $1, kind, markup_percentage, price_per_job_usd, first_jobs, first_jobs_price_usd, period,
                    period_fee_usd, now() - $3 * interval '1 microsecond'
             FROM jsonb_populate_record(NULL::pricing_plans, $2) RETURNING plan_id",
        )
        .bind(&team.name)
        .bind(serde_json::to_value(&plan)?)
        .bind(begun_ago)
        .fetch_one(&mut *transaction)
        .await?;
        sqlx::query("SELECT end_plan($1)").bind(plan_id).execute(&mut *transaction).await?;
        let periods: Vec<(i64, i64, i64, String, String)> = sqlx::query_as(
            "SELECT (extract(epoch FROM period_start) * 1000000)::bigint, (extract(epoch FROM period_end) * 1000000)::bigint,
                    (extract(epoch FROM now()) * 1000000)::bigint, trim_scale(period_fee_usd)::text,
                    trim_scale(fee_credited_usd)::text
             FROM plan_periods WHERE plan_id = $1",
        )
        .bind(plan_id)
        .fetch_all(&mut *transaction)
        .await?;
        ensure!(periods.is_empty() == plan.period().is_none(), "{plan:?} has {} periods", periods.len());
        for (start, end, now, fee, credited) in periods {
            let period = Period { start: moment(start)?, end: moment(end)? };
            let in_rust = (plan.period_fee().to_string(), plan.fee_credit(period, moment(now)?).to_string());
            ensure!(
                (&fee, &credited) == (&in_rust.0, &in_rust.1),
                "{plan:?}, {period:?} at {now}: SQL {fee} and {credited}, Rust {in_rust:?}"
            );
        }
        transaction.rollback().await?;
    }
    Ok(())
}
