//! The chains of hashes: what the owner of the tables changes, with every trigger out of the way, shows at an audit.

use anyhow::{Context, Result, ensure};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use stack::audit::audit;
use stack::audit::chains::ChainEnds;
use stack::database::{DatabaseUrl, migrate};
use stack::sql_functions;
use tollgate_books::audited::ensure_books_are_right;
use tollgate_books::chains::compute_anew;
use tollgate_books::copies::Copies;
use tollgate_books::database::Database;

const LEDGER: &str = "each ledger entry covers the one before it by its hash";
const AUDIT_LOG: &str = "each entry of the audit log covers the one before it by its hash";

/// A team with three entries, another one with one, and three changes in the audit log.
const BOOKS: &str = "
    INSERT INTO organizations (organization_id, name) VALUES ('o', 'O');
    INSERT INTO team_credits (team_id, organization_id) VALUES ('a', 'o'), ('b', 'o');
    SELECT grant_credits('a', 10, 'allocation', 'One');
    SELECT grant_credits('b', 10, 'allocation', 'One');
    SELECT grant_credits('a', 20, 'one_time_payment', 'Two');
    SELECT grant_credits('a', 30, 'one_time_payment', 'Three');
    SELECT record_change('{}', 'first', 'team', 'a');
    SELECT record_change('{}', 'second', 'team', 'a', '{\"after\": {\"text\": \"ä\"}}');
    SELECT record_change('{}', 'third', 'team', 'b')";

/// Copies of a database with [`BOOKS`].
async fn books(database: &Database) -> Result<Copies> {
    let copies = Copies::new(database.url()).await?;
    migrate(database.checkout(), copies.template(), None).await?;
    let mut connection = open(copies.template()).await?;
    connection.execute(BOOKS).await?;
    connection.close().await?;
    Ok(copies)
}

async fn open(url: &DatabaseUrl) -> Result<PgConnection> {
    let mut connection = url.connect().await?;
    sql_functions::search_newest(&mut connection).await?;
    Ok(connection)
}

/// Whether an invariant is breached.
async fn is_breached(connection: &mut PgConnection, name: &str) -> Result<bool> {
    let findings = audit(connection).await?;
    let finding = findings.iter().find(|finding| finding.invariant.name == name).context("no finding")?;
    Ok(finding.is_breach())
}

#[tokio::test]
async fn an_entry_that_is_changed_removed_or_put_in_between_shows() -> Result<()> {
    let database = Database::start("chains").await?;
    let mut copies = books(&database).await?;
    ensure_books_are_right(&mut copies.create().await?).await?;
    for (name, change) in [
        (LEDGER, "UPDATE credit_transactions SET reason = 'Other' WHERE reason = 'Two'"),
        (
            LEDGER,
            "UPDATE credit_transactions SET created_at = created_at - interval '1 day' WHERE reason = 'Three'",
        ),
        (LEDGER, "UPDATE credit_transactions SET team_id = 'b' WHERE reason = 'Three'"),
        (LEDGER, "DELETE FROM credit_transactions WHERE reason = 'Two'"),
        (LEDGER, "UPDATE credit_transactions SET entry_hash = NULL WHERE reason = 'Three'"),
        (LEDGER, "UPDATE credit_transactions AS entry SET entry_hash = sha256('x') WHERE team_id = 'b'"),
        (
            // The removed entry's place is taken by another one, with the hash that was there.
            LEDGER,
            "UPDATE credit_transactions SET credits_amount = 19, credits_after = 29 WHERE reason = 'Two';
             UPDATE credit_transactions SET credits_amount = 31, credits_before = 29 WHERE reason = 'Three'",
        ),
        (AUDIT_LOG, "UPDATE admin_audit_log SET ip_address = '::1' WHERE action = 'first'"),
        (AUDIT_LOG, "DELETE FROM admin_audit_log WHERE action = 'second'"),
        (
            AUDIT_LOG,
            "DELETE FROM audit_log_chain USING admin_audit_log AS entry
             WHERE entry.audit_id = audit_log_chain.audit_id AND action = 'second';
             DELETE FROM admin_audit_log WHERE action = 'second'",
        ),
        (AUDIT_LOG, "INSERT INTO admin_audit_log (action) VALUES ('fourth')"),
        (AUDIT_LOG, "UPDATE audit_log_chain SET position = 4 WHERE position = 3"),
    ] {
        let mut connection = copies.create().await?;
        ensure!(!is_breached(&mut connection, name).await?, "{name} does not hold");
        connection.execute("SET session_replication_role = replica").await?;
        connection.execute(AssertSqlSafe(change)).await?;
        ensure!(is_breached(&mut connection, name).await?, "not noticed: {change}");
    }
    copies.close().await
}

#[tokio::test]
async fn chains_that_were_computed_anew_do_not_lead_through_the_ends_of_an_earlier_audit() -> Result<()> {
    let database = Database::start("chain_ends").await?;
    let mut copies = books(&database).await?;
    let mut connection = copies.create().await?;
    sql_functions::search_newest(&mut connection).await?;
    let ends = ChainEnds::read(&mut connection).await?;
    ensure!(
        ends.ledger.len() == 2 && ends.audit_log.as_ref().is_some_and(|end| end.position == 3),
        "{ends:?}"
    );
    connection.execute("SELECT grant_credits('a', 40, 'one_time_payment', 'Four'); SELECT record_change('{}', 'fourth', NULL, NULL)").await?;
    ensure!(ends.lost(&mut connection).await?.is_empty(), "what was added is no loss");
    ensure!(ChainEnds::read(&mut connection).await? != ends);

    connection.execute("SET session_replication_role = replica").await?;
    connection
        .execute("UPDATE credit_transactions SET reason = 'Other' WHERE reason = 'Two'; UPDATE admin_audit_log SET action = 'other' WHERE action = 'first'")
        .await?;
    compute_anew(&mut connection).await?;
    ensure_books_are_right(&mut connection).await?;
    let lost = ends.lost(&mut connection).await?;
    let position = ends.ledger["a"].position;
    let expected = [
        format!("entry {position} of team a is not what it was"),
        "entry 3 of the audit log is not what it was".to_owned(),
    ];
    ensure!(lost.len() == 2 && expected.iter().all(|sentence| lost.contains(sentence)), "{lost:?}");
    drop(connection);
    copies.close().await
}

#[tokio::test]
async fn the_first_entry_with_a_hash_covers_those_that_were_made_before_there_were_hashes() -> Result<()> {
    let database = Database::start("unhashed").await?;
    let mut copies = books(&database).await?;
    let mut connection = copies.create().await?;
    sql_functions::search_newest(&mut connection).await?;
    connection.execute("SET session_replication_role = replica; UPDATE credit_transactions SET entry_hash = NULL; SET session_replication_role = origin").await?;
    ensure_books_are_right(&mut connection).await?;
    connection.execute("SELECT grant_credits('a', 40, 'one_time_payment', 'Four')").await?;
    ensure_books_are_right(&mut connection).await?;
    connection
        .execute("SET session_replication_role = replica; UPDATE credit_transactions SET reason = 'Other' WHERE reason = 'One' AND team_id = 'a'")
        .await?;
    ensure!(is_breached(&mut connection, LEDGER).await?);
    drop(connection);
    copies.close().await
}

#[tokio::test]
async fn changes_that_are_made_at_the_same_time_form_one_chain_and_wait_for_no_lock_of_each_other()
-> Result<()> {
    let database = Database::start("chained_at_once").await?;
    let mut connection = database.connect().await?;
    connection.execute(BOOKS).await?;
    // Each has written its entry before either takes the other's team: a lock on the chain, taken with the entry, would be a deadlock.
    let (mut first, mut second) = (database.connect().await?, database.connect().await?);
    for (connection, action) in [(&mut first, "left"), (&mut second, "right")] {
        let begin = format!("BEGIN; SELECT record_change('{{}}', '{action}', NULL, NULL)");
        connection.execute(AssertSqlSafe(begin)).await?;
    }
    second.execute("SELECT grant_credits('a', 1, 'one_time_payment', 'Right')").await?;
    let waits = tokio::spawn(async move {
        first.execute("SELECT grant_credits('a', 1, 'one_time_payment', 'Left'); COMMIT").await?;
        anyhow::Ok(())
    });
    second.execute("COMMIT").await?;
    waits.await??;
    let many = (0..8).map(|number| {
        let database = &database;
        async move {
            let mut connection = database.connect().await?;
            for _ in 0..10 {
                let change = format!("SELECT record_change('{{}}', 'change_{number}', NULL, NULL)");
                connection.execute(AssertSqlSafe(change)).await?;
            }
            anyhow::Ok(())
        }
    });
    futures_util::future::try_join_all(many).await?;
    ensure_books_are_right(&mut connection).await?;
    let (entries, last): (i64, i64) = sqlx::query_as("SELECT count(*), max(position) FROM audit_log_chain")
        .fetch_one(&mut connection)
        .await?;
    ensure!((entries, last) == (85, 85), "{entries} entries, the last is {last}");
    Ok(())
}
