//! The health of routes: when the statements of a call set a route aside, let it be probed, and forget what was wrong.

use std::time::Duration;

use anyhow::{Result, ensure};
use serde_json::json;
use sqlx::Connection;

use crate::caller::{Call, Caller, FAST, SLOW, settle};

const ALL: &str = "gpt-fast/first gpt-fast/second claude-slow/third |";
const WITHOUT_FIRST: &str = "gpt-fast/second claude-slow/third | gpt-fast/first";

/// For how long a route was set aside by its last failure, in seconds.
const SECONDS: &str = "SELECT round(extract(epoch FROM set_aside_until - last_failed_at)) FROM route_health";

async fn ensure_routes(caller: &mut Caller, expected: &str) -> Result<()> {
    let routes = caller.routes().await?;
    ensure!(routes == expected, "the routes are {routes}, not {expected}");
    Ok(())
}

#[tokio::test]
async fn a_route_is_set_aside_after_five_failures_in_a_row_until_it_serves() -> Result<()> {
    let mut caller = Caller::set_up("five_failures").await?;
    caller.call(FAST, "first", &["failing", "failing", "failing"]).await?;
    caller.call(FAST, "first", &["failing", "ok"]).await?;
    caller.call(FAST, "first", &["failing", "failing"]).await?;
    caller.call(FAST, "first", &["refused"]).await?;
    caller.call(FAST, "first", &["failing", "failing"]).await?;
    ensure_routes(&mut caller, ALL).await?;
    caller.call(FAST, "first", &["failing"]).await?;
    ensure_routes(&mut caller, WITHOUT_FIRST).await?;
    let known = caller.ask("SELECT concat_ws(' ', trouble, consecutive_failures, last_error_code, last_status) FROM route_health").await?;
    ensure!(known == "failing 5 provider_error 503", "{known}");
    ensure!(caller.ask(SECONDS).await? == "30");
    // As a last resort it was tried all the same.
    caller.call(FAST, "first", &["ok"]).await?;
    ensure_routes(&mut caller, ALL).await
}

#[tokio::test]
async fn a_model_that_is_gone_and_an_account_that_is_refused_are_set_aside_at_once() -> Result<()> {
    for (trouble, seconds) in [("gone", "600"), ("account", "120")] {
        let mut caller = Caller::set_up(trouble).await?;
        caller.call(FAST, "first", &[trouble]).await?;
        ensure_routes(&mut caller, WITHOUT_FIRST).await?;
        ensure!(caller.ask(SECONDS).await? == seconds, "{trouble}");
    }
    Ok(())
}

#[tokio::test]
async fn one_call_probes_a_route_when_its_time_is_over_and_the_others_go_on_without_it() -> Result<()> {
    let mut caller = Caller::set_up("probe").await?;
    caller.call(FAST, "first", &["gone"]).await?;
    caller.wait("11 minutes").await?;
    let probe = caller.admit("smart").await?;
    ensure!(probe.routes(&caller) == ALL, "{}", probe.routes(&caller));
    ensure_routes(&mut caller, WITHOUT_FIRST).await?;
    // It answered, without a verdict: the next call probes.
    let refused = caller.attempt(FAST, "first", "refused", 100)?;
    caller.settle(&probe, &[refused]).await?;
    ensure_routes(&mut caller, ALL).await?;
    ensure_routes(&mut caller, WITHOUT_FIRST).await?;
    // This probe never reports. Its claim runs out.
    caller.wait("61 seconds").await?;
    ensure_routes(&mut caller, ALL).await?;
    caller.call(FAST, "first", &["ok"]).await?;
    ensure_routes(&mut caller, ALL).await?;
    ensure_routes(&mut caller, ALL).await
}

#[tokio::test]
async fn a_call_that_is_refused_claims_no_probe() -> Result<()> {
    let mut caller = Caller::set_up("refused_probe").await?;
    caller.call(FAST, "first", &["gone"]).await?;
    caller.wait("11 minutes").await?;
    caller.run("UPDATE team_credits SET rpm_limit = 1, requests_left = 0, rates_seen_at = now()").await?;
    ensure!(caller.admit("smart").await.is_err(), "the call was admitted");
    caller.run("UPDATE team_credits SET rpm_limit = NULL").await?;
    ensure_routes(&mut caller, ALL).await
}

#[tokio::test]
async fn a_route_behind_one_in_normal_use_is_probed_when_it_is_needed() -> Result<()> {
    let mut caller = Caller::set_up("needed_probe").await?;
    caller.call(FAST, "second", &["account"]).await?;
    caller.wait("3 minutes").await?;
    ensure_routes(&mut caller, "gpt-fast/first claude-slow/third | gpt-fast/second").await?;
    caller.call(FAST, "first", &["gone"]).await?;
    ensure_routes(&mut caller, "gpt-fast/second claude-slow/third | gpt-fast/first").await
}

#[tokio::test]
async fn each_failed_probe_doubles_the_time_up_to_five_minutes() -> Result<()> {
    let mut caller = Caller::set_up("doubling").await?;
    let mut seconds = Vec::new();
    for _ in 0..6 {
        caller.call(FAST, "first", &["failing"; 5]).await?;
        seconds.push(caller.ask(SECONDS).await?);
        let until = caller.ask("SELECT set_aside_until FROM route_health").await?;
        // It was tried as a last resort: such a failure prolongs nothing.
        caller.call(FAST, "first", &["failing"; 3]).await?;
        ensure!(caller.ask("SELECT set_aside_until FROM route_health").await? == until);
        caller.wait("301 seconds").await?;
    }
    ensure!(seconds == ["30", "60", "120", "240", "300", "300"], "{seconds:?}");
    Ok(())
}

#[tokio::test]
async fn the_deployments_own_key_is_a_route_of_all_organizations() -> Result<()> {
    let mut caller = Caller::set_up("deployments_key").await?;
    caller.run("DELETE FROM provider_credentials WHERE credential_name = 'third'").await?;
    caller.call(SLOW, "deployment", &["gone"]).await?;
    ensure_routes(&mut caller, "gpt-fast/first gpt-fast/second | claude-slow/deployment").await?;
    ensure!(caller.ask("SELECT organization_id IS NULL FROM route_health").await? == "true");
    caller.call(FAST, "first", &["gone"]).await?;
    caller.call(FAST, "second", &["gone"]).await?;
    caller.wait("11 minutes").await?;
    caller.run("DELETE FROM route_health WHERE credential_id IS NOT NULL").await?;
    caller.run("UPDATE provider_credentials SET is_active = false").await?;
    caller
        .run(
            "INSERT INTO route_health (provider, model, trouble, consecutive_failures, set_aside_until)
                VALUES ('openai', 'gpt-fast', 'gone', 1, now() + interval '1 minute')",
        )
        .await?;
    ensure_routes(&mut caller, "claude-slow/deployment | gpt-fast/deployment").await?;
    ensure_routes(&mut caller, "| gpt-fast/deployment claude-slow/deployment").await
}

#[tokio::test]
async fn a_healthy_route_is_written_only_every_few_seconds() -> Result<()> {
    let mut caller = Caller::set_up("hot_rows").await?;
    let version = "SELECT xmin FROM route_health";
    caller.call(FAST, "first", &["ok"]).await?;
    let first = caller.ask(version).await?;
    caller.call(FAST, "first", &["ok"]).await?;
    ensure!(caller.ask(version).await? == first, "the second call wrote the row");
    caller.wait("6 seconds").await?;
    let call = caller.admit("smart").await?;
    let attempt = caller.attempt(FAST, "first", "ok", 200)?;
    caller.settle(&call, &[attempt]).await?;
    // 100 ms before, of which 200 ms are a fifth of the new mean.
    ensure!(caller.ask("SELECT latency_ms FROM route_health").await? == "120");
    Ok(())
}

#[tokio::test]
async fn settlements_do_not_wait_for_each_others_routes() -> Result<()> {
    let mut caller = Caller::set_up("no_waiting").await?;
    let (one, two, three) =
        (caller.admit("smart").await?, caller.admit("smart").await?, caller.admit("smart").await?);
    let failed = caller.attempt(FAST, "first", "failing", 100)?;
    let mut holder = caller.connect().await?;
    let mut other = holder.begin().await?;
    // As the settlement of another team does it, under the lock of that team.
    sqlx::query(
        "SELECT record_route_health(jsonb_populate_record(call, jsonb_build_object('attempts', $2::jsonb)))
         FROM llm_calls AS call WHERE call_id = $1",
    )
    .bind(one.id)
    .bind(json!([failed]))
    .execute(&mut *other)
    .await?;
    let waiting =
        tokio::time::timeout(Duration::from_secs(5), caller.settle(&two, std::slice::from_ref(&failed)))
            .await;
    ensure!(
        waiting.is_ok_and(|settled| settled.is_ok()),
        "the settlement waited for a row that is being made"
    );
    other.commit().await?;
    ensure!(caller.ask("SELECT consecutive_failures FROM route_health").await? == "1");
    let mut other = holder.begin().await?;
    sqlx::query("SELECT FROM route_health FOR UPDATE").execute(&mut *other).await?;
    let waiting = tokio::time::timeout(Duration::from_secs(5), caller.settle(&three, &[failed])).await;
    ensure!(waiting.is_ok_and(|settled| settled.is_ok()), "the settlement waited for a row that is locked");
    Ok(())
}

#[tokio::test]
async fn a_changed_key_a_changed_alias_and_a_key_that_is_active_again_are_tried_anew() -> Result<()> {
    let mut caller = Caller::set_up("tried_anew").await?;
    let first = caller.key("first")?;
    let change = |change: &str| format!("'{first}', '{change}'");
    for (function, parameters) in [
        ("update_credential", change(r#"{"sealed_key": "v1.d.e.f", "key_hint": "…"}"#)),
        ("update_credential", change(r#"{"api_base": "https://gateway.example.com"}"#)),
        ("update_model", r#"'fast', '{"status": "deprecated"}'"#.to_owned()),
    ] {
        caller.call(FAST, "first", &["gone"]).await?;
        caller.operate("update_credential", &change(r#"{"credential_name": "first"}"#)).await?;
        ensure_routes(&mut caller, WITHOUT_FIRST).await?;
        caller.operate(function, &parameters).await?;
        ensure_routes(&mut caller, ALL).await?;
    }
    caller.call(FAST, "first", &["gone"]).await?;
    caller.operate("update_credential", &change(r#"{"is_active": false}"#)).await?;
    ensure!(caller.ask("SELECT count(*) FROM route_health").await? == "1");
    caller.operate("update_credential", &change(r#"{"is_active": true}"#)).await?;
    ensure_routes(&mut caller, ALL).await?;
    caller.call(FAST, "first", &["gone"]).await?;
    caller.operate("delete_credential", &format!("'{first}'")).await?;
    ensure!(
        caller.ask("SELECT count(*) FROM route_health").await? == "0",
        "the rows of a deleted key are there"
    );
    Ok(())
}

#[tokio::test]
async fn what_is_reported_late_says_nothing_about_now() -> Result<()> {
    let mut caller = Caller::set_up("late").await?;
    let call = caller.admit("smart").await?;
    caller
        .run("UPDATE llm_calls SET status = 'abandoned', settled_at = now(), error_code = 'abandoned'")
        .await?;
    let attempt = caller.attempt(FAST, "first", "gone", 100)?;
    settle(&mut caller.connection, call.id, &[attempt]).await?;
    ensure_routes(&mut caller, ALL).await
}

#[tokio::test]
async fn the_sweep_forgets_routes_that_were_not_heard_of_for_long() -> Result<()> {
    let mut caller = Caller::set_up("old_routes").await?;
    caller.call(FAST, "first", &["ok"]).await?;
    caller.call(SLOW, "third", &["gone"]).await?;
    caller.operate("sweep", "100").await?;
    ensure!(caller.ask("SELECT count(*) FROM route_health").await? == "2");
    caller.wait("25 hours").await?;
    caller.operate("sweep", "100").await?;
    ensure!(caller.ask("SELECT model FROM route_health").await? == SLOW.1);
    caller.wait("7 days").await?;
    caller.operate("sweep", "100").await?;
    ensure!(caller.ask("SELECT count(*) FROM route_health").await? == "0");
    Ok(())
}

#[tokio::test]
async fn operators_see_the_newest_trouble_first_and_how_many_routes_are_set_aside() -> Result<()> {
    let mut caller = Caller::set_up("seen").await?;
    caller.call(SLOW, "third", &["ok"]).await?;
    caller.call(FAST, "first", &["account"]).await?;
    caller.wait("3 minutes").await?;
    caller.call(FAST, "second", &["gone"]).await?;
    let list = caller.operate("list_route_health", "NULL, 'north', NULL, 10, 0").await?;
    ensure!(list["total"] == 3, "{list}");
    let seen = &list["items"];
    let field = |name: &str| -> Vec<_> {
        seen.as_array().into_iter().flatten().map(|route| route[name].as_str().unwrap_or("none")).collect()
    };
    ensure!(field("credential_name") == ["second", "first", "third"], "{seen}");
    ensure!(field("state") == ["open", "half_open", "closed"], "{seen}");
    ensure!(field("trouble") == ["gone", "account", "none"], "{seen}");
    ensure!(seen[2]["latency_ms"] == 100 && seen[2]["last_failed_at"].is_null(), "{seen}");
    for (filter, count, total) in [
        ("'open', NULL, NULL, 10, 0", 1, 1),
        ("NULL, NULL, 'anthropic', 10, 0", 1, 1),
        ("NULL, NULL, NULL, 2, 1", 2, 3),
        ("NULL, NULL, NULL, 2, 7", 0, 3),
    ] {
        let found = caller.operate("list_route_health", filter).await?;
        let has_count = found["items"].as_array().is_some_and(|list| list.len() == count);
        ensure!(has_count && found["total"] == total, "{filter}: {found}");
    }
    // The last call has claimed the probe of the first key.
    ensure!(caller.ask("SELECT route_metrics()").await? == r#"{"openai": 2}"#);
    Ok(())
}

#[tokio::test]
async fn candidates_bring_the_time_limits_of_their_aliases() -> Result<()> {
    let mut caller = Caller::set_up("time_limits").await?;
    let limits = r#"'fast', '{"first_event_timeout_seconds": 20, "answer_timeout_seconds": 300}'"#;
    let model = caller.operate("update_model", limits).await?;
    ensure!(model["first_event_timeout_seconds"] == 20 && model["answer_timeout_seconds"] == 300, "{model}");
    // A form of an earlier version sends neither.
    let model = caller
        .operate("update_model", r#"'fast', '{"display_name": "Fast", "actual_model": "gpt-4o-mini"}'"#)
        .await?;
    ensure!(model["first_event_timeout_seconds"] == 20, "{model}");
    let Call { candidates, .. } = caller.admit("smart").await?;
    ensure!(candidates[0]["first_event_timeout_seconds"] == 20, "{candidates:?}");
    ensure!(candidates[0]["answer_timeout_seconds"] == 300, "{candidates:?}");
    ensure!(candidates[1]["first_event_timeout_seconds"].is_null(), "{candidates:?}");
    let model = caller.operate("update_model", r#"'fast', '{"answer_timeout_seconds": null}'"#).await?;
    ensure!(
        model["first_event_timeout_seconds"] == 20 && model["answer_timeout_seconds"].is_null(),
        "{model}"
    );
    Ok(())
}
