//! Calls and jobs of all teams, as operators look through them.

use std::sync::Arc;

use anyhow::{Context, ensure};
use reqwest::Method;
use serde_json::{Value, json};
use tollgate_e2e::operator::Operator;
use tollgate_e2e::{Answer, Tenant, TenantOptions, World, books};

use crate::trial::Outcome;

crate::trials![
    an_operator_looks_through_the_calls_of_all_teams,
    calls_are_found_by_what_is_known_of_them,
    calls_are_paged_without_a_gap,
    a_live_list_learns_of_new_calls_and_of_the_end_of_open_ones,
    a_call_is_found_by_its_id,
    an_operator_looks_through_the_jobs_of_all_teams,
    jobs_are_found_by_what_is_known_of_them_and_counted_where_that_is_cheap,
];

async fn look(world: &World, path: &str) -> anyhow::Result<Answer> {
    let answer = world.operate(Method::GET, path, &Value::Null).await?;
    answer.expect(200)?;
    Ok(answer)
}

/// A member of each entry of a list.
fn of_each<'a>(answer: &'a Answer, member: &str) -> anyhow::Result<Vec<&'a str>> {
    let entries = answer.body.as_array().context("no list")?;
    entries
        .iter()
        .map(|entry| entry[member].as_str().with_context(|| format!("no {member}: {entry}")))
        .collect()
}

/// A team with three calls of one job and one of another, oldest first.
async fn busy_tenant(world: &World) -> anyhow::Result<(Tenant, Vec<String>)> {
    let options = TenantOptions {
        markup_percent: "50",
        pricing_input: "2000",
        pricing_output: "4000",
        ..TenantOptions::default()
    };
    let tenant = Tenant::create(&world.database, &options).await?;
    let job = world.open_job(&tenant).await?;
    for prompt in ["one", "[[status=400]]", "three"] {
        world.call(&tenant, &job, prompt).await?;
    }
    world.create_and_call(&tenant, "four").await?.expect(200)?;
    books::all_settled(&world.database, &tenant.team_id).await?;
    let calls: Vec<uuid::Uuid> =
        sqlx::query_scalar("SELECT call_id FROM llm_calls WHERE team_id = $1 ORDER BY call_id")
            .bind(&tenant.team_id)
            .fetch_all(&world.database)
            .await?;
    ensure!(calls.len() == 4, "{calls:?}");
    Ok((tenant, calls.iter().map(ToString::to_string).collect()))
}

async fn an_operator_looks_through_the_calls_of_all_teams(world: Arc<World>) -> Outcome {
    let (one, calls_of_one) = busy_tenant(&world).await?;
    let (other, calls_of_other) = busy_tenant(&world).await?;
    let all = look(&world, "/api/calls?limit=500").await?;
    let seen = of_each(&all, "call_id")?;
    ensure!(seen.windows(2).all(|pair| pair[0] > pair[1]), "not the newest first: {seen:?}");
    for call in calls_of_one.iter().chain(&calls_of_other) {
        ensure!(seen.contains(&call.as_str()), "{call} is not in the list");
    }
    for (tenant, calls) in [(&one, &calls_of_one), (&other, &calls_of_other)] {
        for query in
            [format!("team_id={}", tenant.team_id), format!("organization_id={}", tenant.organization_id)]
        {
            let own = look(&world, &format!("/api/calls?{query}")).await?;
            let expected: Vec<&str> = calls.iter().rev().map(String::as_str).collect();
            ensure!(of_each(&own, "call_id")? == expected, "{query}: {own:?}");
            ensure!(own.headers.get("x-next-cursor").is_none(), "{own:?}");
        }
    }
    let list = look(&world, &format!("/api/calls?team_id={}", one.team_id)).await?;
    let call = &list.body[3];
    let kept = books::row(&world.database, "llm_calls", "call_id", &calls_of_one[0]).await?;
    for member in ["job_id", "team_id", "organization_id", "status", "provider"] {
        ensure!(call[member] == kept[member], "{member}: {call}, kept: {kept}");
    }
    ensure!(call["model_group_used"] == one.alias && call["model_used"] == one.alias, "{call}");
    ensure!(call["resolved_model"] == "gpt-4o-mini" && call["attempt_count"] == 1, "{call}");
    for number in ["total_tokens", "latency_ms"] {
        // The row has numbers as text.
        ensure!(json!(call[number].to_string()) == kept[number], "{number}: {call}, kept: {kept}");
    }
    let cost = |member: &str| call[member].as_f64().with_context(|| format!("no {member}"));
    ensure!((cost("client_cost_usd")? - 1.5 * cost("provider_cost_usd")?).abs() < 1e-6, "{call}");
    ensure!((cost("profit_usd")? - 0.5 * cost("provider_cost_usd")?).abs() < 1e-6, "{call}");

    // Every role looks; a team's key does not, not even at its own calls.
    let token = Operator::create(&world, "user").await?.token(&world).await?;
    world.get_with(&token, &format!("/api/calls?team_id={}", one.team_id)).await?.expect(200)?;
    let with_key = world.get_with(&one.key, &format!("/api/calls?team_id={}", one.team_id)).await?;
    with_key.expect_error(401, "invalid_token")
}

async fn calls_are_found_by_what_is_known_of_them(world: Arc<World>) -> Outcome {
    let (tenant, calls) = busy_tenant(&world).await?;
    let [first, failed, third, fourth] = [0, 1, 2, 3].map(|place: usize| calls[place].as_str());
    let job = books::row(&world.database, "llm_calls", "call_id", first).await?;
    let job = job["job_id"].as_str().context("no job")?;
    let today = "start_date=2026-01-01";
    for (query, expected) in [
        ("status=failed".to_owned(), vec![failed]),
        ("status=succeeded".to_owned(), vec![fourth, third, first]),
        ("status=admitted".to_owned(), vec![]),
        (format!("job_id={job}"), vec![third, failed, first]),
        (format!("job_id={job}&status=failed"), vec![failed]),
        (format!("model={}", tenant.alias), vec![fourth, third, failed, first]),
        ("model=no-such-alias".to_owned(), vec![]),
        ("provider=openai&job_type=test".to_owned(), vec![fourth, third, failed, first]),
        ("provider=anthropic".to_owned(), vec![]),
        ("job_type=of-nobody".to_owned(), vec![]),
        (today.to_owned(), vec![fourth, third, failed, first]),
        ("end_date=2025-01-01".to_owned(), vec![]),
        (format!("ids={failed},{fourth}"), vec![fourth, failed]),
        (format!("ids={failed},{fourth}&status=failed"), vec![failed]),
        (format!("after={failed}"), vec![fourth, third]),
        (format!("before={third}"), vec![failed, first]),
    ] {
        for scope in
            [format!("team_id={}", tenant.team_id), format!("organization_id={}", tenant.organization_id)]
        {
            let found = look(&world, &format!("/api/calls?{scope}&{query}")).await?;
            ensure!(of_each(&found, "call_id")? == expected, "{scope} {query}: {found:?}");
        }
    }
    let failure = look(&world, &format!("/api/calls?team_id={}&status=failed", tenant.team_id)).await?;
    ensure!(failure.body[0]["error_code"] == "provider_bad_request", "{failure:?}");
    for (query, status, code) in [
        ("status=done", 422, "validation_error"),
        ("start_date=yesterday", 400, "invalid_value"),
        ("limit=501", 422, "validation_error"),
        ("ids=17", 422, "validation_error"),
        ("before=17", 422, "validation_error"),
        ("team_id=nobody-of-all", 404, "team_not_found"),
        ("organization_id=nobody-of-all", 404, "organization_not_found"),
    ] {
        let refused = world.operate(Method::GET, &format!("/api/calls?{query}"), &Value::Null).await?;
        refused.expect_error(status, code).with_context(|| query.to_owned())?;
    }
    Ok(())
}

/// All pages of a list, by the addresses of their `Link`s.
async fn pages(world: &World, first: &str, member: &str) -> anyhow::Result<Vec<Vec<String>>> {
    let (mut path, mut pages) = (first.to_owned(), Vec::new());
    loop {
        let page = look(world, &path).await?;
        pages.push(of_each(&page, member)?.into_iter().map(str::to_owned).collect());
        let Some(link) = page.headers.get("link") else { return Ok(pages) };
        let link = link.to_str()?.strip_prefix('<').and_then(|link| link.strip_suffix(">; rel=\"next\""));
        path = link.context("not the address of the next page")?.to_owned();
        ensure!(pages.len() < 20, "the list does not end: {pages:?}");
    }
}

async fn calls_are_paged_without_a_gap(world: Arc<World>) -> Outcome {
    let (tenant, calls) = busy_tenant(&world).await?;
    let newest_first: Vec<String> = calls.into_iter().rev().collect();
    for scope in
        [format!("team_id={}", tenant.team_id), format!("organization_id={}", tenant.organization_id)]
    {
        for (query, sizes) in
            [("limit=3", vec![3, 1]), ("limit=2", vec![2, 2]), ("limit=1&provider=openai", vec![1, 1, 1, 1])]
        {
            let pages = pages(&world, &format!("/api/calls?{scope}&{query}"), "call_id").await?;
            ensure!(pages.iter().map(Vec::len).eq(sizes.iter().copied()), "{scope} {query}: {pages:?}");
            ensure!(pages.concat() == newest_first, "{scope} {query}: {pages:?}");
        }
    }
    Ok(())
}

async fn a_live_list_learns_of_new_calls_and_of_the_end_of_open_ones(world: Arc<World>) -> Outcome {
    let (tenant, calls) = busy_tenant(&world).await?;
    let job = world.open_job(&tenant).await?;
    let slow = world.call(&tenant, &job, "[[latency_ms=3000]]");
    let watch = async {
        let path = format!("/api/calls?team_id={}&after={}", tenant.team_id, calls[3]);
        for _ in 0..50 {
            let new = look(&world, &path).await?;
            if new.body[0]["status"] == "admitted" {
                ensure!(new.body[0]["settled_at"].is_null() && new.body[0]["attempt_count"] == 0, "{new:?}");
                return Ok(new.body[0]["call_id"].as_str().context("no id")?.to_owned());
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        anyhow::bail!("the open call is not in the list")
    };
    let (slow, open) = tokio::join!(slow, watch);
    slow?.expect(200)?;
    let open: String = open?;
    books::settled_call(&world.database, &open).await?;
    let ended = look(&world, &format!("/api/calls?ids={open}")).await?;
    ensure!(
        of_each(&ended, "call_id")? == [open.as_str()] && ended.body[0]["status"] == "succeeded",
        "{ended:?}"
    );
    ensure!(ended.body[0]["settled_at"].is_string(), "{ended:?}");
    Ok(())
}

async fn a_call_is_found_by_its_id(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    sqlx::query("UPDATE organizations SET body_retention_days = 7 WHERE organization_id = $1")
        .bind(&tenant.organization_id)
        .execute(&world.database)
        .await?;
    let answer = world.create_and_call(&tenant, "remember this").await?;
    let (call_id, job_id) = (answer.text("call_id")?, answer.text("job_id")?);
    books::settled_call(&world.database, call_id).await?;
    let path = format!("/api/calls/{call_id}");
    let call = look(&world, &path).await?;
    for (member, expected) in [
        ("job_id", json!(job_id)),
        ("team_id", json!(tenant.team_id)),
        ("organization_id", json!(tenant.organization_id)),
        ("call_id", json!(call_id)),
    ] {
        ensure!(call.body[member] == expected, "{member}: {call:?}");
    }
    ensure!(call.body["request_data"].to_string().contains("remember this"), "{call:?}");
    // The same as in its job, and the ids beside it.
    let job = look(&world, &format!("/api/jobs/teams/{}/{job_id}", tenant.team_id)).await?;
    let mut alone = call.body.as_object().context("no call")?.clone();
    for member in ["job_id", "team_id", "organization_id", "job_type"] {
        alone.remove(member);
    }
    ensure!(job.body["calls"] == json!([alone]), "{alone:?}, in its job: {job:?}");
    let without = look(&world, &format!("{path}?bodies=false")).await?;
    ensure!(
        without.body["request_data"].is_null() && without.body["bodies_left_out"] == false,
        "{without:?}"
    );
    let token = Operator::create(&world, "user").await?.token(&world).await?;
    let seen = world.get_with(&token, &path).await?;
    ensure!(seen.body["request_data"].is_null() && seen.body["bodies_left_out"] == true, "{seen:?}");

    for nothing in ["00000000-0000-7000-8000-000000000000", "17"] {
        let unknown = world.operate(Method::GET, &format!("/api/calls/{nothing}"), &Value::Null).await?;
        unknown.expect_error(404, "call_not_found")?;
    }
    world.get_with(&tenant.key, &path).await?.expect_error(401, "invalid_token")
}

async fn an_operator_looks_through_the_jobs_of_all_teams(world: Arc<World>) -> Outcome {
    let (one, _) = busy_tenant(&world).await?;
    let (other, _) = busy_tenant(&world).await?;
    let all = look(&world, "/api/jobs?limit=500").await?;
    ensure!(all.headers.get("x-total-count").is_none(), "all jobs are counted: {:?}", all.headers);
    let seen = of_each(&all, "team_id")?;
    for tenant in [&one, &other] {
        ensure!(
            seen.iter().filter(|team| **team == tenant.team_id).count() == 2,
            "{} {seen:?}",
            tenant.team_id
        );
    }
    let times = of_each(&all, "created_at")?;
    ensure!(times.windows(2).all(|pair| pair[0] >= pair[1]), "not the newest first: {times:?}");
    // As in the list of its team.
    let own = look(&world, &format!("/api/jobs?team_id={}", one.team_id)).await?;
    let of_team = look(&world, &format!("/api/jobs/teams/{}?with_calls=false", one.team_id)).await?;
    ensure!(own.body == of_team.body["jobs"], "{own:?}, by team: {of_team:?}");
    ensure!(own.headers["x-total-count"] == "2", "{:?}", own.headers);
    let token = Operator::create(&world, "user").await?.token(&world).await?;
    world.get_with(&token, "/api/jobs").await?.expect(200)?;
    world.get_with(&one.key, "/api/jobs").await?.expect_error(401, "invalid_token")
}

async fn jobs_are_found_by_what_is_known_of_them_and_counted_where_that_is_cheap(
    world: Arc<World>,
) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let task = tollgate_e2e::tenant::fresh("task");
    let mut jobs = Vec::new();
    for (job_type, user_id, external_task_id) in
        [("a", "u1", "task-0"), ("b", "u2", task.as_str()), ("a", "u2", "task-2")]
    {
        let request = json!({"team_id": tenant.team_id, "job_type": job_type, "user_id": user_id,
            "external_task_id": external_task_id});
        let job = world.post(&tenant.key, "/api/jobs/create", &request).await?;
        jobs.push(job.text("job_id")?.to_owned());
    }
    world.call(&tenant, &jobs[0], "hi").await?.expect(200)?;
    books::all_settled(&world.database, &tenant.team_id).await?;
    world.complete(&tenant, &jobs[0], "completed").await?.expect(200)?;
    let [first, second, third] = [0, 1, 2].map(|place: usize| jobs[place].as_str());
    let dates = "start_date=2026-01-01&end_date=2099-12-31";
    for (query, expected, by_team, by_organization) in [
        (String::new(), vec![third, second, first], true, false),
        (dates.to_owned(), vec![third, second, first], true, true),
        (format!("{dates}&status=pending"), vec![third, second], true, true),
        (format!("{dates}&status=completed&job_type=a"), vec![first], true, true),
        ("job_type=a".to_owned(), vec![third, first], true, false),
        ("user_id=u2".to_owned(), vec![third, second], false, false),
        (format!("external_task_id={task}"), vec![second], false, false),
        ("end_date=2025-01-01".to_owned(), vec![], true, false),
        (format!("before={third}"), vec![second, first], true, false),
    ] {
        for (scope, counted) in [
            (format!("team_id={}", tenant.team_id), by_team),
            (format!("organization_id={}", tenant.organization_id), by_organization),
        ] {
            let found = look(&world, &format!("/api/jobs?{scope}&{query}")).await?;
            ensure!(of_each(&found, "job_id")? == expected, "{scope} {query}: {found:?}");
            let total = found.headers.get("x-total-count").map(|total| total.to_str()).transpose()?;
            let whole = if query.starts_with("before") { 3 } else { expected.len() };
            ensure!(total == counted.then(|| whole.to_string()).as_deref(), "{scope} {query}: {total:?}");
        }
    }
    let alone = look(&world, &format!("/api/jobs?external_task_id={task}")).await?;
    ensure!(of_each(&alone, "job_id")? == [second], "{alone:?}");
    let pages = pages(&world, &format!("/api/jobs?team_id={}&limit=2", tenant.team_id), "job_id").await?;
    ensure!(pages == [vec![third, second], vec![first]], "{pages:?}");
    for (query, status, code) in [
        ("status=done", 400, "invalid_value"),
        ("limit=0", 422, "validation_error"),
        ("team_id=nobody-of-all", 404, "team_not_found"),
        ("organization_id=nobody-of-all", 404, "organization_not_found"),
    ] {
        let refused = world.operate(Method::GET, &format!("/api/jobs?{query}"), &Value::Null).await?;
        refused.expect_error(status, code).with_context(|| query.to_owned())?;
    }
    Ok(())
}
