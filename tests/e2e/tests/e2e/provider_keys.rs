//! Provider keys: sealed at rest, bound to their row, used in the order of preference.

use std::sync::Arc;

use anyhow::ensure;
use tollgate_e2e::{Tenant, TenantOptions, World, books, world::was_sent_with};

use crate::trial::Outcome;

crate::trials![
    an_organizations_own_key_is_unsealed_and_sent_to_its_own_address,
    the_deployments_key_serves_an_organization_without_one,
    a_ciphertext_moved_to_another_row_is_refused,
    a_credential_with_an_address_that_is_not_http_is_not_used,
];

async fn an_organizations_own_key_is_unsealed_and_sent_to_its_own_address(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let credential = world.store_credential(&tenant, "openai", "sk-own-key-0001", 0).await?;
    let answer = world.create_and_call(&tenant, "whose key is it?").await?;
    answer.expect(200)?;
    let calls = world.provider_calls(&tenant.team_id).await?;
    ensure!(calls.len() == 1 && was_sent_with(&calls[0], "sk-own-key-0001"), "{calls:?}");
    let call = books::settled_call(&world.database, answer.text("call_id")?).await?;
    ensure!(call["credential_id"] == credential.to_string(), "{call}");
    let row =
        books::row(&world.database, "provider_credentials", "credential_id", &credential.to_string()).await?;
    ensure!(!row.to_string().contains("sk-own-key-0001"), "the key stands in the database: {row}");
    Ok(())
}

async fn the_deployments_key_serves_an_organization_without_one(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let answer = world.create_and_call(&tenant, "no key of our own").await?;
    answer.expect(200)?;
    let calls = world.provider_calls(&tenant.team_id).await?;
    ensure!(calls.len() == 1 && was_sent_with(&calls[0], World::FALLBACK_KEY), "{calls:?}");
    let call = books::settled_call(&world.database, answer.text("call_id")?).await?;
    ensure!(call["credential_id"].is_null(), "{call}");
    Ok(())
}

async fn a_ciphertext_moved_to_another_row_is_refused(world: Arc<World>) -> Outcome {
    let (rich, poor) = (
        Tenant::create(&world.database, &TenantOptions::default()).await?,
        Tenant::create(&world.database, &TenantOptions::default()).await?,
    );
    let from = world.store_credential(&rich, "openai", "sk-rich-key-0001", 0).await?;
    let to = world.store_credential(&poor, "openai", "sk-poor-key-0001", 0).await?;
    sqlx::query(
        "UPDATE provider_credentials SET sealed_key = (SELECT sealed_key FROM provider_credentials WHERE credential_id = $1)
         WHERE credential_id = $2",
    )
    .bind(from)
    .bind(to)
    .execute(&world.database)
    .await?;
    let answer = world.create_and_call(&poor, "whose money?").await?;
    answer.expect_error(503, "no_provider_credentials")?;
    ensure!(world.provider_calls(&poor.team_id).await?.is_empty(), "the moved key was used");
    let call = books::rows(&world.database, "llm_calls", "team_id", &poor.team_id).await?;
    ensure!(call.len() == 1, "an operator must be able to see it: {call:?}");
    books::all_settled(&world.database, &poor.team_id).await?;
    let call = books::rows(&world.database, "llm_calls", "team_id", &poor.team_id).await?;
    ensure!(call[0]["error_code"] == "no_provider_credentials" && call[0]["status"] == "failed", "{call:?}");
    let job = books::row(&world.database, "jobs", "job_id", answer.text("job_id")?).await?;
    ensure!(job["status"] == "failed" && job["credits_charged"] == "0", "{job}");
    books::assert_balanced(&world.database, &poor.team_id).await
}

async fn a_credential_with_an_address_that_is_not_http_is_not_used(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    world.store_credential_at(&tenant, "openai", "sk-own-key-0002", 0, "ftp://127.0.0.1/v1").await?;
    let answer = world.create_and_call(&tenant, "hi").await?;
    answer.expect_error(503, "no_provider_credentials")?;
    ensure!(world.provider_calls(&tenant.team_id).await?.is_empty(), "the key was sent");
    Ok(())
}
