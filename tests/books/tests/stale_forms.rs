//! Forms with a team's credits that were loaded earlier: saving one gives nothing back.

use anyhow::{Context, Result, ensure};
use api::credits::TransactionType;
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use tollgate_books::audited::ensure_books_are_right;
use tollgate_books::chains::compute_anew;
use tollgate_books::database::Database;
use tollgate_books::operations::Terms;
use tollgate_books::team::{Team, operator};

/// What a panel has loaded of a team, and may send back.
#[derive(Debug, Clone)]
struct Form {
    members: Value,
    updated_at: String,
}

impl Form {
    /// Loads it, in the precision in which answers have moments.
    async fn load(connection: &mut PgConnection, team: &Team) -> Result<Self> {
        let (allocated, used, updated_at): (i64, i64, String) = sqlx::query_as(
            "SELECT credits_allocated, credits_used, rfc3339(updated_at) FROM team_credits WHERE team_id = $1",
        )
        .bind(&team.name)
        .fetch_one(connection)
        .await?;
        Ok(Self { members: json!({"credits_allocated": allocated, "credits_used": used}), updated_at })
    }

    /// The same form after somebody has typed something.
    fn with(&self, member: &str, value: impl Into<Value>) -> Self {
        let mut form = self.clone();
        form.members[member] = value.into();
        form
    }

    /// Saves it with nothing that says when it was loaded. Returns the outcome.
    async fn save(&self, connection: &mut PgConnection, team: &Team) -> Result<String> {
        self.send(connection, team, operator()).await
    }

    /// Saves it with the `updated_at` that it was loaded with. Returns the outcome.
    async fn save_with_its_time(&self, connection: &mut PgConnection, team: &Team) -> Result<String> {
        let mut principal = operator();
        principal["unchanged_since"] = json!(self.updated_at);
        self.send(connection, team, principal).await
    }

    async fn send(&self, connection: &mut PgConnection, team: &Team, principal: Value) -> Result<String> {
        let answer: Value = sqlx::query_scalar("SELECT update_team($1, $2, $3)")
            .bind(principal)
            .bind(&team.name)
            .bind(&self.members)
            .fetch_one(connection)
            .await?;
        let refused = answer["outcome"] == "refused";
        let outcome = if refused { &answer["reason"] } else { &answer["outcome"] };
        Ok(outcome.as_str().context("no outcome")?.to_owned())
    }
}

async fn ensure_credits(connection: &mut PgConnection, team: &Team, allocated: i64, used: i64) -> Result<()> {
    let now = Form::load(connection, team).await?;
    let expected = json!({"credits_allocated": allocated, "credits_used": used});
    ensure!(now.members == expected, "{now:?}, not {expected}");
    Ok(())
}

async fn charge(connection: &mut PgConnection, team: &Team, credits: i64) -> Result<()> {
    sqlx::query("SELECT lock_team($1), post_to_ledger($1, NULL, NULL, 'deduction', $2, 'A call')")
        .bind(&team.name)
        .bind(credits)
        .execute(connection)
        .await?;
    Ok(())
}

/// Changes rows of the ledger, and their hashes, as no program can.
async fn rewrite_the_ledger(connection: &mut PgConnection, team: &Team, change: &str) -> Result<()> {
    let change = format!("UPDATE credit_transactions SET {change} WHERE team_id = '{}'", team.name);
    connection.execute("SET session_replication_role = replica").await?;
    connection.execute(AssertSqlSafe(change)).await?;
    compute_anew(connection).await?;
    connection.execute("RESET session_replication_role").await?;
    Ok(())
}

#[tokio::test]
async fn a_form_that_does_not_say_when_it_was_loaded_cannot_bring_an_earlier_number_back() -> Result<()> {
    let database = Database::start("untimed_forms").await?;
    let mut connection = database.connect().await?;
    let mut team = Team::create(&mut connection, 100, Terms::BY_USAGE).await?;
    let first = Form::load(&mut connection, &team).await?;
    charge(&mut connection, &team, 5).await?;
    let second = Form::load(&mut connection, &team).await?;
    charge(&mut connection, &team, 7).await?;
    for stale in [&first, &second, &second.with("team_alias", "renamed")] {
        ensure!(stale.save(&mut connection, &team).await? == "stale_change", "{stale:?}");
    }
    ensure_credits(&mut connection, &team, 100, 12).await?;

    // Nor what the team had before it was given more, from its first day on.
    team.add_credits(&mut connection, 50, TransactionType::Allocation, None).await?;
    for earlier in [100, 0] {
        let stale = Form::load(&mut connection, &team).await?.with("credits_allocated", earlier);
        ensure!(stale.save(&mut connection, &team).await? == "stale_change", "{stale:?}");
    }
    ensure_credits(&mut connection, &team, 150, 12).await?;

    // Numbers that the team never had are somebody's wish, and so are those that it had long ago.
    let fresh = Form::load(&mut connection, &team).await?;
    ensure!(fresh.save(&mut connection, &team).await? == "granted");
    let wish = fresh.with("credits_allocated", 160).with("credits_used", 11);
    ensure!(wish.save(&mut connection, &team).await? == "granted");
    ensure_credits(&mut connection, &team, 160, 11).await?;
    rewrite_the_ledger(&mut connection, &team, "created_at = created_at - interval '8 days'").await?;
    charge(&mut connection, &team, 1).await?;
    ensure!(wish.save(&mut connection, &team).await? == "stale_change");
    ensure!(wish.with("credits_used", 5).save(&mut connection, &team).await? == "granted");
    ensure_credits(&mut connection, &team, 160, 5).await?;
    ensure_books_are_right(&mut connection).await?;
    Ok(connection.close().await?)
}

#[tokio::test]
async fn a_form_that_says_when_it_was_loaded_changes_what_was_changed_on_it_and_no_more() -> Result<()> {
    let database = Database::start("timed_forms").await?;
    let mut connection = database.connect().await?;
    let mut team = Team::create(&mut connection, 100, Terms::BY_USAGE).await?;
    charge(&mut connection, &team, 5).await?;
    let form = Form::load(&mut connection, &team).await?;
    charge(&mut connection, &team, 7).await?;
    team.add_credits(&mut connection, 50, TransactionType::Allocation, None).await?;

    // The numbers that it was loaded with stay as they are now.
    ensure!(form.save_with_its_time(&mut connection, &team).await? == "granted");
    ensure_credits(&mut connection, &team, 150, 12).await?;

    // A wish for a number that has moved in the meantime was made without knowing that.
    for wish in [form.with("credits_used", 4), form.with("credits_allocated", 90)] {
        ensure!(wish.save_with_its_time(&mut connection, &team).await? == "stale_change", "{wish:?}");
    }
    ensure_credits(&mut connection, &team, 150, 12).await?;

    // One that has not moved is set, also to what it was earlier, and although the other has moved.
    let form = Form::load(&mut connection, &team).await?;
    team.add_credits(&mut connection, 10, TransactionType::Allocation, None).await?;
    ensure!(form.with("credits_used", 5).save_with_its_time(&mut connection, &team).await? == "granted");
    ensure_credits(&mut connection, &team, 160, 5).await?;

    // A moment that has not come was never loaded.
    let mut future = Form::load(&mut connection, &team).await?;
    future.updated_at = "2999-01-01T00:00:00Z".to_owned();
    ensure!(future.save_with_its_time(&mut connection, &team).await? == "stale_change");
    ensure_books_are_right(&mut connection).await?;
    Ok(connection.close().await?)
}

#[tokio::test]
async fn of_two_forms_that_change_terms_the_second_is_refused_and_charges_between_do_not_matter() -> Result<()>
{
    let database = Database::start("two_forms").await?;
    let mut connection = database.connect().await?;
    let team = Team::create(&mut connection, 100, Terms::BY_USAGE).await?;
    let form = Form::load(&mut connection, &team).await?;
    charge(&mut connection, &team, 5).await?;
    ensure!(form.with("team_alias", "first").save_with_its_time(&mut connection, &team).await? == "granted");
    let second = form.with("team_alias", "second");
    ensure!(second.save_with_its_time(&mut connection, &team).await? == "stale_change");
    let alias: String = sqlx::query_scalar("SELECT team_alias FROM team_credits WHERE team_id = $1")
        .bind(&team.name)
        .fetch_one(&mut connection)
        .await?;
    ensure!(alias == "first", "{alias}");

    // A change of the credits alone is none of the terms.
    let form = Form::load(&mut connection, &team).await?;
    ensure!(form.with("credits_used", 1).save_with_its_time(&mut connection, &team).await? == "granted");
    ensure!(form.with("team_alias", "third").save_with_its_time(&mut connection, &team).await? == "granted");
    ensure_credits(&mut connection, &team, 100, 1).await?;
    Ok(connection.close().await?)
}

#[tokio::test]
async fn a_charge_that_began_before_the_form_was_loaded_and_came_after_it_is_not_given_back() -> Result<()> {
    let database = Database::start("overtaken").await?;
    let (mut connection, mut slow) = (database.connect().await?, database.connect().await?);
    let team = Team::create(&mut connection, 100, Terms::BY_USAGE).await?;
    let mut slow = slow.begin().await?;
    // The transaction's time is that of its first statement.
    let _: bool = sqlx::query_scalar("SELECT now() IS NOT NULL").fetch_one(&mut *slow).await?;
    connection.execute("SELECT pg_sleep(0.01)").await?;
    charge(&mut connection, &team, 5).await?;
    let form = Form::load(&mut connection, &team).await?;
    charge(&mut slow, &team, 7).await?;
    slow.commit().await?;

    let now = Form::load(&mut connection, &team).await?;
    ensure!(now.updated_at > form.updated_at, "{now:?} does not come after {form:?}");
    ensure!(form.save_with_its_time(&mut connection, &team).await? == "granted");
    ensure_credits(&mut connection, &team, 100, 12).await?;
    let wish = form.with("credits_used", 0);
    ensure!(wish.save_with_its_time(&mut connection, &team).await? == "stale_change");
    Ok(connection.close().await?)
}

#[tokio::test]
async fn entries_of_a_build_that_did_not_write_the_used_credits_explain_a_form_as_well() -> Result<()> {
    let database = Database::start("older_entries").await?;
    let mut connection = database.connect().await?;
    let mut team = Team::create(&mut connection, 100, Terms::BY_USAGE).await?;
    charge(&mut connection, &team, 5).await?;
    let form = Form::load(&mut connection, &team).await?;
    charge(&mut connection, &team, 7).await?;
    team.add_credits(&mut connection, 50, TransactionType::Allocation, None).await?;
    rewrite_the_ledger(&mut connection, &team, "credits_used_after = NULL").await?;
    ensure!(form.save(&mut connection, &team).await? == "stale_change");
    ensure!(form.save_with_its_time(&mut connection, &team).await? == "granted");
    ensure_credits(&mut connection, &team, 150, 12).await?;
    let form = Form::load(&mut connection, &team).await?;
    ensure!(form.with("credits_used", 5).save_with_its_time(&mut connection, &team).await? == "granted");
    ensure_credits(&mut connection, &team, 150, 5).await?;
    Ok(connection.close().await?)
}
