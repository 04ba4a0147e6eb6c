//! A load that would slow every other test down. It runs alone.

use std::sync::Arc;

use anyhow::ensure;
use tollgate_e2e::{Tenant, TenantOptions, World, books};

use crate::trial::Outcome;

crate::trials![a_thousand_calls_of_ten_cents_spend_exactly_what_fits_into_five_dollars];

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
    let lanes = (0..100).map(|_| {
        let (world, tenant) = (world.clone(), tenant.clone());
        tokio::spawn(async move {
            let mut passed = 0;
            for _ in 0..10 {
                let answer =
                    world.create_and_call(&tenant, "[[usage prompt=10 completion=1000]] ten cents").await?;
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
