//! Every reason for which a call is refused before any money is spent, and that nothing is written for it.

use std::sync::Arc;

use anyhow::ensure;
use serde_json::json;
use tollgate_e2e::{Answer, Tenant, TenantOptions, World, books};
use uuid::Uuid;

use crate::trial::Outcome;

crate::trials![
    a_missing_or_malformed_key_is_401,
    an_unknown_a_revoked_and_an_expired_key_are_401,
    another_teams_job_is_403,
    another_teams_id_in_the_body_is_403,
    an_alias_outside_the_access_groups_is_403_like_an_unknown_one,
    an_inactive_access_group_grants_nothing,
    an_unknown_or_malformed_job_id_is_404,
    a_malformed_call_is_422_naming_the_fields,
    an_empty_balance_is_402_with_the_numbers,
    a_suspended_or_paused_team_is_403,
    an_inactive_organization_is_403,
    a_call_into_a_closed_job_is_409,
    a_body_over_the_limit_is_413,
    a_provider_without_any_key_is_503,
];

/// Nothing was written for the team, held for it or asked of the provider for it.
async fn untouched(world: &World, tenant: &Tenant) -> Outcome {
    for table in ["jobs", "llm_calls", "credit_holds"] {
        let rows = books::rows(&world.database, table, "team_id", &tenant.team_id).await?;
        ensure!(rows.is_empty(), "{table} has {rows:?}");
    }
    ensure!(world.provider_calls(&tenant.team_id).await?.is_empty(), "the provider was called");
    books::assert_balanced(&world.database, &tenant.team_id).await
}

async fn tenant(world: &World) -> anyhow::Result<Tenant> {
    Tenant::create(&world.database, &TenantOptions::default()).await
}

async fn a_missing_or_malformed_key_is_401(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let body = world.create_and_call_body(&tenant, "hi").to_string();
    for header in [
        None,
        Some("Bearer".to_owned()),
        Some(format!("Basic {}", tenant.key)),
        Some("Bearer a b".to_owned()),
    ] {
        let mut request = world.http.post(world.url("/api/jobs/create-and-call")).body(body.clone());
        if let Some(header) = header {
            request = request.header("authorization", header);
        }
        World::send(request).await?.expect_error(401, "missing_credentials")?;
    }
    let lower_case = world
        .http
        .post(world.url("/api/jobs/create"))
        .header("authorization", format!("bearer {}", tenant.key))
        .body(json!({"team_id": tenant.team_id, "job_type": "x"}).to_string());
    World::send(lower_case).await?.expect(200)
}

async fn an_unknown_a_revoked_and_an_expired_key_are_401(world: Arc<World>) -> Outcome {
    let unknown = Tenant { key: "sk-unknown".to_owned(), ..tenant(&world).await? };
    world.create_and_call(&unknown, "hi").await?.expect_error(401, "invalid_api_key")?;
    for change in ["revoked_at = now()", "expires_at = now() - interval '1 second'"] {
        let tenant = tenant(&world).await?;
        let sql = format!("UPDATE virtual_keys SET {change} WHERE team_id = $1");
        sqlx::query(sqlx::AssertSqlSafe(sql)).bind(&tenant.team_id).execute(&world.database).await?;
        world.create_and_call(&tenant, "hi").await?.expect_error(401, "invalid_api_key")?;
        untouched(&world, &tenant).await?;
    }
    Ok(())
}

async fn another_teams_job_is_403(world: Arc<World>) -> Outcome {
    let (owner, stranger) = (tenant(&world).await?, tenant(&world).await?);
    let job = world.open_job(&owner).await?;
    world.call(&stranger, &job, "hi").await?.expect_error(403, "wrong_team")?;
    world.complete(&stranger, &job, "completed").await?.expect_error(403, "wrong_team")?;
    let row = books::row(&world.database, "jobs", "job_id", &job).await?;
    ensure!(row["status"] == "pending", "{row}");
    untouched(&world, &stranger).await
}

async fn another_teams_id_in_the_body_is_403(world: Arc<World>) -> Outcome {
    let (owner, stranger) = (tenant(&world).await?, tenant(&world).await?);
    let disguised = Tenant { team_id: owner.team_id.clone(), ..stranger.clone() };
    world.create_and_call(&disguised, "hi").await?.expect_error(403, "wrong_team")?;
    let job = json!({"team_id": owner.team_id, "job_type": "x"});
    world.post(&stranger.key, "/api/jobs/create", &job).await?.expect_error(403, "wrong_team")?;
    untouched(&world, &owner).await?;
    untouched(&world, &stranger).await
}

async fn an_alias_outside_the_access_groups_is_403_like_an_unknown_one(world: Arc<World>) -> Outcome {
    let (owner, stranger) = (tenant(&world).await?, tenant(&world).await?);
    let covetous = Tenant { alias: owner.alias.clone(), ..stranger.clone() };
    let foreign = world.create_and_call(&covetous, "hi").await?;
    foreign.expect_error(403, "model_not_allowed")?;
    let dreaming = Tenant { alias: "no-such-model".to_owned(), ..stranger.clone() };
    let unknown = world.create_and_call(&dreaming, "hi").await?;
    unknown.expect_error(403, "model_not_allowed")?;
    let without_id = |mut answer: Answer| {
        answer.body["request_id"].take();
        answer.body
    };
    ensure!(without_id(foreign) == without_id(unknown), "the answers tell which aliases exist");
    untouched(&world, &stranger).await
}

async fn an_inactive_access_group_grants_nothing(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    sqlx::query(
        "UPDATE model_access_groups SET status = 'inactive' WHERE access_group_id IN
            (SELECT access_group_id FROM team_access_groups WHERE team_id = $1)",
    )
    .bind(&tenant.team_id)
    .execute(&world.database)
    .await?;
    world.create_and_call(&tenant, "hi").await?.expect_error(403, "model_not_allowed")?;
    untouched(&world, &tenant).await
}

async fn an_unknown_or_malformed_job_id_is_404(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    for job in [Uuid::from_bytes(rand::random()).to_string(), "not-a-uuid".to_owned()] {
        world.call(&tenant, &job, "hi").await?.expect_error(404, "job_not_found")?;
        world.complete(&tenant, &job, "completed").await?.expect_error(404, "job_not_found")?;
    }
    untouched(&world, &tenant).await
}

async fn a_malformed_call_is_422_naming_the_fields(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let cases = [
        (json!({"messages": [{"role": "user", "content": "x"}]}), r#"["body","model"]"#),
        (json!({"model": tenant.alias}), r#"["body","messages"]"#),
        (json!({"model": tenant.alias, "messages": []}), r#"["body","messages"]"#),
        (
            json!({"model": tenant.alias, "messages": [{"role": "wizard", "content": "x"}]}),
            r#"["body","messages",0,"role"]"#,
        ),
        (
            json!({"model": tenant.alias, "messages": [{"role": "user", "content": "x"}], "temperature": 3}),
            r#"["body","temperature"]"#,
        ),
        (
            json!({"model": tenant.alias, "messages": [{"role": "user", "content": "x"}], "max_tokens": 0}),
            r#"["body","max_tokens"]"#,
        ),
        (
            json!({"model": tenant.alias, "messages": [{"role": "user", "content": [
                {"type": "image_url", "image_url": {"url": "https://example.com/film.mp4"}}]}]}),
            r#"["body","messages",0,"content",0,"image_url","url"]"#,
        ),
        (
            json!({"model": tenant.alias, "messages": [{"role": "user", "content": [
                {"type": "input_audio", "input_audio": {"data": "AAAA", "format": "wav"}}]}]}),
            r#"["body","messages",0,"content",0,"type"]"#,
        ),
    ];
    for (mut body, place) in cases {
        body["team_id"] = json!(tenant.team_id);
        body["job_type"] = json!("x");
        let answer = world.post(&tenant.key, "/api/jobs/create-and-call", &body).await?;
        answer.expect_error(422, "validation_error")?;
        let places = answer.places();
        ensure!(places.iter().any(|named| named == place), "{place} is not in {places:?}");
    }
    untouched(&world, &tenant).await
}

async fn an_empty_balance_is_402_with_the_numbers(world: Arc<World>) -> Outcome {
    let tenant =
        Tenant::create(&world.database, &TenantOptions { credits: 0, ..TenantOptions::default() }).await?;
    let answer = world.create_and_call(&tenant, "hi").await?;
    answer.expect_error(402, "insufficient_credits")?;
    ensure!(answer.body["credits_needed"] == 1 && answer.body["credits_available"] == 0, "{answer:?}");
    ensure!(answer.raw.contains("Insufficient credits"), "{answer:?}");
    untouched(&world, &tenant).await
}

async fn a_suspended_or_paused_team_is_403(world: Arc<World>) -> Outcome {
    for (status, code) in [("suspended", "team_suspended"), ("paused", "team_paused")] {
        let tenant = tenant(&world).await?;
        let job = world.open_job(&tenant).await?;
        sqlx::query("UPDATE team_credits SET status = $1::team_status WHERE team_id = $2")
            .bind(status)
            .bind(&tenant.team_id)
            .execute(&world.database)
            .await?;
        world.create_and_call(&tenant, "hi").await?.expect_error(403, code)?;
        world.call(&tenant, &job, "hi").await?.expect_error(403, code)?;
        let body = json!({"team_id": tenant.team_id, "job_type": "x"});
        world.post(&tenant.key, "/api/jobs/create", &body).await?.expect_error(403, code)?;
        // A paused team may still close what is open.
        let completion = world.complete(&tenant, &job, "completed").await?;
        if status == "paused" { completion.expect(200)? } else { completion.expect_error(403, code)? }
    }
    Ok(())
}

async fn an_inactive_organization_is_403(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    sqlx::query("UPDATE organizations SET status = 'suspended' WHERE organization_id = $1")
        .bind(&tenant.organization_id)
        .execute(&world.database)
        .await?;
    world.create_and_call(&tenant, "hi").await?.expect_error(403, "organization_inactive")?;
    untouched(&world, &tenant).await
}

async fn a_call_into_a_closed_job_is_409(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    for status in ["completed", "failed"] {
        let job = world.open_job(&tenant).await?;
        world.complete(&tenant, &job, status).await?.expect(200)?;
        world.call(&tenant, &job, "hi").await?.expect_error(409, "job_closed")?;
    }
    ensure!(books::rows(&world.database, "llm_calls", "team_id", &tenant.team_id).await?.is_empty());
    Ok(())
}

async fn a_body_over_the_limit_is_413(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let body = world.create_and_call_body(&tenant, &"x".repeat(11 * 1024 * 1024)).to_string();
    world
        .post_text(&tenant.key, "/api/jobs/create-and-call", &body)
        .await?
        .expect_error(413, "body_too_large")?;
    untouched(&world, &tenant).await
}

async fn a_provider_without_any_key_is_503(world: Arc<World>) -> Outcome {
    // The deployment under test has a key of its own for OpenAI only.
    let options = TenantOptions { provider: "fireworks", ..TenantOptions::default() };
    let tenant = Tenant::create(&world.database, &options).await?;
    world.create_and_call(&tenant, "hi").await?.expect_error(503, "no_provider_credentials")?;
    untouched(&world, &tenant).await
}
