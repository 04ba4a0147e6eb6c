//! `POST /api/jobs/create`, and what all endpoints have in common.

use std::sync::Arc;

use anyhow::ensure;
use serde_json::json;
use tollgate_e2e::{Tenant, TenantOptions, World, books};

use crate::trial::Outcome;

crate::trials![
    health_answers_without_a_key,
    a_job_is_opened_pending_and_costs_nothing,
    a_malformed_job_names_every_field_at_fault,
    an_unknown_path_is_404_and_a_wrong_method_405,
    a_body_that_is_not_json_is_422,
    metadata_over_the_limit_is_413,
];

async fn health_answers_without_a_key(world: Arc<World>) -> Outcome {
    let answer = world.get("/health").await?;
    answer.expect(200)?;
    ensure!(answer.body["status"] == "healthy", "{answer:?}");
    Ok(())
}

async fn a_job_is_opened_pending_and_costs_nothing(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let request = json!({"team_id": tenant.team_id, "job_type": "contract_check", "user_id": "u1",
        "external_task_id": "task-7", "metadata": {"doc": "A-7"}, "unknown_field": 1});
    let answer = world.post(&tenant.key, "/api/jobs/create", &request).await?;
    answer.expect(200)?;
    ensure!(
        answer.body["status"] == "pending" && answer.body["team_id"] == tenant.team_id.as_str(),
        "{answer:?}"
    );
    let created_at = answer.text("created_at")?;
    ensure!(
        created_at.len() == 24 && created_at.ends_with('Z'),
        "not RFC 3339 with milliseconds: {created_at}"
    );
    let job = books::row(&world.database, "jobs", "job_id", answer.text("job_id")?).await?;
    ensure!(job["status"] == "pending" && job["job_metadata"]["doc"] == "A-7", "{job}");
    ensure!(
        job["organization_id"] == tenant.organization_id.as_str() && job["external_task_id"] == "task-7",
        "{job}"
    );
    ensure!(books::rows(&world.database, "credit_holds", "team_id", &tenant.team_id).await?.is_empty());
    books::assert_balanced(&world.database, &tenant.team_id).await
}

async fn a_malformed_job_names_every_field_at_fault(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let answer = world.post(&tenant.key, "/api/jobs/create", &json!({"job_type": 7, "metadata": []})).await?;
    answer.expect_error(422, "validation_error")?;
    let places = answer.places();
    ensure!(
        places == [r#"["body","team_id"]"#, r#"["body","job_type"]"#, r#"["body","metadata"]"#],
        "fields: {places:?}"
    );
    ensure!(books::rows(&world.database, "jobs", "team_id", &tenant.team_id).await?.is_empty());
    Ok(())
}

async fn an_unknown_path_is_404_and_a_wrong_method_405(world: Arc<World>) -> Outcome {
    world.get("/api/nothing").await?.expect_error(404, "not_found")?;
    world.get("/api/jobs/create").await?.expect_error(405, "method_not_allowed")
}

async fn a_body_that_is_not_json_is_422(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    for body in ["", "{", "[]", "\"text\""] {
        world
            .post_text(&tenant.key, "/api/jobs/create", body)
            .await?
            .expect_error(422, "validation_error")?;
    }
    Ok(())
}

async fn metadata_over_the_limit_is_413(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let request =
        json!({"team_id": tenant.team_id, "job_type": "x", "metadata": {"text": "m".repeat(11_000)}});
    world.post(&tenant.key, "/api/jobs/create", &request).await?.expect_error(413, "metadata_too_large")?;
    ensure!(books::rows(&world.database, "jobs", "team_id", &tenant.team_id).await?.is_empty());
    Ok(())
}
