//! What every request and every answer has, whichever function serves it.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use reqwest::header::HeaderMap;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use tollgate_e2e::operator::{Operator, PASSWORD};
use tollgate_e2e::{Answer, Tenant, TenantOptions, World, stream};

use crate::trial::Outcome;

crate::trials![
    every_answer_has_an_id_and_headers_that_keep_browsers_from_harm,
    a_client_may_name_its_request_but_not_forge_a_log_line,
    pages_of_an_allowed_origin_may_use_the_api_and_no_others,
    every_request_is_one_line_of_the_log_without_a_secret,
    an_unknown_method_is_refused_as_any_other,
    everything_is_ready,
    a_monitor_reads_counters_that_grow,
];

/// Requests that are answered by the front door, by functions, with a body, with an error, and with a stream.
async fn answers(world: &World, tenant: &Tenant) -> anyhow::Result<Vec<(u16, HeaderMap, Value)>> {
    let mut answers = Vec::new();
    let requests: Vec<RequestBuilder> = vec![
        world.http.get(world.url("/health")),
        world.http.get(world.url("/nowhere")),
        world.http.get(world.url("/api/jobs/create")),
        world.http.get(world.url("/api/credits/teams/nobody/balance")),
        world
            .http
            .get(world.url(&format!("/api/credits/teams/{}/balance", tenant.team_id)))
            .bearer_auth(&tenant.key),
        world.http.post(world.url("/api/jobs/create")).bearer_auth(&tenant.key).body("no json"),
    ];
    for request in requests {
        let Answer { status, headers, body, .. } = World::send(request).await?;
        answers.push((status, headers, body));
    }
    let streamed = stream::read(world.create_and_call_stream(tenant, "hi")).await?.stream()?;
    answers.push((200, streamed.headers, Value::Null));
    let statuses: Vec<u16> = answers.iter().map(|(status, ..)| *status).collect();
    ensure!(statuses == [200, 404, 405, 401, 200, 422, 200], "{answers:?}");
    Ok(answers)
}

async fn every_answer_has_an_id_and_headers_that_keep_browsers_from_harm(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let mut ids = Vec::new();
    for (status, headers, body) in answers(&world, &tenant).await? {
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        ensure!(header("x-content-type-options") == "nosniff", "{headers:?}");
        ensure!(header("content-security-policy").contains("frame-ancestors 'none'"), "{headers:?}");
        ensure!(
            header("x-frame-options") == "DENY" && header("referrer-policy") == "no-referrer",
            "{headers:?}"
        );
        ensure!(header("cache-control").contains("no-"), "{headers:?}");
        // This connection is not encrypted.
        ensure!(!headers.contains_key("strict-transport-security"), "{headers:?}");
        ensure!(!headers.contains_key("access-control-allow-origin"), "{headers:?}");
        let id = header("x-request-id").to_owned();
        ensure!(uuid::Uuid::parse_str(&id).is_ok(), "{headers:?}");
        ensure!(status < 400 || body["request_id"] == id, "{headers:?} {body}");
        ids.push(id);
    }
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    ensure!(ids.len() == count, "an id came twice: {ids:?}");
    let encrypted = World::send(
        world.http.get(world.url("/api/credits/teams/nobody/balance")).header("x-forwarded-proto", "https"),
    )
    .await?;
    ensure!(encrypted.headers.contains_key("strict-transport-security"), "{encrypted:?}");
    Ok(())
}

async fn a_client_may_name_its_request_but_not_forge_a_log_line(world: Arc<World>) -> Outcome {
    for path in ["/nowhere", "/api/credits/teams/nobody/balance"] {
        let named =
            |id: &'static str| World::send(world.http.get(world.url(path)).header("x-request-id", id));
        let answer = named("order-17.retry_2").await?;
        ensure!(answer.headers["x-request-id"] == "order-17.retry_2", "{answer:?}");
        ensure!(answer.body["request_id"] == "order-17.retry_2", "{answer:?}");
        for bad in ["a b", "\",\"status\":200,\"x\":\"", "{}"] {
            let answer = named(bad).await?;
            ensure!(answer.headers["x-request-id"] != bad && answer.body["request_id"] != bad, "{answer:?}");
        }
    }
    Ok(())
}

async fn pages_of_an_allowed_origin_may_use_the_api_and_no_others(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let balance = format!("/api/credits/teams/{}/balance", tenant.team_id);
    let preflight = |origin: &'static str, path: String| {
        let request = world.http.request(Method::OPTIONS, world.url(&path)).header("origin", origin);
        World::send(
            request
                .header("access-control-request-method", "GET")
                .header("access-control-request-headers", "authorization,idempotency-key"),
        )
    };
    let allowed = preflight(World::ALLOWED_ORIGIN, balance.clone()).await?;
    allowed.expect(200)?;
    ensure!(allowed.headers["access-control-allow-origin"] == World::ALLOWED_ORIGIN, "{allowed:?}");
    let listed = |name: &str, word: &str| {
        allowed
            .headers
            .get(name)
            .is_some_and(|value| String::from_utf8_lossy(value.as_bytes()).contains(word))
    };
    ensure!(listed("access-control-allow-methods", "PATCH"), "{allowed:?}");
    for header in ["authorization", "idempotency-key", "if-match", "x-admin-key", "content-type"] {
        ensure!(listed("access-control-allow-headers", header), "{header}: {allowed:?}");
    }
    for origin in ["https://evil.example", "null", "http://admin.north.example"] {
        let refused = preflight(origin, balance.clone()).await?;
        ensure!(!refused.headers.contains_key("access-control-allow-origin"), "{refused:?}");
    }
    // The answers themselves: whole, streamed, and errors of the front door and of a function.
    let from = |request: RequestBuilder| request.header("origin", World::ALLOWED_ORIGIN);
    let whole = World::send(from(world.http.get(world.url(&balance)).bearer_auth(&tenant.key))).await?;
    whole.expect(200)?;
    let missing = World::send(from(world.http.get(world.url("/nowhere")))).await?;
    let unsigned = World::send(from(world.http.get(world.url(&balance)))).await?;
    let streamed = stream::read(from(world.create_and_call_stream(&tenant, "hi"))).await?.stream()?;
    ensure!(streamed.is_done, "the stream broke: {}", streamed.raw);
    for headers in [&whole.headers, &missing.headers, &unsigned.headers, &streamed.headers] {
        let one = headers.get_all("access-control-allow-origin").iter().collect::<Vec<_>>();
        ensure!(one == [World::ALLOWED_ORIGIN], "{headers:?}");
        ensure!(headers["vary"] == "origin", "{headers:?}");
        let exposed = headers["access-control-expose-headers"].to_str()?;
        for name in ["x-job-id", "x-call-id", "x-request-id", "x-ratelimit-remaining", "idempotent-replayed"]
        {
            ensure!(exposed.contains(name), "{exposed}");
        }
        // Tokens are sent by the page itself: no cookies.
        ensure!(!headers.contains_key("access-control-allow-credentials"), "{headers:?}");
    }
    let foreign = World::send(
        world.http.get(world.url(&balance)).bearer_auth(&tenant.key).header("origin", "https://evil.example"),
    )
    .await?;
    ensure!(!foreign.headers.contains_key("access-control-allow-origin"), "{foreign:?}");
    Ok(())
}

/// The lines of the log that name a request, once there is one.
async fn log_lines(world: &World, id: &str) -> anyhow::Result<Vec<String>> {
    let path = world.with_stack(|stack| stack.functions().log()).await?;
    for _ in 0..250 {
        let log = tokio::fs::read_to_string(&path).await?;
        let lines: Vec<String> = log.lines().filter(|line| line.contains(id)).map(str::to_owned).collect();
        if !lines.is_empty() {
            return Ok(lines);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    bail!("{id} is not in the log")
}

async fn every_request_is_one_line_of_the_log_without_a_secret(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let body = world.create_and_call_body(&tenant, "a prompt that is nobodys business");
    let request = |path: &str, id: &str| {
        world.http.post(world.url(path)).bearer_auth(&tenant.key).header("x-request-id", id)
    };
    let id = uuid::Uuid::from_bytes(rand::random()).to_string();
    World::send(request("/api/jobs/create-and-call", &id).json(&body)).await?.expect(200)?;
    let refused = uuid::Uuid::from_bytes(rand::random()).to_string();
    let nowhere = format!("/api/jobs/{}/complete", uuid::Uuid::nil());
    World::send(request(&nowhere, &refused).json(&json!({"status": "completed"}))).await?.expect(404)?;
    for (id, operation, route, status, code) in [
        (&id, "create_and_call", "/api/jobs/create-and-call", 200, Value::Null),
        (&refused, "complete_job", "/api/jobs/{job_id}/complete", 404, json!("job_not_found")),
    ] {
        let lines = log_lines(&world, id).await?;
        ensure!(lines.len() == 1, "{lines:?}");
        let start = lines[0].find('{').context("no JSON")?;
        let line: Value = serde_json::from_str(&lines[0][start..]).context(lines[0].clone())?;
        ensure!(line["event"] == "request" && line["method"] == "POST" && line["route"] == route, "{line}");
        ensure!(line["operation"] == operation && line["status"] == status && line["code"] == code, "{line}");
        ensure!(line["function"].is_string() && line["ms"].is_u64(), "{line}");
    }
    let login = Operator::create(&world, "user").await?.login(&world).await?;
    let (access_token, refresh_token) = (login.text("access_token")?, login.text("refresh_token")?);
    let renewal = json!({"refresh_token": refresh_token});
    let renewed = world.post_anonymously("/api/admin-users/refresh", &renewal).await?;
    log_lines(&world, renewed.headers["x-request-id"].to_str()?).await?;
    // The same in a cookie, sent to and fro.
    let by_cookie =
        world.http.post(world.url("/api/admin-users/refresh")).header("tollgate-session", "cookie");
    let cookie = format!("tollgate_refresh={}", renewed.text("refresh_token")?);
    let kept = World::send(by_cookie.header("cookie", cookie)).await?;
    kept.expect(200)?;
    let kept_token = kept.headers["set-cookie"].to_str()?;
    let kept_token = kept_token.split(['=', ';']).nth(1).context("no cookie")?;
    log_lines(&world, kept.headers["x-request-id"].to_str()?).await?;
    let path = world.with_stack(|stack| stack.functions().log()).await?;
    let log = tokio::fs::read_to_string(path).await?;
    let secrets = [
        access_token,
        refresh_token,
        renewed.text("access_token")?,
        renewed.text("refresh_token")?,
        kept_token,
        tenant.key.as_str(),
        &world.admin_key,
        &world.token_secret,
        World::FALLBACK_KEY,
        "nobodys business",
        PASSWORD,
        "$argon2id$",
        "Bearer ",
    ];
    for secret in secrets {
        ensure!(!log.contains(secret), "{secret} is in the log");
    }
    Ok(())
}

async fn an_unknown_method_is_refused_as_any_other(world: Arc<World>) -> Outcome {
    // Methods of other standards: those of none a runtime may refuse by itself.
    for method in ["QUERY", "PROPFIND"] {
        for path in ["/health", "/openapi.json", "/api/models"] {
            let request = world.http.request(Method::from_bytes(method.as_bytes())?, world.url(path));
            let answer = World::send(request.header("x-admin-key", &world.admin_key)).await?;
            ensure!(
                answer.status == 405 && answer.headers.contains_key("allow"),
                "{method} {path}: {answer:?}"
            );
        }
    }
    Ok(())
}

async fn everything_is_ready(world: Arc<World>) -> Outcome {
    let answer = world.get("/health/ready").await?;
    answer.expect(200)?;
    ensure!(answer.body["status"] == "ready" && answer.body["version"].is_string(), "{answer:?}");
    let checks = json!({"database": "ok", "database_role": "ok", "migrations": "ok", "keyring": "ok", "admin_key": "ok", "settlements": "ok"});
    ensure!(answer.body["checks"] == checks, "{answer:?}");
    Ok(())
}

/// The value of a sample.
fn sample(text: &str, name: &str) -> anyhow::Result<f64> {
    let line = text.lines().find(|line| line.strip_prefix(name).is_some_and(|rest| rest.starts_with(' ')));
    Ok(line
        .with_context(|| format!("no {name} in\n{text}"))?
        .rsplit(' ')
        .next()
        .unwrap_or_default()
        .parse()?)
}

async fn a_monitor_reads_counters_that_grow(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let read = || world.operate(Method::GET, "/metrics", &Value::Null);
    let before = read().await?;
    before.expect(200)?;
    ensure!(before.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8", "{before:?}");
    let answer = world.create_and_call(&tenant, "hi").await?;
    tollgate_e2e::books::settled_call(&world.database, answer.text("call_id")?).await?;
    let after = read().await?;
    for counter in [
        "tollgate_jobs_opened_total",
        "tollgate_jobs_closed_total{status=\"completed\"}",
        "tollgate_calls_total{provider=\"openai\",outcome=\"succeeded\"}",
        "tollgate_tokens_total{provider=\"openai\",kind=\"completion\"}",
        "tollgate_provider_cost_usd_total{provider=\"openai\"}",
        "tollgate_client_cost_usd_total",
    ] {
        // Others make calls at the same time.
        let earlier = sample(&before.raw, counter).unwrap_or(0.0);
        let later = sample(&after.raw, counter)?;
        ensure!(later > earlier, "{counter}: {earlier}, then {later}");
    }
    ensure!(sample(&after.raw, "tollgate_teams{status=\"active\"}")? >= 1.0, "{}", after.raw);
    ensure!(sample(&after.raw, "tollgate_credits{state=\"allocated\"}")? >= 1000.0, "{}", after.raw);
    Ok(())
}

/// Tests that look at the sums of everything.
pub mod alone {
    use super::*;

    crate::trials![the_counters_of_other_days_are_added_up_once_a_day];

    async fn the_counters_of_other_days_are_added_up_once_a_day(world: Arc<World>) -> Outcome {
        let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
        let opened = || async {
            let answer = world.operate(Method::GET, "/metrics", &Value::Null).await?;
            answer.expect(200)?;
            sample(&answer.raw, "tollgate_jobs_opened_total")
        };
        let next_day = "UPDATE job_totals SET before_day = before_day - 1";
        // Other tests have inserted earlier days.
        opened().await?;
        sqlx::query(next_day).execute(&world.database).await?;
        let before = opened().await?;
        let insert = "INSERT INTO job_usage_by_day (team_id, organization_id, day, job_type, total_jobs)
                      VALUES ($1, $2, (now() AT TIME ZONE 'UTC')::date - 3, 'test', 7)";
        sqlx::query(insert)
            .bind(&tenant.team_id)
            .bind(&tenant.organization_id)
            .execute(&world.database)
            .await?;
        let same_day = opened().await?;
        ensure!(same_day == before, "an older day was read again: {before}, then {same_day}");
        sqlx::query(next_day).execute(&world.database).await?;
        // The first request of the next day computes the sum of the earlier days.
        let added_up = opened().await?;
        ensure!(added_up == before + 7.0, "{before}, then {added_up}");
        sqlx::query("DELETE FROM job_usage_by_day WHERE team_id = $1")
            .bind(&tenant.team_id)
            .execute(&world.database)
            .await?;
        Ok(())
    }
}
