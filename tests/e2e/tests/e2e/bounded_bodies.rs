//! Bodies that would cost more than they are worth: what their answers and the functions' memory have as bounds.

use std::sync::Arc;

use anyhow::{Context, ensure};
use serde_json::{Value, json};
use tollgate_e2e::{Tenant, TenantOptions, World};

use crate::trial::Outcome;

crate::trials![
    a_body_that_is_wrong_in_every_part_is_answered_with_the_first_hundred_faults,
    a_body_of_many_tiny_values_is_refused_before_its_tree_is_made,
    members_that_no_request_has_are_skipped_whatever_their_size,
    a_request_without_a_prompt_has_a_small_body,
    metadata_that_could_not_be_shown_again_is_refused,
];

const CREATE_AND_CALL: &str = "/api/jobs/create-and-call";

async fn tenant(world: &World) -> anyhow::Result<Tenant> {
    Tenant::create(&world.database, &TenantOptions::default()).await
}

async fn a_body_that_is_wrong_in_every_part_is_answered_with_the_first_hundred_faults(
    world: Arc<World>,
) -> Outcome {
    let tenant = tenant(&world).await?;
    let part = json!({"type": "image_url", "image_url": {"url": "ftp://x"}});
    let tool = json!({"type": "function", "function": {"name": "not a name"}});
    let member = |name: &str, value: Value| {
        let mut body = world.create_and_call_body(&tenant, "hi");
        body[name] = value;
        body
    };
    for body in [
        member("messages", json!(vec![json!({"role": "user", "content": vec![part.clone(); 1_500]})])),
        member("messages", json!(vec![json!({"role": "wizard"}); 2_000])),
        member("messages", json!(vec![json!({"role": "tool", "tool_call_id": "x", "content": "y"}); 2_000])),
        member("tools", json!(vec![tool; 128])),
    ] {
        let sent = body.to_string().len();
        let answer = world.post(&tenant.key, CREATE_AND_CALL, &body).await?;
        answer.expect_error(422, "validation_error")?;
        let faults = answer.body["detail"].as_array().context("no list of faults")?;
        ensure!((100..=101).contains(&faults.len()), "{} faults", faults.len());
        ensure!(faults[100]["type"] == "more_faults", "{}", faults[100]);
        ensure!(answer.raw.len() < 20_000, "{sent} bytes in, {} bytes out", answer.raw.len());
    }
    Ok(())
}

async fn a_body_of_many_tiny_values_is_refused_before_its_tree_is_made(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let body = |messages: &str| {
        format!(
            r#"{{"team_id": "{}", "job_type": "test", "model": "{}", "messages": {messages}}}"#,
            tenant.team_id, tenant.alias
        )
    };
    for (item, kind) in [("0", "too_many_values"), ("{}", "too_many_values"), ("[[", "too_deep")] {
        let many = 9 * 1024 * 1024 / (item.len() + 1);
        let messages =
            if item == "[[" { "[".repeat(500_000) } else { format!("[{}]", vec![item; many].join(",")) };
        let answer = world.post_text(&tenant.key, CREATE_AND_CALL, &body(&messages)).await?;
        answer.expect_error(422, "validation_error")?;
        ensure!(answer.body["detail"][0]["type"] == kind, "{answer:?}");
    }
    Ok(())
}

async fn members_that_no_request_has_are_skipped_whatever_their_size(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let mut body = world.create_and_call_body(&tenant, "hi").to_string();
    let closing = body.pop();
    ensure!(closing == Some('}'), "{body}");
    body.push_str(&format!(r#","trace":[{}]}}"#, vec!["0"; 2_000_000].join(",")));
    world.post_text(&tenant.key, CREATE_AND_CALL, &body).await?.expect(200)
}

async fn a_request_without_a_prompt_has_a_small_body(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let job = json!({"team_id": tenant.team_id, "job_type": "test", "notes": "x".repeat(64 * 1024)});
    let refused = world.post(&tenant.key, "/api/jobs/create", &job).await?;
    refused.expect_error(413, "body_too_large")?;
    ensure!(refused.body["max_bytes"] == 65_536, "{refused:?}");
    let anonymous = json!({"email": "a@b.example", "password": "x".repeat(100_000)});
    let refused = world.post_anonymously("/api/admin-users/login", &anonymous).await?;
    refused.expect_error(413, "body_too_large")
}

async fn metadata_that_could_not_be_shown_again_is_refused(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let nested = |levels: usize| (1..levels).fold(json!({}), |inner, _| json!({"a": inner}));
    for metadata in [nested(21), nested(90), json!({"a": 1e31}), json!({"a": [1e-31]})] {
        let job = json!({"team_id": tenant.team_id, "job_type": "test", "metadata": metadata});
        let refused = world.post(&tenant.key, "/api/jobs/create", &job).await?;
        refused.expect_error(422, "validation_error")?;
    }
    let job = json!({"team_id": tenant.team_id, "job_type": "test", "metadata": nested(20)});
    world.post(&tenant.key, "/api/jobs/create", &job).await?.expect(200)?;
    let jobs = world.get_with(&tenant.key, &format!("/api/teams/{}/jobs", tenant.team_id)).await?;
    jobs.expect(200)
}
