//! A load that would slow every other test down. It runs alone.

use std::sync::Arc;
use std::time::Duration;

use anyhow::ensure;
use tollgate_e2e::{Answer, Tenant, TenantOptions, World, books};

use crate::trial::Outcome;

crate::trials![a_thousand_calls_of_ten_cents_spend_exactly_what_fits_into_five_dollars];

/// One call. Where the database cannot be reached in time, which a slow machine makes likely, it is made again, as the answer says.
async fn call_of_ten_cents(world: &World, tenant: &Tenant) -> anyhow::Result<Answer> {
    for _ in 0..10 {
        let answer = world.create_and_call(tenant, "[[usage prompt=10 completion=1000]] ten cents").await?;
        if answer.status != 503 {
            return Ok(answer);
        }
        answer.expect_error(503, "database_unavailable")?;
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
    anyhow::bail!("the database could not be reached ten times")
}

async fn a_thousand_calls_of_ten_cents_spend_exactly_what_fits_into_five_dollars(
    world: Arc<World>,
) -> Outcome {
    // 1,000 tokens of answer at $100 a million are $0.10: a credit at 10 a dollar.
    let options = TenantOptions {
        credits: 50,
        budget_mode: "consumption_usd",
        credits_per_dollar: "10",
        pricing_input: "0",
        pricing_output: "100",
        max_output_tokens: 1000,
        ..TenantOptions::default()
    };
    let tenant = Tenant::create(&world.database, &options).await?;
    let lanes = (0..50).map(|_| {
        let (world, tenant) = (world.clone(), tenant.clone());
        tokio::spawn(async move {
            let mut passed = 0;
            for _ in 0..20 {
                let answer = call_of_ten_cents(&world, &tenant).await?;
                match answer.status {
                    200 => passed += 1,
                    _ => answer.expect_error(402, "insufficient_credits")?,
                }
            }
            anyhow::Ok(passed)
        })
    });
    let mut passed = 0;
    for lane in lanes.collect::<Vec<_>>() {
        passed += lane.await??;
    }
    books::all_settled(&world.database, &tenant.team_id).await?;
    let spent: rust_decimal::Decimal =
        sqlx::query_scalar("SELECT sum(client_cost_usd) FROM llm_calls WHERE team_id = $1")
            .bind(&tenant.team_id)
            .fetch_one(&world.database)
            .await?;
    ensure!(
        passed == 50 && spent == rust_decimal::Decimal::from(5),
        "{passed} calls passed and cost {spent}"
    );
    let team = books::row(&world.database, "team_credits", "team_id", &tenant.team_id).await?;
    ensure!(team["credits_used"] == "50" && team["credits_available"] == "0", "{team}");
    books::assert_balanced(&world.database, &tenant.team_id).await
}
