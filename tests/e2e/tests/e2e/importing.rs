//! `POST /api/provider-credentials/import`: keys that another system sealed.

use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, ensure};
use reqwest::Method;
use serde_json::{Value, json};
use tollgate_e2e::world::was_sent_with;
use tollgate_e2e::{Answer, Tenant, TenantOptions, World, books};

use crate::provider_credentials::simulated;
use crate::trial::Outcome;

crate::trials![
    keys_of_another_system_are_brought_over_and_serve_calls,
    an_import_can_be_repeated_and_says_what_became_of_each_key,
    an_import_that_is_malformed_names_the_place,
];

/// The other system's `ENCRYPTION_KEY`.
const ENCRYPTION_KEY: &str = "an old encryption key of 2025";
/// `sk-proj-imported-0001` as that system kept it: made with the Python package `cryptography`.
const TOKEN: &str = "gAAAAABpBfyAAAECAwQFBgcICQoLDA0OD4wHRNU8E9VUUdwmYARZ5ix8EH44C_ZTppNV2k99SpWSX3Hhv0lXMQVewqP8_raAK_x_AEQiRwiM50b0gqR8esg=";

async fn import(world: &World, encryption_key: &str, credentials: &Value) -> anyhow::Result<Answer> {
    let body = json!({"encryption_key": encryption_key, "credentials": credentials});
    world.operate(Method::POST, "/api/provider-credentials/import", &body).await
}

async fn sealed(world: &World, tenant: &Tenant, name: &str) -> anyhow::Result<Value> {
    Ok(json!({
        "organization_id": tenant.organization_id, "provider": "OPENAI", "credential_name": name, "api_key": TOKEN,
        "api_base": simulated(world, simulator::Provider::OpenAi, "/v1").await?,
    }))
}

fn outcomes(answer: &Answer) -> Vec<&str> {
    answer.body["results"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|result| result["outcome"].as_str())
        .collect()
}

async fn keys_of_another_system_are_brought_over_and_serve_calls(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let start = Instant::now();
    let answer = import(&world, ENCRYPTION_KEY, &json!([sealed(&world, &tenant, "Main").await?])).await?;
    answer.expect(200)?;
    println!("an import took {:?}", start.elapsed());
    ensure!(answer.body["imported"] == 1 && outcomes(&answer) == ["imported"], "{answer:?}");
    for secret in ["sk-proj-imported", ENCRYPTION_KEY, TOKEN] {
        ensure!(!answer.raw.contains(secret), "{answer:?}");
    }
    world.create_and_call(&tenant, "whose key?").await?.expect(200)?;
    let calls = world.provider_calls(&tenant.team_id).await?;
    ensure!(was_sent_with(&calls[0], "sk-proj-imported-0001"), "{calls:?}");
    let id = answer.body["results"][0]["credential_id"].as_str().context("no id")?;
    let row = books::row(&world.database, "provider_credentials", "credential_id", id).await?;
    ensure!(row["key_hint"] == "…0001" && row["provider"] == "openai", "{row}");
    ensure!(row["sealed_key"].as_str().is_some_and(|sealed| sealed.starts_with("v2.local.")), "{row}");
    let entries = books::rows(&world.database, "admin_audit_log", "resource_id", id).await?;
    ensure!(entries.len() == 1 && entries[0]["action"] == "imported_provider_credential", "{entries:?}");
    Ok(())
}

async fn an_import_can_be_repeated_and_says_what_became_of_each_key(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let with = |mut credential: Value, field: &str, value: &str| {
        credential[field] = json!(value);
        credential
    };
    let one = sealed(&world, &tenant, "one").await?;
    let all = json!([
        one,
        with(one.clone(), "organization_id", "nobody"),
        with(with(one.clone(), "credential_name", "two"), "api_key", "gAAAAABnot-a-token"),
        with(one.clone(), "credential_name", "three"),
        one,
    ]);
    let first = import(&world, ENCRYPTION_KEY, &all).await?;
    first.expect(200)?;
    let expected = ["imported", "organization_not_found", "not_opened", "imported", "exists"];
    ensure!(outcomes(&first) == expected && first.body["imported"] == 2, "{first:?}");
    let again = import(&world, ENCRYPTION_KEY, &all).await?;
    ensure!(
        outcomes(&again) == ["exists", "organization_not_found", "not_opened", "exists", "exists"],
        "{again:?}"
    );
    let wrong = import(&world, "another key", &json!([with(one, "credential_name", "four")])).await?;
    ensure!(outcomes(&wrong) == ["not_opened"] && wrong.body["imported"] == 0, "{wrong:?}");
    let rows =
        books::rows(&world.database, "provider_credentials", "organization_id", &tenant.organization_id)
            .await?;
    ensure!(rows.len() == 2, "{rows:?}");
    Ok(())
}

async fn an_import_that_is_malformed_names_the_place(world: Arc<World>) -> Outcome {
    let good =
        json!({"organization_id": "o", "provider": "openai", "credential_name": "x", "api_key": TOKEN});
    let answer = import(&world, "", &json!([good, {"organization_id": "a b", "provider": "openai"}])).await?;
    answer.expect_error(422, "validation_error")?;
    let expected = [
        r#"["body","encryption_key"]"#,
        r#"["body","credentials",1,"organization_id"]"#,
        r#"["body","credentials",1,"credential_name"]"#,
        r#"["body","credentials",1,"api_key"]"#,
    ];
    ensure!(answer.places() == expected, "{answer:?}");
    let too_many = import(&world, ENCRYPTION_KEY, &json!(vec![good.clone(); 101])).await?;
    too_many.expect_error(422, "validation_error")?;
    let mut acme = good;
    acme["provider"] = json!("acme");
    let unknown = import(&world, ENCRYPTION_KEY, &json!([acme])).await?;
    unknown.expect_error(400, "invalid_value")?;
    ensure!(unknown.text("detail")?.contains("credentials.0"), "{unknown:?}");
    Ok(())
}
