//! What the clients did is in the books, as the simulated providers have counted it.

use anyhow::{Result, ensure};
use sha2::{Digest, Sha256};
use simulator::Outcome;
use stack::audit::audit;
use tollgate_e2e::{World, books};

use crate::provider::Team;

/// Checks the books of each team, then those of everybody.
pub async fn check(world: &World, teams: &[Team]) -> Result<()> {
    ensure!(!teams.is_empty(), "no client was tried");
    for team in teams {
        let team_id = &team.tenant.team_id;
        books::all_settled(&world.database, team_id).await?;
        books::assert_balanced(&world.database, team_id).await?;
        as_counted(world, team).await?;
    }
    let mut connection =
        world.with_stack(|stack| stack.foundation().database().clone()).await?.connect().await?;
    let broken: Vec<String> = audit(&mut connection)
        .await?
        .into_iter()
        .filter(|finding| finding.is_breach())
        .map(|finding| format!("{}: {:?}", finding.invariant.name, finding.first))
        .collect();
    ensure!(broken.is_empty(), "the books are wrong: {broken:?}");
    Ok(())
}

/// Every call that a provider has answered is a call in a job, with its tokens, their price, and the credits that this takes.
async fn as_counted(world: &World, team: &Team) -> Result<()> {
    let key: String = Sha256::digest(&team.provider_key).iter().map(|byte| format!("{byte:02x}")).collect();
    let calls = world.with_stack(|stack| stack.foundation().simulator().requests()).await?;
    let answered =
        calls.iter().filter(|call| call.api_key_sha256 == key && call.outcome == Outcome::Answered);
    let mut counted: Vec<(i64, i64)> = answered
        .filter_map(|call| call.tokens)
        .map(|(prompt, completion)| Ok((i64::try_from(prompt)?, i64::try_from(completion)?)))
        .collect::<Result<_>>()?;
    counted.sort_unstable();
    let booked: Vec<(i64, i64, bool)> = sqlx::query_as(
        "SELECT prompt_tokens, completion_tokens, jobs.status = 'completed'
             AND input_cost_usd = prompt_tokens * model_pricing_input / 1000000
             AND output_cost_usd = completion_tokens * model_pricing_output / 1000000
         FROM llm_calls JOIN jobs USING (job_id) WHERE llm_calls.team_id = $1 AND llm_calls.status = 'succeeded'
         ORDER BY prompt_tokens, completion_tokens",
    )
    .bind(&team.tenant.team_id)
    .fetch_all(&world.database)
    .await?;
    let tokens: Vec<(i64, i64)> =
        booked.iter().map(|(prompt, completion, _)| (*prompt, *completion)).collect();
    ensure!(
        tokens == counted,
        "{}: the books have {tokens:?}, the provider counted {counted:?}",
        team.tenant.alias
    );
    ensure!(booked.iter().all(|(.., right)| *right), "{}: {booked:?}", team.tenant.alias);
    let (charged, credits): (i64, i64) = sqlx::query_as(
        "SELECT coalesce(sum(credits_charged), 0)::bigint, (SELECT credits_used FROM team_credits WHERE team_id = $1)
         FROM jobs WHERE team_id = $1",
    )
    .bind(&team.tenant.team_id)
    .fetch_one(&world.database)
    .await?;
    ensure!(charged == credits && charged > 0, "{charged} credits of jobs, {credits} of the team");
    Ok(())
}
