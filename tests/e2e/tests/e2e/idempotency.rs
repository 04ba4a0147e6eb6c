//! `Idempotency-Key`: a request that is sent again gets the first answer and has no second effect.

use std::sync::Arc;

use anyhow::ensure;
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use tollgate_e2e::stream::read;
use tollgate_e2e::{Answer, Tenant, TenantOptions, World, books};

use crate::trial::Outcome;

crate::trials![
    a_repeated_create_gives_the_same_job,
    a_repeated_call_gives_the_same_answer_and_is_charged_once,
    a_repeated_stream_replays_its_final_form_and_is_charged_once,
    a_repeated_completion_gives_the_first_answer,
    the_same_key_with_another_request_is_refused,
    a_request_in_flight_is_409_and_is_answered_afterwards,
    of_many_at_once_one_has_an_effect,
    a_failed_call_leaves_its_key_free,
    a_malformed_key_is_422,
    keys_of_two_teams_are_apart,
];

async fn tenant(world: &World) -> anyhow::Result<Tenant> {
    Tenant::create(&world.database, &TenantOptions::default()).await
}

fn post(world: &World, tenant: &Tenant, path: &str, key: &str, body: &Value) -> RequestBuilder {
    world.http.post(world.url(path)).bearer_auth(&tenant.key).header("idempotency-key", key).json(body)
}

async fn send(world: &World, tenant: &Tenant, path: &str, key: &str, body: &Value) -> anyhow::Result<Answer> {
    World::send(post(world, tenant, path, key, body)).await
}

fn was_replayed(answer: &Answer) -> bool {
    answer.headers.get("idempotent-replayed").is_some_and(|value| value == "true")
}

async fn a_repeated_create_gives_the_same_job(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let body = json!({"team_id": tenant.team_id, "job_type": "x"});
    let first = send(&world, &tenant, "/api/jobs/create", "k1", &body).await?;
    first.expect(200)?;
    let again = send(&world, &tenant, "/api/jobs/create", "k1", &body).await?;
    ensure!(first.body == again.body && !was_replayed(&first) && was_replayed(&again), "{first:?} {again:?}");
    let other = send(&world, &tenant, "/api/jobs/create", "k2", &body).await?;
    ensure!(other.body["job_id"] != first.body["job_id"], "{other:?}");
    ensure!(books::rows(&world.database, "jobs", "team_id", &tenant.team_id).await?.len() == 2);
    Ok(())
}

async fn a_repeated_call_gives_the_same_answer_and_is_charged_once(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let body = world.create_and_call_body(&tenant, "once");
    let first = send(&world, &tenant, "/api/jobs/create-and-call", "k", &body).await?;
    first.expect(200)?;
    books::settled_call(&world.database, first.text("call_id")?).await?;
    let again = send(&world, &tenant, "/api/jobs/create-and-call", "k", &body).await?;
    ensure!(first.body == again.body && was_replayed(&again), "{first:?} {again:?}");
    let job = world.open_job(&tenant).await?;
    let path = format!("/api/jobs/{job}/llm-call");
    let first = send(&world, &tenant, &path, "k3", &world.call_body(&tenant, "twice")).await?;
    books::settled_call(&world.database, first.text("call_id")?).await?;
    let again = send(&world, &tenant, &path, "k3", &world.call_body(&tenant, "twice")).await?;
    ensure!(first.body == again.body && was_replayed(&again), "{first:?} {again:?}");
    ensure!(world.provider_calls(&tenant.team_id).await?.len() == 2);
    let team = books::row(&world.database, "team_credits", "team_id", &tenant.team_id).await?;
    ensure!(team["credits_used"] == "1", "{team}");
    books::assert_balanced(&world.database, &tenant.team_id).await
}

async fn a_repeated_stream_replays_its_final_form_and_is_charged_once(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    for (path, prompt) in [
        ("/api/jobs/create-and-call-stream".to_owned(), "stream it once"),
        (
            format!("/api/jobs/{}/llm-call-stream", world.open_job(&tenant).await?),
            "[[words=20]][[cut_after=8]] broken",
        ),
    ] {
        let body = world.create_and_call_body(&tenant, prompt);
        let first = read(post(&world, &tenant, &path, prompt, &body)).await?.stream()?;
        books::settled_call(&world.database, first.header("x-call-id")?).await?;
        let again = read(post(&world, &tenant, &path, prompt, &body)).await?.stream()?;
        ensure!(again.header("idempotent-replayed")? == "true", "{again:?}");
        ensure!(first.header("x-call-id")? == again.header("x-call-id")?, "{again:?}");
        ensure!(
            !first.content().is_empty() && first.content() == again.content(),
            "{} {}",
            first.raw,
            again.raw
        );
        ensure!(first.last()? == again.last()? && again.is_done, "{} {}", first.raw, again.raw);
    }
    ensure!(world.provider_calls(&tenant.team_id).await?.len() == 2);
    books::assert_balanced(&world.database, &tenant.team_id).await
}

async fn a_repeated_completion_gives_the_first_answer(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let job = world.open_job(&tenant).await?;
    world.call(&tenant, &job, "hi").await?.expect(200)?;
    let path = format!("/api/jobs/{job}/complete");
    let first = send(&world, &tenant, &path, "k", &json!({"status": "completed"})).await?;
    first.expect(200)?;
    world.create_and_call(&tenant, "something else in between").await?.expect(200)?;
    books::all_settled(&world.database, &tenant.team_id).await?;
    let again = send(&world, &tenant, &path, "k", &json!({"status": "completed"})).await?;
    ensure!(first.body == again.body && was_replayed(&again), "{first:?} {again:?}");
    Ok(())
}

async fn the_same_key_with_another_request_is_refused(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let first =
        send(&world, &tenant, "/api/jobs/create-and-call", "k", &world.create_and_call_body(&tenant, "one"))
            .await?;
    first.expect(200)?;
    let body = world.create_and_call_body(&tenant, "another");
    for path in ["/api/jobs/create-and-call", "/api/jobs/create-and-call-stream"] {
        send(&world, &tenant, path, "k", &body).await?.expect_error(422, "idempotency_key_reused")?;
    }
    let job = json!({"team_id": tenant.team_id, "job_type": "x"});
    send(&world, &tenant, "/api/jobs/create", "k", &job)
        .await?
        .expect_error(422, "idempotency_key_reused")?;
    ensure!(world.provider_calls(&tenant.team_id).await?.len() == 1);
    Ok(())
}

async fn a_request_in_flight_is_409_and_is_answered_afterwards(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let body = world.create_and_call_body(&tenant, "[[latency_ms=4000]] slow");
    let slow = {
        let (world, tenant, body) = (world.clone(), tenant.clone(), body.clone());
        tokio::spawn(async move { send(&world, &tenant, "/api/jobs/create-and-call", "k", &body).await })
    };
    world.until_provider_calls(&tenant.team_id, 1).await?;
    let early = send(&world, &tenant, "/api/jobs/create-and-call", "k", &body).await?;
    early.expect_error(409, "request_in_progress")?;
    ensure!(early.headers.contains_key("retry-after"), "{early:?}");
    let first = slow.await??;
    first.expect(200)?;
    books::settled_call(&world.database, first.text("call_id")?).await?;
    let again = send(&world, &tenant, "/api/jobs/create-and-call", "k", &body).await?;
    ensure!(first.body == again.body, "{first:?} {again:?}");
    Ok(())
}

async fn of_many_at_once_one_has_an_effect(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let requests = (0..12).map(|number| {
        let (world, tenant) = (world.clone(), tenant.clone());
        tokio::spawn(async move {
            let (path, body) = if number % 2 == 0 {
                (
                    "/api/jobs/create-and-call",
                    world.create_and_call_body(&tenant, "[[latency_ms=300]] me too"),
                )
            } else {
                ("/api/jobs/create", json!({"team_id": tenant.team_id, "job_type": "x"}))
            };
            send(&world, &tenant, path, path, &body).await
        })
    });
    for request in requests.collect::<Vec<_>>() {
        let answer = request.await??;
        ensure!(answer.status == 200 || answer.body["code"] == "request_in_progress", "{answer:?}");
    }
    ensure!(world.provider_calls(&tenant.team_id).await?.len() == 1);
    ensure!(books::rows(&world.database, "jobs", "team_id", &tenant.team_id).await?.len() == 2);
    books::all_settled(&world.database, &tenant.team_id).await?;
    books::assert_balanced(&world.database, &tenant.team_id).await
}

async fn a_failed_call_leaves_its_key_free(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let prompt = format!("[[fail_first=3 status=503 key={}]] hi", tenant.team_id);
    let body = world.create_and_call_body(&tenant, &prompt);
    let failed = send(&world, &tenant, "/api/jobs/create-and-call", "k", &body).await?;
    failed.expect_error(502, "provider_error")?;
    books::settled_call(&world.database, failed.text("call_id")?).await?;
    let second = send(&world, &tenant, "/api/jobs/create-and-call", "k", &body).await?;
    second.expect(200)?;
    ensure!(!was_replayed(&second), "{second:?}");
    Ok(())
}

async fn a_malformed_key_is_422(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let body = json!({"team_id": tenant.team_id, "job_type": "x"});
    for key in ["", "a\tb", &"k".repeat(256)] {
        send(&world, &tenant, "/api/jobs/create", key, &body).await?.expect_error(422, "validation_error")?;
    }
    Ok(())
}

async fn keys_of_two_teams_are_apart(world: Arc<World>) -> Outcome {
    let (one, other) = (tenant(&world).await?, tenant(&world).await?);
    let body = |tenant: &Tenant| json!({"team_id": tenant.team_id, "job_type": "x"});
    let first = send(&world, &one, "/api/jobs/create", "shared", &body(&one)).await?;
    let second = send(&world, &other, "/api/jobs/create", "shared", &body(&other)).await?;
    second.expect(200)?;
    ensure!(first.body["job_id"] != second.body["job_id"] && !was_replayed(&second), "{second:?}");
    Ok(())
}
