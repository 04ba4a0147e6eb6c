//! Provider keys under a keyring that changes, and where they may go. Each needs functions that are set up otherwise.

use std::sync::Arc;

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit};
use anyhow::{Context, ensure};
use api::ids::{CredentialId, OrganizationId};
use api::provider::Provider;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::Method;
use serde_json::{Value, json};
use stack::running::Running;
use tollgate_e2e::{Answer, Tenant, TenantOptions, World, books};
use uuid::Uuid;
use vault::{Keyring, SealContext};

use super::webhooks::{path, register, send};
use crate::trial::Outcome;

crate::trials![
    keys_are_sealed_anew_under_the_first_key_batch_by_batch,
    a_key_in_the_older_format_serves_calls_and_is_sealed_anew_for_its_address,
    a_webhooks_secrets_are_sealed_anew_and_go_on_signing,
    a_credential_goes_only_to_public_https_addresses,
];

const SECOND_KEY: &str = "second:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

async fn operate(world: &World, workers: &Running, path: &str, body: &Value) -> anyhow::Result<Answer> {
    post(world, workers, &format!("/api/provider-credentials/{path}"), body).await
}

async fn post(world: &World, workers: &Running, path: &str, body: &Value) -> anyhow::Result<Answer> {
    let url = format!("{}{path}", workers.base_url());
    World::send(world.http.post(url).header("x-admin-key", &world.admin_key).json(body)).await
}

/// Functions that seal with another key, and open what the first ones have sealed.
async fn under_the_second_key(world: &World, name: &str) -> anyhow::Result<Running> {
    let keyring = world
        .with_stack(|stack| stack.foundation().secrets().settings().get("TOLLGATE_KEYRING").cloned())
        .await?
        .context("no keyring")?;
    let settings = [("TOLLGATE_KEYRING".to_owned(), format!("{SECOND_KEY},{keyring}"))].into();
    world.more_functions(name, None, settings).await
}

async fn keys_are_sealed_anew_under_the_first_key_batch_by_batch(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let mut ids = Vec::new();
    for number in 0..5 {
        ids.push(world.store_credential(&tenant, "openai", &format!("sk-resealed-{number}"), number).await?);
    }
    ids.sort();
    sqlx::query("UPDATE provider_credentials SET sealed_key = 'v1.lost.AAAAAAAAAAAAAAAA.AAAA' WHERE credential_id = $1")
        .bind(ids[1])
        .execute(&world.database)
        .await?;
    let workers = under_the_second_key(&world, "second-keyring").await?;

    let scope =
        |after: &Value| json!({"organization_id": tenant.organization_id, "limit": 2, "after": after});
    let mut after = Value::Null;
    let mut batches = Vec::new();
    loop {
        let answer = operate(&world, &workers, "reseal", &scope(&after)).await?;
        answer.expect(200)?;
        ensure!(answer.body["sealed_with"] == "second" && !answer.raw.contains("sk-resealed"), "{answer:?}");
        batches.push((
            answer.body["resealed"].clone(),
            answer.body["remaining"].clone(),
            answer.body["failed"].clone(),
        ));
        after = answer.body["next_after"].clone();
        if after.is_null() {
            break;
        }
        ensure!(batches.len() < 10, "there is no end: {batches:?}");
    }
    let counts: Vec<(&Value, &Value)> = batches.iter().map(|batch| (&batch.0, &batch.1)).collect();
    ensure!(
        counts == [(&json!(1), &json!(4)), (&json!(2), &json!(2)), (&json!(1), &json!(1))],
        "{batches:?}"
    );
    let failed = &batches[0].2[0];
    ensure!(failed["credential_id"] == ids[1].to_string(), "{batches:?}");
    ensure!(failed["reason"].as_str().is_some_and(|reason| reason.contains("lost")), "{batches:?}");

    // The old key is not needed any more.
    let second = Keyring::parse(SECOND_KEY)?;
    let organization_id: OrganizationId = tenant.organization_id.parse()?;
    let rows: Vec<(Uuid, String, String, i32)> = sqlx::query_as(
        "SELECT credential_id, sealed_key, api_base, priority FROM provider_credentials WHERE organization_id = $1 AND credential_id <> $2",
    )
    .bind(&tenant.organization_id)
    .bind(ids[1])
    .fetch_all(&world.database)
    .await?;
    ensure!(rows.len() == 4, "{rows:?}");
    for (id, sealed, api_base, number) in rows {
        let place = SealContext {
            organization_id: &organization_id,
            provider: Provider::Openai,
            credential_id: CredentialId(id),
            api_base: Some(&api_base),
        };
        ensure!(
            second.open(&sealed, &place)?.expose() == format!("sk-resealed-{number}"),
            "{id} holds another key"
        );
    }
    let again = operate(&world, &workers, "reseal", &scope(&Value::Null)).await?;
    ensure!(again.body["resealed"] == 0 && again.body["remaining"] == 1, "{again:?}");
    let entries =
        books::rows(&world.database, "admin_audit_log", "resource_id", &tenant.organization_id).await?;
    ensure!(entries.len() == 3 && entries[1]["details"]["count"] == 2, "{entries:?}");
    let bad = operate(&world, &workers, "reseal", &json!({"limit": 0, "after": "x"})).await?;
    bad.expect_error(422, "validation_error")
}

/// A text as builds sealed it that knew only the format v1, under the second key.
fn of_the_older_format(organization_id: &str, credential_id: Uuid, key: &str) -> anyhow::Result<String> {
    let mut associated = Vec::new();
    for part in ["provider_credentials", organization_id, "openai", &credential_id.to_string()] {
        associated.extend_from_slice(&u64::try_from(part.len())?.to_be_bytes());
        associated.extend_from_slice(part.as_bytes());
    }
    let nonce: [u8; 12] = rand::random();
    let sealed = Aes256Gcm::new(&[1; 32].into())
        .encrypt(&nonce.into(), Payload { msg: key.as_bytes(), aad: &associated })
        .map_err(|error| anyhow::anyhow!("{error}"))?;
    Ok(format!("v1.second.{}.{}", URL_SAFE_NO_PAD.encode(nonce), URL_SAFE_NO_PAD.encode(sealed)))
}

async fn a_key_in_the_older_format_serves_calls_and_is_sealed_anew_for_its_address(
    world: Arc<World>,
) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let id = world.store_credential(&tenant, "openai", "sk-replaced", 0).await?;
    let sealed = of_the_older_format(&tenant.organization_id, id, "sk-of-the-older-format")?;
    sqlx::query("UPDATE provider_credentials SET sealed_key = $2 WHERE credential_id = $1")
        .bind(id)
        .bind(sealed)
        .execute(&world.database)
        .await?;
    let workers = under_the_second_key(&world, "older-format").await?;
    let works = async || {
        let tested = operate(&world, &workers, &format!("{id}/test"), &json!({})).await?;
        ensure!(tested.body["ok"] == true, "{tested:?}");
        Ok(())
    };
    works().await?;
    let scope = json!({"organization_id": tenant.organization_id});
    let resealed = operate(&world, &workers, "reseal", &scope).await?;
    ensure!(resealed.body["resealed"] == 1 && resealed.body["remaining"] == 0, "{resealed:?}");
    let row = books::row(&world.database, "provider_credentials", "credential_id", &id.to_string()).await?;
    ensure!(row["sealed_key"].as_str().is_some_and(|sealed| sealed.starts_with("v2.second.")), "{row}");
    works().await?;
    let again = operate(&world, &workers, "reseal", &scope).await?;
    ensure!(again.body["resealed"] == 0, "{again:?}");
    Ok(())
}

async fn a_credential_goes_only_to_public_https_addresses(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let id = world.store_credential(&tenant, "openai", "sk-proj-kept-home-0001", 0).await?;
    let settings = [("ALLOW_PRIVATE_PROVIDER_ADDRESSES".to_owned(), "false".to_owned())].into();
    let strict = world.more_functions("public-addresses", None, settings).await?;
    for base in
        ["http://api.openai.com/v1", "https://127.0.0.1/v1", "https://169.254.169.254", "https://db.internal"]
    {
        let body = json!({"organization_id": tenant.organization_id, "provider": "openai", "api_key": "sk-x",
            "credential_name": "x", "api_base": base});
        let answer = operate(&world, &strict, "create", &body).await?;
        answer.expect_error(422, "validation_error").context(base)?;
        ensure!(answer.places() == [r#"["body","api_base"]"#], "{answer:?}");
    }
    let tested = operate(&world, &strict, &format!("{id}/test"), &json!({})).await?;
    tested.expect(200)?;
    ensure!(tested.body["ok"] == false && tested.body["error"] == "no_provider_credentials", "{tested:?}");
    Ok(())
}

async fn a_webhooks_secrets_are_sealed_anew_and_go_on_signing(world: Arc<World>) -> Outcome {
    let (tenant, webhook, receiver) = register(&world, &TenantOptions::default(), &["job.completed"]).await?;
    let path = path(&webhook)?;
    let auth = json!({"auth_header": "Bearer of-the-receiver"});
    send(&world, &tenant.key, Method::PUT, &path, &auth).await?.expect(200)?;
    let rotated =
        send(&world, &tenant.key, Method::POST, &format!("{path}/rotate-secret"), &json!({})).await?;
    let workers = under_the_second_key(&world, "webhooks-second-keyring").await?;
    let resealed = post(&world, &workers, "/api/webhooks/reseal", &json!({})).await?;
    resealed.expect(200)?;
    ensure!(resealed.body["sealed_with"] == "second" && resealed.body["failed"] == json!([]), "{resealed:?}");
    ensure!(resealed.body["remaining"] == 0 && !resealed.raw.contains("whsec_"), "{resealed:?}");
    let row = books::row(&world.database, "webhooks", "webhook_id", webhook.text("webhook_id")?).await?;
    for sealed in ["sealed_secret", "previous_sealed_secret", "sealed_auth_header"] {
        ensure!(row[sealed].as_str().is_some_and(|sealed| sealed.starts_with("v2.second.")), "{row}");
    }
    world.create_and_call(&tenant, "hello").await?.expect(200)?;
    while receiver.received().is_empty() {
        post(&world, &workers, "/api/maintenance/deliver-webhooks", &Value::Null).await?.expect(200)?;
    }
    let message = receiver.only()?;
    message.expect_signed(&[rotated.text("secret")?, webhook.text("secret")?])?;
    ensure!(message.header("authorization")? == "Bearer of-the-receiver", "{message:?}");
    Ok(())
}
