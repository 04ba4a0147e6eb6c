//! What teams and organizations used in a period.

use std::sync::Arc;

use anyhow::{Context, ensure};
use reqwest::Method;
use serde_json::{Value, json};
use tollgate_e2e::{Answer, Tenant, TenantOptions, World, books};

use crate::trial::Outcome;

crate::trials![
    a_team_sees_what_it_used_and_what_that_costs_it,
    usage_is_asked_for_by_year_month_or_day,
    subscription_fees_are_part_of_the_usage,
    an_operator_sees_what_the_teams_of_an_organization_used,
];

/// Today in the database's eyes, as text.
pub(crate) async fn today(world: &World) -> anyhow::Result<String> {
    Ok(sqlx::query_scalar("SELECT (now() AT TIME ZONE 'UTC')::date::text").fetch_one(&world.database).await?)
}

async fn operator_usage(world: &World, of: &str, id: &str, period: &str) -> anyhow::Result<Answer> {
    world.operate(Method::GET, &format!("/api/{of}/{id}/usage?period={period}"), &Value::Null).await
}

/// A team that marks up by half: one job completed, one failed after a call, one open.
async fn busy_tenant(world: &World) -> anyhow::Result<Tenant> {
    let options = TenantOptions {
        markup_percent: "50",
        // Dear enough that costs show after rounding.
        pricing_input: "2000",
        pricing_output: "4000",
        ..TenantOptions::default()
    };
    let tenant = Tenant::create(&world.database, &options).await?;
    world.create_and_call(&tenant, "one two three").await?.expect(200)?;
    let failed = world.open_job(&tenant).await?;
    world.call(&tenant, &failed, "four").await?.expect(200)?;
    books::all_settled(&world.database, &tenant.team_id).await?;
    world.complete(&tenant, &failed, "failed").await?.expect(200)?;
    world.open_job(&tenant).await?;
    Ok(tenant)
}

/// The sums over a team's calls: tokens, provider cost, client cost, rounded as answers are.
async fn sums_of_calls(world: &World, tenant: &Tenant) -> anyhow::Result<(Value, Value, Value)> {
    let sums: Value = sqlx::query_scalar(
        "SELECT jsonb_build_array(sum(total_tokens), trim_scale(round(sum(provider_cost_usd), 6)),
                trim_scale(round(sum(client_cost_usd), 6)))
         FROM llm_calls WHERE team_id = $1",
    )
    .bind(&tenant.team_id)
    .fetch_one(&world.database)
    .await?;
    Ok((sums[0].clone(), sums[1].clone(), sums[2].clone()))
}

async fn a_team_sees_what_it_used_and_what_that_costs_it(world: Arc<World>) -> Outcome {
    let tenant = busy_tenant(&world).await?;
    let other = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let (tokens, provider, client) = sums_of_calls(&world, &tenant).await?;
    let today = today(&world).await?;
    let path = format!("/api/teams/{}/usage?period={today}", tenant.team_id);
    let answer = world.get_with(&tenant.key, &path).await?;
    answer.expect(200)?;
    let summary = &answer.body["summary"];
    ensure!(answer.body["period"] == today.as_str(), "{answer:?}");
    for (field, expected) in [
        ("total_jobs", 3),
        ("successful_jobs", 1),
        ("failed_jobs", 1),
        ("cancelled_jobs", 0),
        ("open_jobs", 1),
        ("total_calls", 2),
        ("credits_used", 2),
    ] {
        ensure!(summary[field] == expected, "{field}: {answer:?}");
    }
    ensure!(summary["total_tokens"] == tokens && summary["client_cost_usd"] == client, "{answer:?}");
    let cost = client.as_f64().context("no cost")?;
    ensure!((summary["total_cost_usd"].as_f64().context("no cost")? - cost).abs() <= 0.005, "{answer:?}");
    ensure!(
        (summary["avg_cost_per_job"].as_f64().context("no mean")? - cost / 3.0).abs() < 0.0001,
        "{answer:?}"
    );
    ensure!(answer.body["job_types"]["test"]["count"] == 3, "{answer:?}");
    ensure!(answer.body["job_types"]["test"]["cost_usd"] == client, "{answer:?}");
    ensure!(
        !answer.raw.contains("provider_cost") && !answer.raw.contains("profit"),
        "a team sees the provider's cost: {answer:?}"
    );

    let seen = operator_usage(&world, "teams", &tenant.team_id, &today).await?;
    seen.expect(200)?;
    ensure!(seen.body["summary"]["provider_cost_usd"] == provider, "{seen:?}");
    let profit = seen.body["summary"]["profit_usd"].as_f64().context("no profit")?;
    ensure!((profit - cost / 3.0).abs() < 0.00001, "a third of what is marked up by half: {seen:?}");

    world.get_with(&other.key, &path).await?.expect_error(403, "wrong_team")?;
    world.get_with("sk-nobodys", &path).await?.expect_error(401, "invalid_api_key")?;
    world.get(&path).await?.expect_error(401, "missing_credentials")?;
    operator_usage(&world, "teams", "nobody", &today).await?.expect_error(404, "team_not_found")
}

async fn usage_is_asked_for_by_year_month_or_day(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    world.open_job(&tenant).await?;
    sqlx::query("UPDATE job_usage_by_day SET day = '2024-02-29' WHERE team_id = $1")
        .bind(&tenant.team_id)
        .execute(&world.database)
        .await?;
    for (period, jobs) in [
        ("2024", 1),
        ("2024-02", 1),
        ("2024-02-29", 1),
        ("2025", 0),
        ("2023", 0),
        ("2024-03", 0),
        ("2024-02-28", 0),
    ] {
        let path = format!("/api/teams/{}/usage?period={period}", tenant.team_id);
        let answer = world.get_with(&tenant.key, &path).await?;
        answer.expect(200)?;
        ensure!(answer.body["summary"]["total_jobs"] == jobs, "{period}: {answer:?}");
        ensure!(answer.body["summary"]["client_cost_usd"] == 0, "{period}: {answer:?}");
    }
    for period in ["%25", "november", "2025-13", "2025-02-30", "2025-1", "202"] {
        let path = format!("/api/teams/{}/usage?period={period}", tenant.team_id);
        let answer = world.get_with(&tenant.key, &path).await?;
        answer.expect_error(422, "validation_error")?;
        ensure!(answer.body["detail"] == "period must be YYYY, YYYY-MM or YYYY-MM-DD", "{answer:?}");
    }
    let answer = world.get_with(&tenant.key, &format!("/api/teams/{}/usage", tenant.team_id)).await?;
    answer.expect_error(422, "validation_error")?;
    ensure!(answer.places() == [r#"["query","period"]"#], "{answer:?}");
    Ok(())
}

async fn subscription_fees_are_part_of_the_usage(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    sqlx::query(
        "WITH plan AS (
             INSERT INTO pricing_plans (team_id, kind, price_per_job_usd, first_jobs, period, period_fee_usd)
             VALUES ($1, 'subscription', 0.5, 10, 'monthly', 99.5) RETURNING *)
         SELECT begin_plan_periods(plan) FROM plan",
    )
    .bind(&tenant.team_id)
    .execute(&world.database)
    .await?;
    let year = today(&world).await?[..4].to_owned();
    let path = format!("/api/teams/{}/usage?period={year}", tenant.team_id);
    let answer = world.get_with(&tenant.key, &path).await?;
    answer.expect(200)?;
    ensure!(answer.body["summary"]["subscription_fees_usd"] == 99.5, "{answer:?}");
    for (of, id) in [("teams", &tenant.team_id), ("organizations", &tenant.organization_id)] {
        let seen = operator_usage(&world, of, id, &year).await?;
        ensure!(seen.body["summary"]["profit_usd"] == 99.5, "{seen:?}");
    }
    Ok(())
}

async fn an_operator_sees_what_the_teams_of_an_organization_used(world: Arc<World>) -> Outcome {
    let tenant = busy_tenant(&world).await?;
    let (tokens, provider, client) = sums_of_calls(&world, &tenant).await?;
    let today = today(&world).await?;
    let answer = operator_usage(&world, "organizations", &tenant.organization_id, &today).await?;
    answer.expect(200)?;
    let summary = &answer.body["summary"];
    ensure!(
        summary["total_jobs"] == 3 && summary["completed_jobs"] == 1 && summary["failed_jobs"] == 1,
        "{answer:?}"
    );
    ensure!(summary["total_tokens"] == tokens && summary["credits_used"] == 2, "{answer:?}");
    ensure!(summary["provider_cost_usd"] == provider && summary["client_cost_usd"] == client, "{answer:?}");
    let team = &answer.body["teams"][&tenant.team_id];
    ensure!(team["jobs"] == 3 && team["credits_used"] == 2, "{answer:?}");
    let empty = operator_usage(&world, "organizations", &tenant.organization_id, "1999").await?;
    ensure!(empty.body["summary"]["total_jobs"] == 0 && empty.body["teams"] == json!({}), "{empty:?}");
    operator_usage(&world, "organizations", &tenant.organization_id, "soon")
        .await?
        .expect_error(422, "validation_error")?;
    operator_usage(&world, "organizations", "nobody", &today)
        .await?
        .expect_error(404, "organization_not_found")?;
    let path = format!("/api/organizations/{}/usage?period={today}", tenant.organization_id);
    world.get_with(&tenant.key, &path).await?.expect_error(401, "invalid_token")
}
