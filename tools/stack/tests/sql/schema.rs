//! The history of the schema: what is in it, and that a new database and an old one end up the same.

use anyhow::{Result, ensure};
use migrations::Functions;
use sqlx::{Executor, PgConnection};
use tollgate_stack::Checkout;
use tollgate_stack::database::{apply_schema, migrate};
use tollgate_stack::sql_functions::install;

use crate::versions::changed;
use crate::{close, empty, folder, foundation, functions};

/// What columns, constraints and triggers hang on. Everything else belongs into `migrations/functions`.
const FUNCTIONS_OF_THE_SCHEMA: &[&str] = &[
    "append_to_audit_log_chain",
    "are_price_tiers",
    "are_service_tier_prices",
    "audit_log_entry",
    "chain_audit_log",
    "chain_ledger_entry",
    "chained_hash",
    "effective_low_credit_threshold",
    "is_legal",
    "keep_updated_at_rising",
    "ledger_entry",
    "new_uuid",
    "previous_ledger_hash",
    "queue_low_credits_event",
    "queue_organization_suspended_events",
    "queue_team_suspended_event",
    "queue_webhook_event",
    "refuse_an_illegal_transition",
    "refuse_changing_a_plan",
    "refuse_reopening_a_hold",
    "refuse_rewriting_the_audit_log",
    "refuse_rewriting_the_ledger",
    "rfc3339",
    "webhook_event_body",
];

async fn texts(connection: &mut PgConnection, query: &'static str) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar(query).fetch_all(connection).await?)
}

#[tokio::test]
async fn the_schema_has_only_the_functions_that_its_tables_need_and_says_what_everything_is() -> Result<()> {
    let foundation = foundation("schema_alone").await?;
    let mut connection = empty(foundation.database()).await?.connect().await?;
    apply_schema(&mut connection, &folder("schema")?).await?;
    let made = texts(
        &mut connection,
        "SELECT DISTINCT proname::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1",
    )
    .await?;
    ensure!(made == FUNCTIONS_OF_THE_SCHEMA, "the schema has the functions {made:?}");
    let bare = texts(
        &mut connection,
        "SELECT relname::text FROM pg_class
         WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v') AND relname <> '_sqlx_migrations'
             AND obj_description(oid, 'pg_class') IS NULL
         UNION ALL
         SELECT format('%s.%s', relname, attname)
         FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
         WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v') AND NOT relispartition
             AND relname <> '_sqlx_migrations' AND attnum > 0 AND NOT attisdropped
             AND col_description(attrelid, attnum) IS NULL
         UNION ALL
         SELECT typname::text FROM pg_type
         WHERE typnamespace = 'public'::regnamespace AND typtype IN ('d', 'e') AND obj_description(oid, 'pg_type') IS NULL
         UNION ALL
         SELECT proname::text FROM pg_proc
         WHERE pronamespace = 'public'::regnamespace AND obj_description(oid, 'pg_proc') IS NULL",
    )
    .await?;
    ensure!(bare.is_empty(), "without a comment: {bare:?}");
    close(connection).await
}

#[tokio::test]
async fn a_new_database_and_one_with_older_functions_end_up_the_same() -> Result<()> {
    let foundation = foundation("same_end").await?;
    let checkout = Checkout::find()?;
    let (new, old) = (foundation.database(), empty(foundation.database()).await?);

    let mut connection = old.connect().await?;
    apply_schema(&mut connection, &folder("schema")?).await?;
    let older =
        changed(&functions()?, &[("calls/credits_refusal.sql", "credits_available", "credits_remaining")])?;
    install(&mut connection, &older).await?;
    let migrated = migrate(&checkout, &old, None).await?;
    ensure!((migrated.migrations, migrated.functions) == (0, true), "{migrated:?}");

    let new = dump(&mut new.connect().await?, &functions()?).await?;
    let old = dump(&mut connection, &functions()?).await?;
    ensure!(new.len() > 1500, "only {} things are in the database", new.len());
    let differing: Vec<&String> = new.iter().filter(|thing| !old.contains(thing)).collect();
    let more: Vec<&String> = old.iter().filter(|thing| !new.contains(thing)).collect();
    ensure!(
        differing.is_empty() && more.is_empty(),
        "only in the new one: {differing:#?}; only in the old one: {more:#?}"
    );

    // Once more changes nothing.
    let migrated = migrate(&checkout, foundation.database(), None).await?;
    ensure!((migrated.migrations, migrated.functions) == (0, false), "{migrated:?}");
    close(connection).await
}

/// All that is in the schema and in that of these functions, one text each.
async fn dump(connection: &mut PgConnection, functions: &Functions) -> Result<Vec<String>> {
    connection.execute("SET search_path = pg_catalog").await?;
    Ok(sqlx::query_scalar(include_str!("catalog.sql")).bind(functions.schema()).fetch_all(connection).await?)
}
