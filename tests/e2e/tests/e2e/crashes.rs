//! Crashes in the middle of a load: of the runtime, of the database. These tests run alone.

use std::sync::Arc;
use std::time::Duration;

use anyhow::ensure;
use tollgate_e2e::{Tenant, TenantOptions, World, books};

use crate::trial::Outcome;

crate::trials![
    a_runtime_that_is_killed_in_mid_load_doubles_no_charge_and_leaks_no_hold,
    a_database_that_is_killed_in_mid_load_gives_503_and_right_books,
];

/// What the clients of a load have seen.
#[derive(Debug, Default)]
struct Seen {
    answered: Vec<String>,
    unavailable: usize,
    broken: usize,
}

async fn tenant(world: &World) -> anyhow::Result<Tenant> {
    let options = TenantOptions {
        credits: 1_000_000,
        budget_mode: "consumption_tokens",
        tokens_per_credit: 1,
        max_output_tokens: 200,
        ..TenantOptions::default()
    };
    Tenant::create(&world.database, &options).await
}

/// Clients that call one after the other, until each has had its answers.
fn load(world: &Arc<World>, tenant: &Tenant) -> Vec<tokio::task::JoinHandle<anyhow::Result<Seen>>> {
    (0..16)
        .map(|lane| {
            let (world, tenant) = (world.clone(), tenant.clone());
            tokio::spawn(async move {
                let mut seen = Seen::default();
                let mut call = 0;
                while call < 12 && seen.broken < 300 {
                    let prompt = format!("[[latency_ms={}]] call {call} of lane {lane}", 20 + lane * 15);
                    match world.create_and_call(&tenant, &prompt).await {
                        Ok(answer) if answer.status == 200 => {
                            seen.answered.push(answer.text("call_id")?.to_owned())
                        }
                        Ok(answer) if answer.body["code"] == "database_unavailable" => seen.unavailable += 1,
                        // The runtime has stopped, or the front door has started before its functions.
                        Ok(_) | Err(_) => {
                            seen.broken += 1;
                            tokio::time::sleep(Duration::from_millis(200)).await;
                            continue;
                        }
                    }
                    call += 1;
                }
                Ok(seen)
            })
        })
        .collect()
}

/// Waits until so many calls of a team are on their way, or were so, since the last time.
async fn until_calls(world: &World, tenant: &Tenant, count: i64) -> Outcome {
    let calls = async || -> anyhow::Result<i64> {
        let sql = "SELECT count(*) FROM llm_calls WHERE team_id = $1";
        Ok(sqlx::query_scalar(sql).bind(&tenant.team_id).fetch_one(&world.database).await?)
    };
    let before = calls().await?;
    for _ in 0..1000 {
        if calls().await? >= before + count {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    anyhow::bail!("the load did not come")
}

async fn seen(lanes: Vec<tokio::task::JoinHandle<anyhow::Result<Seen>>>) -> anyhow::Result<Seen> {
    let mut all = Seen::default();
    for lane in lanes {
        let seen = lane.await??;
        all.answered.extend(seen.answered);
        all.unavailable += seen.unavailable;
        all.broken += seen.broken;
    }
    Ok(all)
}

/// Lets the time of all open calls be over, has the next admission sweep them, and looks at what is left.
async fn swept_and_right(world: &World, tenant: &Tenant) -> Outcome {
    for table in ["llm_calls", "credit_holds"] {
        let state = if table == "llm_calls" { "status = 'admitted'" } else { "state = 'held'" };
        let sql = format!(
            "UPDATE {table} SET expires_at = now() - interval '1 second' WHERE team_id = $1 AND {state}"
        );
        sqlx::query(sqlx::AssertSqlSafe(sql)).bind(&tenant.team_id).execute(&world.database).await?;
    }
    let answer = world.create_and_call(tenant, "sweep").await?;
    answer.expect(200)?;
    books::settled_call(&world.database, answer.text("call_id")?).await?;
    books::assert_balanced(&world.database, &tenant.team_id).await?;
    let team = books::row(&world.database, "team_credits", "team_id", &tenant.team_id).await?;
    ensure!(team["credits_held"] == "0", "a hold has leaked: {team}");
    // A token is a credit: what was charged is what was used, call by call.
    let wrong: Vec<String> = sqlx::query_scalar(
        "SELECT format('call %s, %s: %s tokens, charged %s in %s entries', call_id, status, total_tokens, charged, entries)
         FROM (SELECT call.call_id, call.status, call.total_tokens, coalesce(sum(entry.credits_amount), 0) AS charged,
                      count(entry.call_id) AS entries
               FROM llm_calls AS call LEFT JOIN credit_transactions AS entry USING (call_id)
               WHERE call.team_id = $1 GROUP BY call.call_id) AS calls
         WHERE charged <> total_tokens OR entries > 1 OR (status = 'succeeded') <> (entries = 1)",
    )
    .bind(&tenant.team_id)
    .fetch_all(&world.database)
    .await?;
    ensure!(wrong.is_empty(), "{wrong:#?}");
    Ok(())
}

async fn a_runtime_that_is_killed_in_mid_load_doubles_no_charge_and_leaks_no_hold(
    world: Arc<World>,
) -> Outcome {
    let tenant = tenant(&world).await?;
    for round in 0..3_u64 {
        let lanes = load(&world, &tenant);
        until_calls(&world, &tenant, 10).await?;
        tokio::time::sleep(Duration::from_millis(170 * round)).await;
        world.crash_functions().await?;
        let seen = seen(lanes).await?;
        ensure!(seen.broken > 0 && !seen.answered.is_empty(), "the crash did not hit the load: {seen:?}");
        swept_and_right(&world, &tenant).await?;
    }
    Ok(())
}

async fn a_database_that_is_killed_in_mid_load_gives_503_and_right_books(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let lanes = load(&world, &tenant);
    until_calls(&world, &tenant, 10).await?;
    if !world.crash_database(Duration::from_millis(800)).await? {
        eprintln!("the database server is not ours to kill: skipped");
        return Ok(());
    }
    let seen = seen(lanes).await?;
    ensure!(seen.unavailable > 0, "the crash did not hit the load: {seen:?}");
    ensure!(seen.broken == 0, "{} answers were neither good nor 503", seen.broken);
    // Every call that was answered is settled: the settling outlives the outage.
    for call_id in &seen.answered {
        let call = books::settled_within(&world.database, call_id, 30).await?;
        ensure!(call["status"] == "succeeded", "{call}");
    }
    swept_and_right(&world, &tenant).await
}
