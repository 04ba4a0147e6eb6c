//! Jobs, their costs and their calls, as teams and operators read them.

use std::sync::Arc;

use anyhow::{Context, ensure};
use reqwest::Method;
use serde_json::{Value, json};
use tollgate_e2e::operator::Operator;
use tollgate_e2e::{Answer, Tenant, TenantOptions, World, books};

use crate::trial::Outcome;

crate::trials![
    a_team_reads_its_jobs_and_no_others,
    metadata_is_merged_in_every_state_of_a_job,
    metadata_comes_back_with_the_greatest_and_the_least_numbers,
    an_operators_change_of_metadata_is_on_record,
    a_team_sees_what_its_calls_cost_it_and_an_operator_both_costs,
    a_teams_jobs_are_listed_newest_first_with_their_real_number,
    a_job_that_cannot_be_shown_hides_no_other,
    an_operator_finds_jobs_by_all_they_are_known_by,
    an_operator_sees_the_calls_of_a_job,
    what_was_asked_and_answered_is_shown_where_it_was_kept,
];

async fn look(world: &World, path: &str) -> anyhow::Result<Answer> {
    world.operate(Method::GET, path, &Value::Null).await
}

async fn patch(world: &World, key: &str, job_id: &str, metadata: Value) -> anyhow::Result<Answer> {
    let request = world.http.patch(world.url(&format!("/api/jobs/{job_id}/metadata"))).bearer_auth(key);
    World::send(request.json(&json!({"metadata": metadata}))).await
}

/// A job of some type, without a call.
async fn open(world: &World, tenant: &Tenant, job_type: &str) -> anyhow::Result<String> {
    let request = json!({"team_id": tenant.team_id, "job_type": job_type, "metadata": {"doc": "A-7"},
        "user_id": "u1", "external_task_id": "task-7"});
    let answer = world.post(&tenant.key, "/api/jobs/create", &request).await?;
    answer.expect(200)?;
    Ok(answer.text("job_id")?.to_owned())
}

async fn a_job_that_cannot_be_shown_hides_no_other(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let (shown, hidden) = (open(&world, &tenant, "shown").await?, open(&world, &tenant, "hidden").await?);
    // Deeper than what readers of JSON take. No request can store it.
    sqlx::query(
        "UPDATE jobs SET job_metadata = (repeat('{\"a\":', 200) || '1' || repeat('}', 200))::jsonb WHERE job_id = $1::uuid",
    )
    .bind(&hidden)
    .execute(&world.database)
    .await?;
    let list = world.get_with(&tenant.key, &format!("/api/teams/{}/jobs", tenant.team_id)).await?;
    list.expect(200)?;
    let jobs = list.body["jobs"].as_array().context("no jobs")?;
    ensure!(jobs.len() == 1 && jobs[0]["job_id"] == shown && list.body["total"] == 2, "{list:?}");
    let summaries = look(&world, &format!("/api/jobs/teams/{}", tenant.team_id)).await?;
    summaries.expect(200)?;
    let alone = world.get_with(&tenant.key, &format!("/api/jobs/{hidden}")).await?;
    alone.expect_error(500, "internal")
}

async fn a_team_reads_its_jobs_and_no_others(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let other = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let job = open(&world, &tenant, "contract_check").await?;
    let path = format!("/api/jobs/{job}");
    let pending = world.get_with(&tenant.key, &path).await?;
    pending.expect(200)?;
    let expected = json!({"job_id": job, "team_id": tenant.team_id, "organization_id": tenant.organization_id,
        "user_id": "u1", "job_type": "contract_check", "external_task_id": "task-7", "status": "pending",
        "created_at": pending.text("created_at")?, "started_at": null, "completed_at": null,
        "metadata": {"doc": "A-7"}, "error_message": null, "credit_applied": false, "credits_charged": 0,
        "model_groups_used": []});
    ensure!(pending.body == expected, "{pending:?}");

    let call = world.call(&tenant, &job, "hi").await?;
    books::settled_call(&world.database, call.text("call_id")?).await?;
    world.complete(&tenant, &job, "completed").await?.expect(200)?;
    let completed = world.get_with(&tenant.key, &path).await?;
    ensure!(
        completed.body["status"] == "completed" && completed.body["credit_applied"] == true,
        "{completed:?}"
    );
    ensure!(completed.body["model_groups_used"] == json!([tenant.alias]), "{completed:?}");
    ensure!(look(&world, &path).await?.body == completed.body, "an operator sees another job");

    world.get_with(&other.key, &path).await?.expect_error(403, "wrong_team")?;
    world.get_with("sk-nobodys", &path).await?.expect_error(401, "invalid_api_key")?;
    for nothing in ["00000000-0000-7000-8000-000000000000", "17", "teams"] {
        let path = format!("/api/jobs/{nothing}");
        world.get_with(&tenant.key, &path).await?.expect_error(404, "job_not_found")?;
    }
    world
        .get_with("sk-nobodys", "/api/jobs/00000000-0000-7000-8000-000000000000")
        .await?
        .expect_error(401, "invalid_api_key")?;
    let create = world.get_with(&tenant.key, "/api/jobs/create").await?;
    create.expect_error(405, "method_not_allowed")
}

async fn metadata_is_merged_in_every_state_of_a_job(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let other = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let job = open(&world, &tenant, "test").await?;
    let changed = patch(&world, &tenant.key, &job, json!({"turn": 1})).await?;
    changed.expect(200)?;
    ensure!(changed.body["metadata"] == json!({"doc": "A-7", "turn": 1}), "{changed:?}");
    ensure!(changed.text("updated_at")?.ends_with('Z'), "{changed:?}");
    world.complete(&tenant, &job, "completed").await?.expect(200)?;
    let closed = patch(&world, &tenant.key, &job, json!({"turn": {"deep": [2]}})).await?;
    ensure!(closed.body["metadata"] == json!({"doc": "A-7", "turn": {"deep": [2]}}), "{closed:?}");
    patch(&world, &other.key, &job, json!({"turn": 3})).await?.expect_error(403, "wrong_team")?;
    patch(&world, &tenant.key, &job, json!("text")).await?.expect_error(422, "validation_error")?;
    patch(&world, &tenant.key, &job, Value::Null).await?.expect_error(422, "validation_error")?;
    let large = json!({"text": "x".repeat(11_000)});
    patch(&world, &tenant.key, &job, large).await?.expect_error(413, "metadata_too_large")?;
    patch(&world, &tenant.key, &job, json!({"one": "x".repeat(6_000)})).await?.expect(200)?;
    let together = patch(&world, &tenant.key, &job, json!({"two": "x".repeat(6_000)})).await?;
    together.expect_error(413, "metadata_too_large")?;
    patch(&world, &tenant.key, "17", json!({})).await?.expect_error(404, "job_not_found")?;
    sqlx::query("UPDATE team_credits SET status = 'suspended' WHERE team_id = $1")
        .bind(&tenant.team_id)
        .execute(&world.database)
        .await?;
    patch(&world, &tenant.key, &job, json!({"turn": 4})).await?.expect_error(403, "team_suspended")?;
    world.get_with(&tenant.key, &format!("/api/jobs/{job}")).await?.expect(200)
}

async fn metadata_comes_back_with_the_greatest_and_the_least_numbers(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let job = open(&world, &tenant, "test").await?;
    let numbers = json!([1e30, -1e30, 1e-30, -1e-30, 0.1, u64::MAX, i64::MIN]);
    let changed = patch(&world, &tenant.key, &job, json!({"numbers": numbers})).await?;
    changed.expect(200)?;
    let read = world.get_with(&tenant.key, &format!("/api/jobs/{job}")).await?;
    read.expect(200)?;
    let read: Vec<Option<f64>> =
        read.body["metadata"]["numbers"].as_array().context("no list")?.iter().map(Value::as_f64).collect();
    let sent: Vec<Option<f64>> = numbers.as_array().into_iter().flatten().map(Value::as_f64).collect();
    ensure!(read == sent, "{read:?}");
    Ok(())
}

async fn an_operators_change_of_metadata_is_on_record(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let job = open(&world, &tenant, "test").await?;
    let path = format!("/api/jobs/{job}/metadata");
    for _ in 0..2 {
        world.operate(Method::PATCH, &path, &json!({"metadata": {"doc": "B-8"}})).await?.expect(200)?;
    }
    patch(&world, &tenant.key, &job, json!({"doc": "C-9"})).await?.expect(200)?;
    let log = books::rows(&world.database, "admin_audit_log", "resource_id", &job).await?;
    ensure!(log.len() == 1 && log[0]["action"] == "updated_job_metadata", "{log:?}");
    ensure!(log[0]["details"] == json!({"before": {"doc": "A-7"}, "after": {"doc": "B-8"}}), "{log:?}");
    Ok(())
}

async fn a_team_sees_what_its_calls_cost_it_and_an_operator_both_costs(world: Arc<World>) -> Outcome {
    let options = TenantOptions { markup_percent: "100", pricing_input: "2000", ..TenantOptions::default() };
    let tenant = Tenant::create(&world.database, &options).await?;
    let other = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let job = open(&world, &tenant, "test").await?;
    let call = world.call(&tenant, &job, "one two three").await?;
    books::settled_call(&world.database, call.text("call_id")?).await?;
    world.call(&tenant, &job, "[[status=400]] four").await?.expect(502)?;
    books::all_settled(&world.database, &tenant.team_id).await?;

    let path = format!("/api/jobs/{job}/costs");
    let seen = world.get_with(&tenant.key, &path).await?;
    seen.expect(200)?;
    let costs = &seen.body["costs"];
    let calls = costs["breakdown"].as_array().context("no calls")?;
    ensure!(calls.len() == 2 && costs["total_calls"] == 2, "{seen:?}");
    ensure!(
        calls[0]["call_id"] == call.body["call_id"] && calls[0]["model"] == tenant.alias.as_str(),
        "{seen:?}"
    );
    ensure!(calls[1]["cost_usd"] == 0 && calls[1]["error"] == "provider_bad_request", "{seen:?}");
    ensure!(costs["total_cost_usd"] == calls[0]["cost_usd"], "{seen:?}");
    for secret in ["provider_cost", "profit", "gpt-4o-mini"] {
        ensure!(!seen.raw.contains(secret), "a team sees {secret}: {seen:?}");
    }
    let both = look(&world, &path).await?;
    let client = both.body["costs"]["client_cost_usd"].as_f64().context("no cost")?;
    let provider = both.body["costs"]["provider_cost_usd"].as_f64().context("no cost")?;
    ensure!(provider > 0.0 && (client - 2.0 * provider).abs() < 0.000_001, "{both:?}");

    let second = world.get_with(&tenant.key, &format!("{path}?limit=1&offset=1")).await?;
    ensure!(second.body["costs"]["breakdown"][0]["call_id"] == calls[1]["call_id"], "{second:?}");
    world.get_with(&tenant.key, &format!("{path}?limit=501")).await?.expect_error(422, "validation_error")?;
    world.get_with(&other.key, &path).await?.expect_error(403, "wrong_team")
}

async fn a_teams_jobs_are_listed_newest_first_with_their_real_number(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let other = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let mut jobs = Vec::new();
    for _ in 0..3 {
        jobs.push(open(&world, &tenant, "test").await?);
    }
    world.complete(&tenant, &jobs[0], "completed").await?.expect(200)?;
    let path = format!("/api/teams/{}/jobs", tenant.team_id);
    let ids = |answer: &Answer| -> Vec<String> {
        let jobs = answer.body["jobs"].as_array().into_iter().flatten();
        jobs.map(|job| job["job_id"].as_str().unwrap_or_default().to_owned()).collect()
    };
    let all = world.get_with(&tenant.key, &path).await?;
    all.expect(200)?;
    jobs.reverse();
    ensure!(ids(&all) == jobs && all.body["total"] == 3 && all.body["count"] == 3, "{all:?}");
    let page = world.get_with(&tenant.key, &format!("{path}?limit=1&offset=1")).await?;
    ensure!(ids(&page) == jobs[1..2] && page.body["total"] == 3 && page.body["count"] == 1, "{page:?}");
    for status in ["completed", "COMPLETED"] {
        let page = look(&world, &format!("{path}?status={status}")).await?;
        ensure!(ids(&page) == jobs[2..] && page.body["total"] == 1, "{page:?}");
    }
    let nothing = world.get_with(&tenant.key, &format!("{path}?status=failed")).await?;
    ensure!(nothing.body["jobs"] == json!([]) && nothing.body["total"] == 0, "{nothing:?}");
    world.get_with(&tenant.key, &format!("{path}?status=done")).await?.expect_error(400, "invalid_value")?;
    world.get_with(&tenant.key, &format!("{path}?limit=501")).await?.expect_error(422, "validation_error")?;
    world.get_with(&other.key, &path).await?.expect_error(403, "wrong_team")?;
    look(&world, "/api/teams/nobody/jobs").await?.expect_error(404, "team_not_found")
}

async fn an_operator_finds_jobs_by_all_they_are_known_by(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let called = world.create_and_call(&tenant, "hi").await?;
    let called = called.text("job_id")?.to_owned();
    let uncalled = open(&world, &tenant, "contract_check").await?;
    books::all_settled(&world.database, &tenant.team_id).await?;
    let path = format!("/api/jobs/teams/{}", tenant.team_id);
    let today: String = sqlx::query_scalar("SELECT (now() AT TIME ZONE 'UTC')::date::text")
        .fetch_one(&world.database)
        .await?;
    let part = called[28..].to_uppercase();
    for (query, expected) in [
        (String::new(), vec![&called]),
        ("?with_calls=false".to_owned(), vec![&uncalled, &called]),
        ("?status=Pending".to_owned(), vec![&uncalled]),
        ("?status=completed&job_type=test".to_owned(), vec![&called]),
        ("?job_type=contract".to_owned(), vec![]),
        (format!("?start_date={today}&end_date={today}"), vec![&called]),
        ("?end_date=2024-02-29".to_owned(), vec![]),
        (format!("?start_date={today}T00:00:00Z&end_date={today}T23:59:59.999"), vec![&called]),
        (format!("?job_id_filter={part}"), vec![&called]),
        ("?job_id_filter=%25".to_owned(), vec![]),
        ("?page=2".to_owned(), vec![]),
        ("?with_calls=false&page_size=1&page=2".to_owned(), vec![&called]),
    ] {
        let answer = look(&world, &format!("{path}{query}")).await?;
        answer.expect(200)?;
        let jobs = answer.body["jobs"].as_array().into_iter().flatten();
        let ids: Vec<&str> = jobs.filter_map(|job| job["job_id"].as_str()).collect();
        ensure!(ids == expected, "{query}: {answer:?}");
        ensure!(query.contains("page") || answer.body["total"] == expected.len(), "{query}: {answer:?}");
    }
    let paged = look(&world, &format!("{path}?with_calls=false&page_size=1")).await?;
    ensure!(
        paged.body["total"] == 2 && paged.body["total_pages"] == 2 && paged.body["page"] == 1,
        "{paged:?}"
    );
    for (query, status, code) in [
        ("status=done", 400, "invalid_value"),
        ("start_date=yesterday", 400, "invalid_value"),
        ("start_date=2025-02-02&end_date=2025-02-01", 400, "invalid_value"),
        ("page=0", 422, "validation_error"),
        ("page_size=101", 422, "validation_error"),
    ] {
        look(&world, &format!("{path}?{query}")).await?.expect_error(status, code)?;
    }
    look(&world, "/api/jobs/teams/nobody").await?.expect_error(404, "team_not_found")?;
    world.get_with(&tenant.key, &path).await?.expect_error(401, "invalid_token")
}

async fn an_operator_sees_the_calls_of_a_job(world: Arc<World>) -> Outcome {
    let options = TenantOptions { markup_percent: "50", pricing_input: "2000", ..TenantOptions::default() };
    let tenant = Tenant::create(&world.database, &options).await?;
    let other = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let job = open(&world, &tenant, "test").await?;
    for (purpose, prompt) in
        [("read", "one"), ("read", "two"), ("write", "three"), ("write", "[[status=400]]")]
    {
        let mut body = world.call_body(&tenant, prompt);
        body["purpose"] = json!(purpose);
        world.post(&tenant.key, &format!("/api/jobs/{job}/llm-call"), &body).await?;
    }
    world.call(&tenant, &job, "without a label").await?.expect(200)?;
    world.call(&tenant, &job, "without a label").await?.expect(200)?;
    books::all_settled(&world.database, &tenant.team_id).await?;

    let path = format!("/api/jobs/teams/{}/{job}", tenant.team_id);
    let answer = look(&world, &path).await?;
    answer.expect(200)?;
    let (summary, calls) = (&answer.body["job"], &answer.body["calls"]);
    ensure!(summary["total_calls"] == 6 && summary["failed_calls"] == 1, "{answer:?}");
    ensure!(summary["retry_count"] == 2 && summary["job_metadata"] == json!({"doc": "A-7"}), "{answer:?}");
    ensure!(answer.body["call_count"] == 6 && calls.as_array().is_some_and(|calls| calls.len() == 6));
    let kept = books::rows(&world.database, "llm_calls", "job_id", &job).await?;
    for (shown, kept) in calls.as_array().into_iter().flatten().zip(&kept) {
        ensure!(shown["call_id"] == kept["call_id"] && shown["resolved_model"] == "gpt-4o-mini", "{shown}");
        ensure!(shown["model_pricing_input"] == 2000 && shown["provider"] == "openai", "{shown}");
        ensure!(shown["cost_usd"] == shown["provider_cost_usd"], "{shown}");
        ensure!(shown["request_data"].is_null() && shown["bodies_left_out"] == false, "{shown}");
    }
    ensure!(calls[3]["error_code"] == "provider_bad_request" && calls[3]["error"].is_string(), "{answer:?}");
    ensure!(summary["total_cost_usd"] == summary["provider_cost_usd"], "{answer:?}");
    let cost = |field: &str| summary[field].as_f64().context("no cost");
    ensure!(
        (cost("profit_usd")? - (cost("client_cost_usd")? - cost("provider_cost_usd")?)).abs() < 1e-9
            && cost("profit_usd")? > 0.0,
        "{answer:?}"
    );
    let last = look(&world, &format!("{path}?offset=5&limit=10")).await?;
    ensure!(
        last.body["calls"][0]["call_id"] == calls[5]["call_id"] && last.body["call_count"] == 6,
        "{last:?}"
    );

    let elsewhere = format!("/api/jobs/teams/{}/{job}", other.team_id);
    look(&world, &elsewhere).await?.expect_error(404, "job_not_found")?;
    let malformed = format!("/api/jobs/teams/{}/17", tenant.team_id);
    look(&world, &malformed).await?.expect_error(400, "invalid_value")?;
    world.get_with(&tenant.key, &path).await?.expect_error(401, "invalid_token")
}

async fn what_was_asked_and_answered_is_shown_where_it_was_kept(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    sqlx::query("UPDATE organizations SET body_retention_days = 7 WHERE organization_id = $1")
        .bind(&tenant.organization_id)
        .execute(&world.database)
        .await?;
    let answer = world.create_and_call(&tenant, "remember this").await?;
    books::settled_call(&world.database, answer.text("call_id")?).await?;
    let path = format!("/api/jobs/teams/{}/{}", tenant.team_id, answer.text("job_id")?);
    let kept = look(&world, &path).await?;
    let call = &kept.body["calls"][0];
    ensure!(call["request_data"].to_string().contains("remember this"), "{kept:?}");
    ensure!(call["response_data"].to_string().contains("remember this"), "{kept:?}");
    for (role, reads) in [("user", false), ("admin", true)] {
        let token = Operator::create(&world, role).await?.token(&world).await?;
        let seen = world.get_with(&token, &format!("{path}?bodies=true")).await?;
        seen.expect(200)?;
        let call = &seen.body["calls"][0];
        ensure!(seen.raw.contains("remember this") == reads, "{role}: {seen:?}");
        ensure!(
            call["request_data"].is_object() == reads && call["response_data"].is_object() == reads,
            "{seen:?}"
        );
        ensure!(call["bodies_left_out"] == !reads, "{role}: {seen:?}");
    }
    let without = look(&world, &format!("{path}?bodies=false")).await?;
    ensure!(without.body["calls"][0]["request_data"].is_null(), "{without:?}");
    sqlx::query(
        "UPDATE llm_call_bodies SET request_data = to_jsonb(repeat('x', 9000000)) WHERE team_id = $1",
    )
    .bind(&tenant.team_id)
    .execute(&world.database)
    .await?;
    let long = look(&world, &path).await?;
    ensure!(long.body["calls"][0]["bodies_left_out"] == true && long.raw.len() < 100_000, "too long");
    sqlx::query("UPDATE llm_call_bodies SET expires_at = now() WHERE team_id = $1")
        .bind(&tenant.team_id)
        .execute(&world.database)
        .await?;
    let expired = look(&world, &path).await?;
    ensure!(expired.body["calls"][0]["response_data"].is_null(), "{expired:?}");
    Ok(())
}
