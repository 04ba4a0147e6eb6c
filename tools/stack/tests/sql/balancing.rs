//! How model groups order their members.

use anyhow::{Result, ensure};

use crate::caller::{Caller, FAST, SLOW};

/// The models in the order in which a call would try them.
async fn order(caller: &mut Caller) -> Result<String> {
    let call = caller.admit("smart").await?;
    let models: Vec<&str> =
        call.candidates.iter().filter_map(|candidate| candidate["model"].as_str()).collect();
    Ok(models.join(" "))
}

async fn balance(caller: &mut Caller, balancing: &str) -> Result<()> {
    let change = format!(r#"'smart', '{{"balancing": "{balancing}"}}'"#);
    let group = caller.operate("update_model_group", &change).await?;
    ensure!(group["balancing"] == balancing, "{group}");
    Ok(())
}

/// A call that a route answers.
async fn answered(caller: &mut Caller, model: (&str, &str), key: &str, latency_ms: u32) -> Result<()> {
    let call = caller.admit("smart").await?;
    let attempt = caller.attempt(model, key, "ok", latency_ms)?;
    caller.settle(&call, &[attempt]).await
}

#[tokio::test]
async fn members_are_drawn_in_proportion_to_their_weights() -> Result<()> {
    let mut caller = Caller::set_up("weights").await?;
    balance(&mut caller, "weight").await?;
    let members = r#"'smart', '{"models": [{"model_name": "fast", "priority": 0, "weight": 3}, {"model_name": "slow", "priority": 0}]}'"#;
    let group = caller.operate("update_model_group", members).await?;
    ensure!(group["models"][0]["weight"] == 3 && group["models"][1]["weight"] == 1, "{group}");
    ensure!(group["balancing"] == "weight", "{group}");
    let draws = "SELECT count(*) FROM generate_series(1, 4000) AS call, LATERAL (
        SELECT actual_model FROM model_groups AS grp, resolve_model_group_members(grp, 'north', md5(call::text)::uuid) LIMIT 1) AS first
        WHERE actual_model = 'gpt-fast'";
    let drawn: i64 = caller.ask(draws).await?.parse()?;
    // Three quarters of 4,000, give or take five standard deviations.
    ensure!((2863..=3137).contains(&drawn), "the heavy member was first {drawn} times");
    let (mut fast_first, mut slow_first) = (0, 0);
    for _ in 0..60 {
        match order(&mut caller).await?.as_str() {
            "gpt-fast claude-slow" => fast_first += 1,
            "claude-slow gpt-fast" => slow_first += 1,
            other => anyhow::bail!("the candidates are {other}"),
        }
    }
    ensure!(fast_first > slow_first && slow_first > 0, "{fast_first} and {slow_first}");
    Ok(())
}

#[tokio::test]
async fn a_lower_priority_comes_first_however_members_are_balanced() -> Result<()> {
    let mut caller = Caller::set_up("priorities").await?;
    let members = r#"'smart', '{"models": [{"model_name": "fast", "priority": 1, "weight": 1000}, {"model_name": "slow", "priority": 0}]}'"#;
    caller.operate("update_model_group", members).await?;
    answered(&mut caller, FAST, "first", 1).await?;
    answered(&mut caller, SLOW, "third", 9_000).await?;
    for balancing in ["priority", "weight", "least_latency"] {
        balance(&mut caller, balancing).await?;
        for _ in 0..5 {
            ensure!(order(&mut caller).await? == "claude-slow gpt-fast", "{balancing}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn the_fastest_member_is_first_and_one_that_was_not_measured_before_it() -> Result<()> {
    let mut caller = Caller::set_up("latencies").await?;
    answered(&mut caller, FAST, "first", 900).await?;
    ensure!(order(&mut caller).await? == "gpt-fast claude-slow", "without balancing the list decides");
    balance(&mut caller, "least_latency").await?;
    ensure!(order(&mut caller).await? == "claude-slow gpt-fast", "the unknown one is not first");
    answered(&mut caller, SLOW, "third", 1_000).await?;
    ensure!(order(&mut caller).await? == "gpt-fast claude-slow", "the slow one is first");
    let resolved = caller.operate("resolve_model_group", "'smart', 'north-ops'").await?;
    ensure!(resolved["primary_model"] == "gpt-fast", "{resolved}");
    caller.run("UPDATE route_health SET latency_ms = 800 WHERE model = 'claude-slow'").await?;
    ensure!(order(&mut caller).await? == "claude-slow gpt-fast", "the one that became faster is not first");
    // What was measured six minutes ago is unknown: it is measured again.
    caller
        .run("UPDATE route_health SET measured_at = now() - interval '6 minutes' WHERE model = 'gpt-fast'")
        .await?;
    ensure!(order(&mut caller).await? == "gpt-fast claude-slow", "the one with an old latency is not first");
    Ok(())
}

#[tokio::test]
async fn a_members_latency_is_that_of_the_key_that_would_be_tried() -> Result<()> {
    let mut caller = Caller::set_up("keys_latencies").await?;
    balance(&mut caller, "least_latency").await?;
    answered(&mut caller, FAST, "first", 900).await?;
    answered(&mut caller, SLOW, "third", 1_000).await?;
    // The second key, which nothing is known of, is not what a call would try.
    ensure!(order(&mut caller).await? == "gpt-fast claude-slow");
    answered(&mut caller, FAST, "second", 2_000).await?;
    ensure!(order(&mut caller).await? == "gpt-fast claude-slow");
    caller.call(FAST, "first", &["gone"]).await?;
    ensure!(
        order(&mut caller).await? == "claude-slow gpt-fast",
        "the first key counts although it is set aside"
    );
    caller.call(FAST, "second", &["gone"]).await?;
    caller.run("UPDATE route_health SET latency_ms = 60000 WHERE model = 'claude-slow'").await?;
    ensure!(
        order(&mut caller).await? == "claude-slow gpt-fast",
        "a member whose keys are all set aside is first"
    );
    caller.wait("11 minutes").await?;
    answered(&mut caller, SLOW, "third", 1).await?;
    ensure!(order(&mut caller).await? == "gpt-fast claude-slow", "a member that may be probed is not first");
    Ok(())
}

#[tokio::test]
async fn a_pinned_model_of_the_catalogue_can_be_a_member() -> Result<()> {
    let mut caller = Caller::set_up("pinned").await?;
    let pinned = ["gpt-9.1-2031-04-14", "accounts/fireworks/models/deep-v3p1", "claude-haiku-9-5@20311001"];
    for (provider, model) in ["openai", "fireworks", "anthropic"].into_iter().zip(pinned) {
        caller
            .run(&format!(
                "INSERT INTO model_catalogue (provider, model, display_name, pricing_input, pricing_output, source, source_date)
                 VALUES ('{provider}', '{model}', 'Pinned', 1, 1, 'here', '2026-01-01')"
            ))
            .await?;
    }
    caller
        .run("UPDATE provider_credentials SET provider = 'fireworks' WHERE credential_name = 'second'")
        .await?;
    let members = pinned.map(|model| format!(r#"{{"model_name": "{model}", "priority": 0}}"#)).join(", ");
    caller.operate("update_model_group", &format!(r#"'smart', '{{"models": [{members}]}}'"#)).await?;
    ensure!(order(&mut caller).await? == pinned.join(" "));
    let call = caller.admit("smart").await?;
    ensure!(
        call.candidates.iter().all(|candidate| candidate["model_alias"] == "smart"),
        "{:?}",
        call.candidates
    );
    ensure!(call.candidates.iter().all(|candidate| candidate["answer_timeout_seconds"].is_null()));
    // Of two members that teams see under one name, each has a health of its own.
    caller.call(("openai", pinned[0]), "first", &["gone"]).await?;
    let routes = caller.routes().await?;
    ensure!(routes == format!("{}/second {}/third | {}/first", pinned[1], pinned[2], pinned[0]), "{routes}");
    Ok(())
}
