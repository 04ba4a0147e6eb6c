//! `/api/pricing/plans`, and what jobs cost under each kind of plan.

use std::sync::Arc;

use anyhow::{Context, ensure};
use reqwest::Method;
use serde_json::{Value, json};
use tollgate_e2e::{Answer, Tenant, TenantOptions, World, books};

use crate::trial::Outcome;

crate::trials![
    a_flat_rate_is_paid_for_the_job_and_nothing_for_its_calls,
    a_failed_job_of_a_flat_rate_costs_its_price_if_it_took_an_answer,
    a_tiered_plan_has_one_price_for_the_first_jobs_and_another_for_the_rest,
    a_subscription_includes_jobs_anew_in_each_period,
    a_replaced_plan_applies_to_the_jobs_that_began_under_it,
    the_markup_of_a_job_type_takes_the_place_of_the_teams,
    a_plan_is_read_with_its_periods_and_ended,
    a_plan_without_its_terms_is_refused,
];

/// A dollar of client cost is ten credits.
async fn tenant(world: &World) -> anyhow::Result<Tenant> {
    let options = TenantOptions { budget_mode: "consumption_usd", ..TenantOptions::default() };
    Tenant::create(&world.database, &options).await
}

async fn set_plan(world: &World, tenant: &Tenant, terms: &Value) -> anyhow::Result<Answer> {
    let mut body = json!({"team_id": tenant.team_id});
    if let (Some(body), Some(terms)) = (body.as_object_mut(), terms.as_object()) {
        body.extend(terms.clone());
    }
    let answer = world.operate(Method::POST, "/api/pricing/plans", &body).await?;
    answer.expect(200)?;
    Ok(answer)
}

/// Lets time pass for a plan: it began, and its periods began, so much earlier.
async fn pass(world: &World, plan: &Answer, days: i32) -> Outcome {
    let plan_id = plan.text("plan_id")?;
    let mut transaction = world.database.begin().await?;
    // A plan does not change: but for the clock.
    sqlx::query("SET LOCAL session_replication_role = replica").execute(&mut *transaction).await?;
    for statement in [
        "UPDATE pricing_plans SET valid_from = valid_from - make_interval(days => $2) WHERE plan_id = $1::uuid",
        "UPDATE plan_periods SET period_start = period_start - make_interval(days => $2),
             period_end = period_end - make_interval(days => $2) WHERE plan_id = $1::uuid",
        "UPDATE jobs SET plan_period_start = plan_period_start - make_interval(days => $2) WHERE plan_id = $1::uuid",
    ] {
        sqlx::query(statement).bind(plan_id).bind(days).execute(&mut *transaction).await?;
    }
    transaction.commit().await?;
    Ok(())
}

/// What each job of a team has cost its client and its provider, and what it was charged, oldest first.
async fn jobs(world: &World, tenant: &Tenant) -> anyhow::Result<Vec<(String, bool, i64)>> {
    books::all_settled(&world.database, &tenant.team_id).await?;
    Ok(sqlx::query_as(
        "SELECT trim_scale(total_cost_usd)::text, provider_cost_usd > 0, credits_charged
         FROM jobs JOIN job_cost_summaries USING (job_id) WHERE team_id = $1 ORDER BY created_at",
    )
    .bind(&tenant.team_id)
    .fetch_all(&world.database)
    .await?)
}

async fn one_job(world: &World, tenant: &Tenant) -> anyhow::Result<Answer> {
    let answer = world.create_and_call(tenant, "hello").await?;
    answer.expect(200)?;
    Ok(answer)
}

async fn a_flat_rate_is_paid_for_the_job_and_nothing_for_its_calls(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    set_plan(&world, &tenant, &json!({"kind": "flat_rate", "price_per_job_usd": 0.35})).await?;
    let job = world.open_job(&tenant).await?;
    for _ in 0..2 {
        let call = world.call(&tenant, &job, "hello").await?;
        call.expect(200)?;
        let call = books::settled_call(&world.database, call.text("call_id")?).await?;
        ensure!(call["client_cost_usd"] == "0" && call["provider_cost_usd"] != "0", "{call}");
        let team = books::row(&world.database, "team_credits", "team_id", &tenant.team_id).await?;
        ensure!(team["credits_held"] == "4" && team["credits_used"] == "0", "the price is not held: {team}");
    }
    let done = world.complete(&tenant, &job, "completed").await?;
    done.expect(200)?;
    let costs = &done.body["costs"];
    ensure!(costs["total_cost_usd"] == 0.35 && costs["credits_charged"] == 4, "{done:?}");
    ensure!(jobs(&world, &tenant).await? == [("0.35".to_owned(), true, 4)]);
    books::assert_balanced(&world.database, &tenant.team_id).await
}

async fn a_failed_job_of_a_flat_rate_costs_its_price_if_it_took_an_answer(world: Arc<World>) -> Outcome {
    for (prompt, price, credits) in [("hello", 0.35, 4), ("[[status=500]] hello", 0.0, 0)] {
        let tenant = tenant(&world).await?;
        set_plan(&world, &tenant, &json!({"kind": "flat_rate", "price_per_job_usd": "0.35"})).await?;
        let job = world.open_job(&tenant).await?;
        world.call(&tenant, &job, prompt).await?;
        let failed = world.complete(&tenant, &job, "failed").await?;
        failed.expect(200)?;
        let costs = &failed.body["costs"];
        ensure!(
            costs["total_cost_usd"].as_f64() == Some(price) && costs["credits_charged"] == credits,
            "{failed:?}"
        );
        books::assert_balanced(&world.database, &tenant.team_id).await?;
    }
    Ok(())
}

async fn a_tiered_plan_has_one_price_for_the_first_jobs_and_another_for_the_rest(
    world: Arc<World>,
) -> Outcome {
    let tenant = tenant(&world).await?;
    let terms = json!({"kind": "tiered", "first_jobs": 2, "first_jobs_price_usd": 0.5, "price_per_job_usd": 0.1,
        "period": "monthly"});
    set_plan(&world, &tenant, &terms).await?;
    for expected in [0.5, 0.5, 0.1, 0.1] {
        let answer = one_job(&world, &tenant).await?;
        ensure!(answer.body["costs"]["total_cost_usd"] == expected, "not {expected}: {answer:?}");
        books::all_settled(&world.database, &tenant.team_id).await?;
    }
    let charged: Vec<i64> = jobs(&world, &tenant).await?.into_iter().map(|(_, _, credits)| credits).collect();
    ensure!(charged == [5, 5, 1, 1], "{charged:?}");
    books::assert_balanced(&world.database, &tenant.team_id).await
}

async fn a_subscription_includes_jobs_anew_in_each_period(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let terms = json!({"kind": "subscription", "period_fee_usd": 49, "included_jobs": 1, "price_per_job_usd": 0.25,
        "period": "weekly"});
    let plan = set_plan(&world, &tenant, &terms).await?;
    one_job(&world, &tenant).await?;
    books::all_settled(&world.database, &tenant.team_id).await?;
    one_job(&world, &tenant).await?;
    books::all_settled(&world.database, &tenant.team_id).await?;
    // Two weeks without a job, then one: each of the weeks has its fee.
    pass(&world, &plan, 15).await?;
    one_job(&world, &tenant).await?;
    let costs: Vec<String> = jobs(&world, &tenant).await?.into_iter().map(|(cost, ..)| cost).collect();
    ensure!(costs == ["0", "0.25", "0"], "{costs:?}");
    world.operate(Method::POST, "/api/maintenance/sweep", &Value::Null).await?.expect(200)?;
    let path = format!("/api/pricing/plans/{}", plan.text("plan_id")?);
    let read = world.operate(Method::GET, &path, &Value::Null).await?;
    let counts: Vec<(i64, f64)> = read.body["periods"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|period| Some((period["jobs_counted"].as_i64()?, period["period_fee_usd"].as_f64()?)))
        .collect();
    ensure!(counts == [(1, 49.0), (0, 49.0), (2, 49.0)], "{read:?}");
    Ok(())
}

async fn a_replaced_plan_applies_to_the_jobs_that_began_under_it(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let terms = json!({"kind": "subscription", "period_fee_usd": 30, "included_jobs": 0, "price_per_job_usd": 0.2,
        "period": "daily"});
    let subscription = set_plan(&world, &tenant, &terms).await?;
    let job = world.open_job(&tenant).await?;
    world.call(&tenant, &job, "hello").await?.expect(200)?;
    // Half of the day is over.
    sqlx::query(
        "UPDATE plan_periods SET period_start = now() - interval '12 hours', period_end = now() + interval '12 hours'
         WHERE plan_id = $1::uuid",
    )
    .bind(subscription.text("plan_id")?)
    .execute(&world.database)
    .await?;
    set_plan(&world, &tenant, &json!({"kind": "flat_rate", "price_per_job_usd": 0.9})).await?;
    let old = world.complete(&tenant, &job, "completed").await?;
    ensure!(old.body["costs"]["total_cost_usd"] == 0.2, "{old:?}");
    let new = one_job(&world, &tenant).await?;
    ensure!(new.body["costs"]["total_cost_usd"] == 0.9, "{new:?}");
    let path = format!("/api/pricing/plans/{}", subscription.text("plan_id")?);
    let read = world.operate(Method::GET, &path, &Value::Null).await?;
    ensure!(read.body["valid_until"].is_string(), "{read:?}");
    let credited: f64 = read.body["periods"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|period| period["fee_credited_usd"].as_f64())
        .sum();
    ensure!((credited - 15.0).abs() < 0.01, "half of the fee is not credited: {read:?}");
    Ok(())
}

async fn the_markup_of_a_job_type_takes_the_place_of_the_teams(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    set_plan(&world, &tenant, &json!({"kind": "markup", "job_type": "test", "markup_percentage": 150}))
        .await?;
    set_plan(&world, &tenant, &json!({"kind": "flat_rate", "price_per_job_usd": 7})).await?;
    let answer = one_job(&world, &tenant).await?;
    let call = books::settled_call(&world.database, answer.text("call_id")?).await?;
    let amount = |field: &str| -> anyhow::Result<f64> {
        Ok(call[field].as_str().with_context(|| format!("no {field}"))?.parse()?)
    };
    ensure!((amount("client_cost_usd")? - 2.5 * amount("provider_cost_usd")?).abs() < 1e-12, "{call}");
    let mut other = world.create_and_call_body(&tenant, "hello");
    other["job_type"] = json!("another");
    let other = world.post(&tenant.key, "/api/jobs/create-and-call", &other).await?;
    ensure!(other.body["costs"]["total_cost_usd"] == 7, "{other:?}");
    Ok(())
}

async fn a_plan_is_read_with_its_periods_and_ended(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let terms = json!({"kind": "tiered", "first_jobs": 1, "first_jobs_price_usd": 1, "price_per_job_usd": 2,
        "period": "monthly", "job_type": "test"});
    let plan = set_plan(&world, &tenant, &terms).await?;
    one_job(&world, &tenant).await?;
    books::all_settled(&world.database, &tenant.team_id).await?;
    let path = format!("/api/pricing/plans/{}", plan.text("plan_id")?);
    let read = world.operate(Method::GET, &path, &Value::Null).await?;
    read.expect(200)?;
    ensure!(read.body["periods"][0]["jobs_counted"] == 1, "{read:?}");
    ensure!(read.body["periods"][0]["job_prices_usd"] == 1, "{read:?}");
    let list = format!("/api/pricing/plans?team_id={}", tenant.team_id);
    let in_force = world.operate(Method::GET, &list, &Value::Null).await?;
    ensure!(in_force.body[0]["plan_id"] == plan.body["plan_id"], "{in_force:?}");
    let ended = world.operate(Method::DELETE, &path, &Value::Null).await?;
    ended.expect(200)?;
    ensure!(ended.body["valid_until"].is_string(), "{ended:?}");
    let in_force = world.operate(Method::GET, &list, &Value::Null).await?;
    ensure!(in_force.body == json!([]), "{in_force:?}");
    let all = world.operate(Method::GET, &format!("{list}&ended=true"), &Value::Null).await?;
    ensure!(all.body.as_array().is_some_and(|plans| plans.len() == 1), "{all:?}");
    // Without a plan a job costs what its calls cost.
    let answer = one_job(&world, &tenant).await?;
    let cost = answer.body["costs"]["total_cost_usd"].as_f64();
    ensure!(cost.is_some_and(|cost| cost > 0.0 && cost < 0.01), "{answer:?}");
    let nobody = "/api/pricing/plans/0192a0c4-5d1e-7c3a-9f10-7b6a54a0e001";
    world.operate(Method::GET, nobody, &Value::Null).await?.expect_error(404, "plan_not_found")?;
    world
        .operate(Method::DELETE, "/api/pricing/plans/x", &Value::Null)
        .await?
        .expect_error(404, "plan_not_found")
}

async fn a_plan_without_its_terms_is_refused(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let refused = async |terms: Value| {
        let mut body = terms;
        body["team_id"] = json!(tenant.team_id);
        world.operate(Method::POST, "/api/pricing/plans", &body).await
    };
    let subscription = refused(json!({"kind": "subscription", "period_fee_usd": -1})).await?;
    subscription.expect_error(422, "validation_error")?;
    let places = ["period_fee_usd", "included_jobs", "price_per_job_usd", "period"];
    ensure!(subscription.places() == places.map(|name| format!(r#"["body","{name}"]"#)), "{subscription:?}");
    refused(json!({"kind": "auction"})).await?.expect_error(400, "invalid_value")?;
    refused(json!({})).await?.expect_error(422, "validation_error")?;
    let nobody = json!({"team_id": "nobody", "kind": "flat_rate", "price_per_job_usd": 1});
    world.operate(Method::POST, "/api/pricing/plans", &nobody).await?.expect_error(404, "team_not_found")
}
