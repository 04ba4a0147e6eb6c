//! A filled demo: a believable quarter of three customers, so that every page of the dashboard has something to show.
//!
//! The story is played in a database of its own, whose clock is set, by the same SQL functions that production uses: calls are
//! admitted and settled, jobs completed, credits paid for. So the books are right by construction. Then it is copied into the
//! database that it is for. All times are relative to now; of the random numbers, those that can be seen come from a fixed seed.

mod call;
mod cast;
mod credits;
mod faults;
mod ids;
mod jobs;
mod keys;
mod models;
mod moving;
mod pointing;
mod rhythm;
mod setting;
mod stage;
mod step;
mod team_acts;
mod texts;
mod time;
mod work;
mod work_of_brightcart;
mod work_of_clinic;
mod work_of_lawyers;
mod world;

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use api::role::Role;
use sqlx::{Connection, PgConnection};

pub use pointing::point_to;

use crate::Checkout;
use crate::database::DatabaseUrl;
use crate::secrets::Secrets;
use cast::{OPERATORS, ORGANIZATIONS};
use stage::Stage;
use time::Span;

/// How many calls the whole story has.
pub const CALLS: u32 = 60_000;

/// What has become of a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// It has the story now.
    Now,
    /// It had it before. Only the address of the simulator was brought up to date.
    Before,
}

/// An operator of the story, to sign in with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// By which the operator signs in.
    pub email: &'static str,
    /// Derived from the secrets of the deployment.
    pub password: String,
    /// What the operator may do.
    pub role: Role,
}

/// The operators who can sign in, one of each role at least. The passwords are derived from the secrets of the deployment.
#[must_use]
pub fn logins(secrets: &Secrets) -> Vec<Login> {
    OPERATORS
        .iter()
        .filter(|operator| operator.is_active)
        .map(|operator| Login {
            email: operator.email,
            password: setting::password(secrets, operator.email),
            role: operator.role,
        })
        .collect()
}

/// Tells the story in a database that has the schema, unless it has the story. `simulator` is the address of the simulated
/// providers, `calls` about how many calls it has: [`CALLS`] for all of it, some thousands for a test. Another database is made
/// beside it, and dropped.
///
/// # Errors
/// If the database has no up-to-date schema, has something else by a name of the story, or its server lets nobody make another
/// database; then nothing has changed.
pub async fn tell(
    checkout: &Checkout,
    database: &DatabaseUrl,
    secrets: &Secrets,
    simulator: &str,
    calls: u32,
) -> Result<Told> {
    let mut connection = database.connect().await?;
    // Of two who tell it at once, the second waits and finds it told. The lock ends with the connection.
    sqlx::query("SELECT pg_advisory_lock(hashtext('tollgate.story'))").execute(&mut connection).await?;
    if is_told(&mut connection).await? {
        point_to(&mut connection, secrets, simulator).await?;
        return Ok(Told::Before);
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH).context("the clock is before 1970")?;
    let span = Span::ending(i64::try_from(now.as_millis())?);
    let stage = Stage::build(checkout, database, span).await?;
    let played = async {
        stage.play(secrets, simulator, calls).await?;
        moving::copy(&mut stage.connect().await?, &mut connection, span).await
    };
    let outcome = played.await;
    stage.clear_away(database).await?;
    outcome?;
    connection.close().await?;
    Ok(Told::Now)
}

/// Whether a database has the story.
///
/// # Errors
/// If it does not answer.
pub async fn is_told(connection: &mut PgConnection) -> Result<bool> {
    sqlx::query_scalar("SELECT EXISTS (SELECT FROM organizations WHERE organization_id = $1)")
        .bind(ORGANIZATIONS[0].id)
        .fetch_one(connection)
        .await
        .context("cannot see whether the database has the story; if it has no schema, run `cargo xtask migrate` on it")
}
