//! The latency budget: one round trip to the database before the provider is called, one after. These tests run alone.

use std::sync::Arc;
use std::time::Instant;

use anyhow::ensure;
use serde_json::json;
use stack::Runtime;
use tollgate_e2e::relay::RoundTrip;
use tollgate_e2e::stream::read;
use tollgate_e2e::{Tenant, TenantOptions, World, books};

use crate::trial::Outcome;

crate::trials![
    create_and_call_takes_one_round_trip_before_the_provider_and_one_after,
    a_call_takes_one_round_trip_before_the_provider_and_one_after,
    a_stream_takes_one_round_trip_before_the_provider_and_one_after,
    embeddings_take_one_round_trip_before_the_provider_and_one_after,
    opening_and_completing_a_job_take_one_round_trip_each,
    a_refused_call_takes_one_round_trip,
];

/// The round trips since a moment on the connections that have sent one of the markers. Nothing else talks to the
/// database meanwhile, so that on a pooled connection, too, a round trip without a marker is one that should not be there.
///
/// Spin makes some of its own, to reset a connection and to have types inferred: of its round trips those count that run a statement.
fn round_trips(world: &World, since: Instant, markers: &[&str]) -> Vec<Instant> {
    let mut trips = world.relay.round_trips(since, markers);
    if world.runtime == Runtime::Spin {
        trips.retain(RoundTrip::runs_a_statement);
    }
    trips.into_iter().map(|trip| trip.began).collect()
}

async fn create_and_call_takes_one_round_trip_before_the_provider_and_one_after(
    world: Arc<World>,
) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let since = Instant::now();
    let answer = world.create_and_call(&tenant, "[[latency_ms=300]] count me").await?;
    answer.expect(200)?;
    one_before_one_after(&world, since, &tenant, answer.text("call_id")?).await
}

async fn a_call_takes_one_round_trip_before_the_provider_and_one_after(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let job = world.open_job(&tenant).await?;
    let since = Instant::now();
    let answer = world.call(&tenant, &job, "[[latency_ms=300]] count me").await?;
    answer.expect(200)?;
    one_before_one_after(&world, since, &tenant, answer.text("call_id")?).await
}

async fn a_stream_takes_one_round_trip_before_the_provider_and_one_after(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let since = Instant::now();
    let stream =
        read(world.create_and_call_stream(&tenant, "[[latency_ms=300]] count me")).await?.stream()?;
    one_before_one_after(&world, since, &tenant, stream.header("x-call-id")?).await
}

async fn embeddings_take_one_round_trip_before_the_provider_and_one_after(world: Arc<World>) -> Outcome {
    let options = TenantOptions {
        actual_model: "text-embedding-3-small",
        kind: "embedding",
        ..TenantOptions::default()
    };
    let tenant = Tenant::create(&world.database, &options).await?;
    let since = Instant::now();
    let body =
        json!({"model": tenant.alias, "input": format!("{} [[latency_ms=300]] count me", tenant.team_id)});
    let answer = world.post(&tenant.key, "/v1/embeddings", &body).await?;
    answer.expect(200)?;
    let call_id = answer.body["tollgate"]["call_id"].as_str().unwrap_or_default();
    one_before_one_after(&world, since, &tenant, call_id).await
}

async fn one_before_one_after(world: &World, since: Instant, tenant: &Tenant, call_id: &str) -> Outcome {
    books::settled_call(&world.database, call_id).await?;
    let trips = round_trips(world, since, &[&tenant.alias, call_id]);
    let calls = world.provider_calls(&tenant.team_id).await?;
    ensure!(calls.len() == 1, "{calls:?}");
    ensure!(trips.len() == 2, "{} round trips", trips.len());
    let pause = trips[1].duration_since(trips[0]);
    ensure!(
        pause.as_millis() >= 300,
        "both round trips were on one side of the provider's 300 ms: {pause:?}"
    );
    Ok(())
}

async fn opening_and_completing_a_job_take_one_round_trip_each(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let before_opening = Instant::now();
    let job = world.open_job(&tenant).await?;
    ensure!(round_trips(&world, before_opening, &[&tenant.team_id]).len() == 1);
    let before_completing = Instant::now();
    world.complete(&tenant, &job, "completed").await?.expect(200)?;
    ensure!(round_trips(&world, before_completing, &[&job]).len() == 1);
    Ok(())
}

async fn a_refused_call_takes_one_round_trip(world: Arc<World>) -> Outcome {
    let tenant =
        Tenant::create(&world.database, &TenantOptions { credits: 0, ..TenantOptions::default() }).await?;
    let since = Instant::now();
    world.create_and_call(&tenant, "hi").await?.expect_error(402, "insufficient_credits")?;
    ensure!(round_trips(&world, since, &[&tenant.alias]).len() == 1);
    Ok(())
}
