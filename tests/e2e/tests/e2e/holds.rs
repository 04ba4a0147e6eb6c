//! Holds: a team never spends credits that it does not have, under any concurrency.

use std::sync::Arc;

use anyhow::ensure;
use tollgate_e2e::{Tenant, TenantOptions, World, books};

use crate::trial::Outcome;

crate::trials![
    fifty_concurrent_calls_with_credit_for_ten_let_exactly_ten_through,
    a_hold_in_a_consumption_mode_covers_the_worst_case_and_returns_the_rest,
    an_overdue_call_is_abandoned_by_the_next_admission_and_its_credits_are_free_again,
];

async fn fifty_concurrent_calls_with_credit_for_ten_let_exactly_ten_through(world: Arc<World>) -> Outcome {
    let tenant =
        Tenant::create(&world.database, &TenantOptions { credits: 10, ..TenantOptions::default() }).await?;
    let calls = (0..50).map(|number| {
        let (world, tenant) = (world.clone(), tenant.clone());
        tokio::spawn(async move {
            world.create_and_call(&tenant, &format!("[[latency_ms=200]] call {number}")).await
        })
    });
    let mut passed = 0;
    for call in calls.collect::<Vec<_>>() {
        let answer = call.await??;
        match answer.status {
            200 => passed += 1,
            _ => answer.expect_error(402, "insufficient_credits")?,
        }
    }
    ensure!(passed == 10, "{passed} calls passed");
    let provider_calls = world.provider_calls(&tenant.team_id).await?.len();
    ensure!(provider_calls == 10, "{provider_calls} calls reached the provider");
    books::all_settled(&world.database, &tenant.team_id).await?;
    let team = books::row(&world.database, "team_credits", "team_id", &tenant.team_id).await?;
    ensure!(
        team["credits_available"] == "0" && team["credits_held"] == "0" && team["credits_used"] == "10",
        "{team}"
    );
    books::assert_balanced(&world.database, &tenant.team_id).await
}

async fn a_hold_in_a_consumption_mode_covers_the_worst_case_and_returns_the_rest(
    world: Arc<World>,
) -> Outcome {
    // 1,000 tokens of answer at $60 a million are $0.06: 6 credits at 100 a dollar, and the prompt adds a seventh.
    let options = TenantOptions {
        credits: 7,
        budget_mode: "consumption_usd",
        credits_per_dollar: "100",
        pricing_input: "1",
        pricing_output: "60",
        max_output_tokens: 1000,
        ..TenantOptions::default()
    };
    let tenant = Tenant::create(&world.database, &options).await?;
    let slow = {
        let (world, tenant) = (world.clone(), tenant.clone());
        tokio::spawn(async move { world.create_and_call(&tenant, "[[latency_ms=5000]] first").await })
    };
    world.until_provider_calls(&tenant.team_id, 1).await?;
    let team = books::row(&world.database, "team_credits", "team_id", &tenant.team_id).await?;
    ensure!(team["credits_held"] == "7" && team["credits_available"] == "0", "{team}");
    let refused = world.create_and_call(&tenant, "second").await?;
    refused.expect_error(402, "insufficient_credits")?;
    ensure!(refused.body["credits_needed"] == 7 && refused.body["credits_remaining"] == 7, "{refused:?}");
    slow.await??.expect(200)?;
    books::all_settled(&world.database, &tenant.team_id).await?;
    let team = books::row(&world.database, "team_credits", "team_id", &tenant.team_id).await?;
    ensure!(team["credits_used"] == "1" && team["credits_available"] == "6", "{team}");
    books::assert_balanced(&world.database, &tenant.team_id).await
}

async fn an_overdue_call_is_abandoned_by_the_next_admission_and_its_credits_are_free_again(
    world: Arc<World>,
) -> Outcome {
    let options = TenantOptions {
        credits: 1,
        budget_mode: "consumption_usd",
        credits_per_dollar: "1",
        ..TenantOptions::default()
    };
    let tenant = Tenant::create(&world.database, &options).await?;
    let lost = {
        let (world, tenant) = (world.clone(), tenant.clone());
        tokio::spawn(async move { world.create_and_call(&tenant, "[[latency_ms=6000]] lost").await })
    };
    world.until_provider_calls(&tenant.team_id, 1).await?;
    world.create_and_call(&tenant, "no credit").await?.expect_error(402, "insufficient_credits")?;
    for table in ["llm_calls", "credit_holds"] {
        let sql = format!("UPDATE {table} SET expires_at = now() - interval '1 second' WHERE team_id = $1");
        sqlx::query(sqlx::AssertSqlSafe(sql)).bind(&tenant.team_id).execute(&world.database).await?;
    }
    world.create_and_call(&tenant, "free again").await?.expect(200)?;
    let calls = books::rows(&world.database, "llm_calls", "team_id", &tenant.team_id).await?;
    // On a slow machine it may have come back already: late, for it was abandoned before.
    ensure!(calls[0]["status"] == "abandoned" || calls[0]["late"] == true, "{calls:?}");
    // The lost call comes back after all: it is in the books, marked late, and takes no more than there is.
    lost.await??.expect(200)?;
    let call = books::rows(&world.database, "llm_calls", "team_id", &tenant.team_id).await?[0].clone();
    for _ in 0..100 {
        let call =
            books::row(&world.database, "llm_calls", "call_id", call["call_id"].as_str().unwrap_or(""))
                .await?;
        if call["status"] == "succeeded" {
            ensure!(call["late"] == true, "{call}");
            return books::assert_balanced(&world.database, &tenant.team_id).await;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    anyhow::bail!("the late call was not settled")
}
