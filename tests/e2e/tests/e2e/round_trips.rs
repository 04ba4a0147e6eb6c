//! The latency budget: one round trip to the database before the provider is called, one after.

use std::sync::Arc;

use anyhow::ensure;
use tollgate_e2e::{Tenant, TenantOptions, World, books};

use crate::trial::Outcome;

crate::trials![
    create_and_call_takes_one_round_trip_before_the_provider_and_one_after,
    a_call_takes_one_round_trip_before_the_provider_and_one_after,
    opening_and_completing_a_job_take_one_round_trip_each,
    a_refused_call_takes_one_round_trip,
];

/// The round trips of the only connection that sent `marker`.
fn round_trips(world: &World, marker: &str) -> anyhow::Result<Vec<std::time::Instant>> {
    let connections = world.relay.connections_with(marker.as_bytes());
    ensure!(connections.len() == 1, "{} connections sent {marker}", connections.len());
    Ok(connections[0].round_trips.clone())
}

async fn create_and_call_takes_one_round_trip_before_the_provider_and_one_after(
    world: Arc<World>,
) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let answer = world.create_and_call(&tenant, "[[latency_ms=300]] count me").await?;
    answer.expect(200)?;
    books::settled_call(&world.database, answer.text("call_id")?).await?;
    one_before_one_after(&world, &tenant).await
}

async fn a_call_takes_one_round_trip_before_the_provider_and_one_after(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let job = world.open_job(&tenant).await?;
    let answer = world.call(&tenant, &job, "[[latency_ms=300]] count me").await?;
    answer.expect(200)?;
    books::settled_call(&world.database, answer.text("call_id")?).await?;
    one_before_one_after(&world, &tenant).await
}

async fn one_before_one_after(world: &World, tenant: &Tenant) -> Outcome {
    let trips = round_trips(world, &tenant.alias)?;
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
    let job = world.open_job(&tenant).await?;
    ensure!(round_trips(&world, &tenant.team_id)?.len() == 1);
    world.complete(&tenant, &job, "completed").await?.expect(200)?;
    let connections = world.relay.connections_with(job.as_bytes());
    let trips: Vec<usize> = connections.iter().map(|connection| connection.round_trips.len()).collect();
    ensure!(trips == [1, 1], "{trips:?}");
    Ok(())
}

async fn a_refused_call_takes_one_round_trip(world: Arc<World>) -> Outcome {
    let tenant =
        Tenant::create(&world.database, &TenantOptions { credits: 0, ..TenantOptions::default() }).await?;
    world.create_and_call(&tenant, "hi").await?.expect_error(402, "insufficient_credits")?;
    ensure!(round_trips(&world, &tenant.alias)?.len() == 1);
    Ok(())
}
