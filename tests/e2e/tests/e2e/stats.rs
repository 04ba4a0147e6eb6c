//! Statistics for operators.

use std::sync::Arc;

use anyhow::{Context, ensure};
use reqwest::Method;
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, PgPool};
use tollgate_e2e::{Answer, Tenant, TenantOptions, World, books};

use crate::trial::Outcome;

crate::trials![
    an_operator_sees_the_jobs_of_an_organization,
    an_operator_sees_what_an_organization_spends_and_on_what,
    the_dashboard_counts_what_there_is,
    usage_is_grouped_by_what_is_asked_for,
    percentiles_are_near_to_the_latencies_of_the_calls,
    a_report_of_usage_has_its_bounds,
    a_report_is_exported_as_csv_without_formulas,
    the_summaries_are_what_the_calls_add_up_to,
];

async fn look(world: &World, path: &str) -> anyhow::Result<Answer> {
    world.operate(Method::GET, path, &Value::Null).await
}

async fn report(world: &World, tenant: &Tenant, query: &str) -> anyhow::Result<Answer> {
    let path = format!("/api/stats/usage?organization_id={}&{query}", tenant.organization_id);
    let answer = look(world, &path).await?;
    answer.expect(200)?;
    Ok(answer)
}

/// A team that marks up by half, with two jobs completed, a call failed in an open one, and one without a call.
async fn busy_tenant(world: &World) -> anyhow::Result<Tenant> {
    let options = TenantOptions {
        markup_percent: "50",
        pricing_input: "2000",
        pricing_output: "4000",
        ..TenantOptions::default()
    };
    let tenant = Tenant::create(&world.database, &options).await?;
    for prompt in ["one", "two three"] {
        world.create_and_call(&tenant, prompt).await?.expect(200)?;
    }
    let open = world.open_job(&tenant).await?;
    world.call(&tenant, &open, "[[status=400]]").await?.expect(502)?;
    world.open_job(&tenant).await?;
    books::all_settled(&world.database, &tenant.team_id).await?;
    Ok(tenant)
}

/// A sum over a team's calls, rounded as answers are.
async fn sum(database: &PgPool, tenant: &Tenant, of: &str) -> anyhow::Result<Value> {
    let sql = format!("SELECT to_jsonb(trim_scale(round(sum({of}), 6))) FROM llm_calls WHERE team_id = $1");
    Ok(sqlx::query_scalar(AssertSqlSafe(sql)).bind(&tenant.team_id).fetch_one(database).await?)
}

async fn an_operator_sees_the_jobs_of_an_organization(world: Arc<World>) -> Outcome {
    let tenant = busy_tenant(&world).await?;
    let path = format!("/api/jobs/organizations/{}/stats", tenant.organization_id);
    let answer = look(&world, &path).await?;
    answer.expect(200)?;
    for (field, expected) in [
        ("organization_name", json!(tenant.organization_id)),
        ("total_jobs", json!(4)),
        ("completed_jobs", json!(2)),
        ("failed_jobs", json!(0)),
        ("in_progress_jobs", json!(1)),
        ("pending_jobs", json!(1)),
        ("total_teams", json!(1)),
        ("total_llm_calls", json!(3)),
        ("successful_calls", json!(2)),
        ("failed_calls", json!(1)),
        ("total_credits_used", json!(2)),
        ("total_tokens", sum(&world.database, &tenant, "total_tokens").await?),
        ("total_cost_usd", sum(&world.database, &tenant, "provider_cost_usd").await?),
        ("client_cost_usd", sum(&world.database, &tenant, "client_cost_usd").await?),
        ("top_teams", json!([{"team_id": tenant.team_id, "job_count": 4, "credits_used": 2}])),
    ] {
        ensure!(answer.body[field] == expected, "{field} is not {expected}: {answer:?}");
    }
    let before = look(&world, &format!("{path}?end_date=2024-02-29T12:00:00Z")).await?;
    ensure!(before.body["total_jobs"] == 0 && before.body["pending_jobs"] == 0, "{before:?}");
    ensure!(before.body["total_cost_usd"] == 0 && before.body["top_teams"] == json!([]), "{before:?}");
    look(&world, &format!("{path}?end_date=soon")).await?.expect_error(400, "invalid_value")?;
    look(&world, "/api/jobs/organizations/nobody/stats")
        .await?
        .expect_error(404, "organization_not_found")?;
    world.get_with(&tenant.key, &path).await?.expect_error(401, "invalid_token")
}

async fn an_operator_sees_what_an_organization_spends_and_on_what(world: Arc<World>) -> Outcome {
    let tenant = busy_tenant(&world).await?;
    let path = format!("/api/jobs/organizations/{}/analytics", tenant.organization_id);
    let answer = look(&world, &path).await?;
    answer.expect(200)?;
    let body = &answer.body;
    let spend = sum(&world.database, &tenant, "provider_cost_usd").await?;
    let client = sum(&world.database, &tenant, "client_cost_usd").await?;
    let tokens = sum(&world.database, &tenant, "total_tokens").await?;
    ensure!(body["total_spend"] == spend && body["client_spend"] == client, "{answer:?}");
    ensure!(
        body["profit"] == sum(&world.database, &tenant, "client_cost_usd - provider_cost_usd").await?,
        "{answer:?}"
    );
    ensure!(body["total_requests"] == 3 && body["successful_requests"] == 2, "{answer:?}");
    ensure!(body["failed_requests"] == 1 && body["total_tokens"] == tokens, "{answer:?}");
    ensure!(body["daily_spend"][0]["spend"] == spend && body["daily_spend"][0]["count"] == 3, "{answer:?}");
    let team = json!({"team_id": tenant.team_id, "spend": spend, "client_spend": client, "successful": 2, "failed": 1,
        "tokens": tokens});
    ensure!(body["spend_per_team"] == json!([team]), "{answer:?}");
    let model = json!({"model": tenant.alias, "spend": spend, "client_spend": client, "count": 3});
    ensure!(body["top_models"] == json!([model]), "{answer:?}");
    let provider = json!({"provider": "openai", "spend": spend, "client_spend": client, "successful": 2, "failed": 1,
        "tokens": tokens});
    ensure!(body["provider_usage"] == json!([provider]), "{answer:?}");
    let before = look(&world, &format!("{path}?end_date=2024-02-29")).await?;
    ensure!(before.body["total_spend"] == 0 && before.body["daily_spend"] == json!([]), "{before:?}");
    look(&world, &format!("{path}?start_date=2025-02-30")).await?.expect_error(400, "invalid_value")?;
    world.get_with(&tenant.key, &path).await?.expect_error(401, "invalid_token")
}

fn number(answer: &Answer, field: &str) -> anyhow::Result<i64> {
    answer.body[field].as_i64().with_context(|| format!("no {field}"))
}

async fn the_dashboard_counts_what_there_is(world: Arc<World>) -> Outcome {
    let before = look(&world, "/api/stats/dashboard").await?;
    before.expect(200)?;
    let tenant = busy_tenant(&world).await?;
    let after = look(&world, "/api/stats/dashboard").await?;
    // Other tests run at the same time, and add to it too.
    for field in ["organizations", "teams", "totalCredits", "creditsUsed"] {
        ensure!(number(&after, field)? > number(&before, field)?, "{field}: {before:?} {after:?}");
    }
    for field in ["creditsRemaining", "creditsHeld", "openJobs", "modelGroups", "abandonedCalls"] {
        ensure!(number(&after, field)? >= 0, "{field}: {after:?}");
    }
    world.get_with(&tenant.key, "/api/stats/dashboard").await?.expect_error(401, "invalid_token")
}

async fn usage_is_grouped_by_what_is_asked_for(world: Arc<World>) -> Outcome {
    let tenant = busy_tenant(&world).await?;
    let today: String = sqlx::query_scalar("SELECT (now() AT TIME ZONE 'UTC')::date::text")
        .fetch_one(&world.database)
        .await?;
    let spend = sum(&world.database, &tenant, "provider_cost_usd").await?;
    for (group, key) in [
        ("day", today.as_str()),
        ("month", &today[..7]),
        ("organization", &tenant.organization_id),
        ("team", &tenant.team_id),
        ("job_type", "test"),
        ("model", &tenant.alias),
        ("provider", "openai"),
    ] {
        let answer = report(&world, &tenant, &format!("group_by={group}")).await?;
        let row = &answer.body["rows"][0];
        ensure!(answer.body["group_by"] == group && answer.body["total_rows"] == 1, "{answer:?}");
        ensure!(row["key"] == key && row["provider_cost_usd"] == spend, "{group}: {answer:?}");
        ensure!(
            row["total_calls"] == 3 && row["failed_calls"] == 1 && row["error_rate"] == 0.3333,
            "{answer:?}"
        );
        let of_jobs = !["model", "provider"].contains(&group);
        ensure!((row["total_jobs"] == 4) == of_jobs && (row["credits_used"] == 2) == of_jobs, "{answer:?}");
        let mut totals = row.clone();
        totals.as_object_mut().context("no row")?.remove("key");
        ensure!(answer.body["totals"] == totals, "{group}: {answer:?}");
    }
    for (filter, calls) in [
        (format!("team_id={}", tenant.team_id), 3),
        ("team_id=nobody".to_owned(), 0),
        ("job_type=test".to_owned(), 3),
        ("job_type=other".to_owned(), 0),
        (format!("model={}", tenant.alias), 3),
        ("model=other".to_owned(), 0),
        ("provider=openai".to_owned(), 3),
        ("provider=gemini".to_owned(), 0),
        ("end_date=2024-02-29".to_owned(), 0),
        (format!("start_date={today}"), 3),
    ] {
        let answer = report(&world, &tenant, &filter).await?;
        ensure!(answer.body["totals"]["total_calls"] == calls, "{filter}: {answer:?}");
    }
    Ok(())
}

async fn percentiles_are_near_to_the_latencies_of_the_calls(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let none = report(&world, &tenant, "group_by=model").await?;
    ensure!(none.body["totals"]["latency_ms"] == json!({"p50": null, "p95": null, "p99": null}), "{none:?}");
    // Of a thousand calls one takes a millisecond, the next two, and so on; three more are of unknown length.
    sqlx::query("WITH call AS (SELECT ms, width_bucket(ms - 1, latency_bounds()) + 1 AS class FROM generate_series(1, 1000) AS ms)
         INSERT INTO call_usage_by_day (team_id, organization_id, day, job_type, model, provider, total_calls, latency_counts)
         SELECT $1, $2, (now() AT TIME ZONE 'UTC')::date, 'test', 'model', 'openai', 1003,
             array_agg(CASE WHEN class = cardinality(latency_bounds()) + 2 THEN 3
                       ELSE (SELECT count(*) FROM call WHERE call.class = classes.class) END ORDER BY class)
         FROM generate_series(1, cardinality(latency_bounds()) + 2) AS classes(class)")
    .bind(&tenant.team_id)
    .bind(&tenant.organization_id)
    .execute(&world.database)
    .await?;
    let answer = report(&world, &tenant, "group_by=model").await?;
    for (percentile, exactly) in [("p50", 500.0), ("p95", 950.0), ("p99", 990.0)] {
        let near = answer.body["totals"]["latency_ms"][percentile].as_f64().context("no percentile")?;
        ensure!((near / exactly - 1.0).abs() < 0.125, "{percentile}: {near} for {exactly}");
    }
    Ok(())
}

async fn a_report_of_usage_has_its_bounds(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let usual = report(&world, &tenant, "").await?;
    let days: i32 = sqlx::query_scalar("SELECT $2::text::date - $1::text::date")
        .bind(usual.text("start_date")?)
        .bind(usual.text("end_date")?)
        .fetch_one(&world.database)
        .await?;
    ensure!(days == 29, "{usual:?}");
    report(&world, &tenant, "start_date=2024-01-01&end_date=2024-12-31").await?;
    let path = "/api/stats/usage";
    look(&world, &format!("{path}?start_date=2025-01-01&end_date=2025-01-31")).await?.expect(200)?;
    for (query, status, code) in [
        ("start_date=2025-01-01&end_date=2025-02-01".to_owned(), 400, "invalid_value"),
        (
            format!("team_id={}&start_date=2023-01-01&end_date=2024-12-31", tenant.team_id),
            400,
            "invalid_value",
        ),
        ("start_date=9998-12-31".to_owned(), 400, "invalid_value"),
        ("group_by=color".to_owned(), 422, "validation_error"),
        ("provider=acme".to_owned(), 400, "invalid_value"),
        ("format=xlsx".to_owned(), 422, "validation_error"),
        ("limit=501".to_owned(), 422, "validation_error"),
        ("team_id=a/b".to_owned(), 422, "validation_error"),
    ] {
        look(&world, &format!("{path}?{query}")).await?.expect_error(status, code)?;
    }
    world.get_with(&tenant.key, path).await?.expect_error(401, "invalid_token")
}

async fn a_report_is_exported_as_csv_without_formulas(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    for job_type in ["=HYPERLINK(\"http://evil.example\",\"a\")", "two\r\nlines, and a comma"] {
        let request = json!({"team_id": tenant.team_id, "job_type": job_type});
        world.post(&tenant.key, "/api/jobs/create", &request).await?.expect(200)?;
    }
    let answer = report(&world, &tenant, "group_by=job_type&format=csv").await?;
    ensure!(answer.headers["content-type"] == "text/csv; charset=utf-8; header=present", "{answer:?}");
    let file = answer.headers["content-disposition"].to_str()?;
    ensure!(
        file.starts_with("attachment; filename=\"usage-by-job_type-") && file.ends_with(".csv\""),
        "{file}"
    );
    ensure!(answer.raw.starts_with("job_type,total_jobs,completed_jobs,"), "{answer:?}");
    ensure!(
        answer.raw.contains("\r\n\"'=HYPERLINK(\"\"http://evil.example\"\",\"\"a\"\")\",1,0,0,0,"),
        "{answer:?}"
    );
    ensure!(answer.raw.contains("\r\n\"two\r\nlines, and a comma\",1,"), "{answer:?}");
    ensure!(answer.raw.ends_with("\r\n"), "{answer:?}");
    Ok(())
}

async fn the_summaries_are_what_the_calls_add_up_to(world: Arc<World>) -> Outcome {
    let tenant = busy_tenant(&world).await?;
    let by_job = report(&world, &tenant, "group_by=team").await?;
    let by_call = report(&world, &tenant, "group_by=model").await?;
    for field in ["total_calls", "prompt_tokens", "completion_tokens", "provider_cost_usd", "client_cost_usd"]
    {
        ensure!(
            by_job.body["totals"][field] == by_call.body["totals"][field],
            "{field}: {by_job:?} {by_call:?}"
        );
    }
    ensure!(by_call.body["totals"]["prompt_tokens"] == sum(&world.database, &tenant, "prompt_tokens").await?);
    Ok(())
}
