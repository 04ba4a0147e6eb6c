//! The filled demo: a small story in a fresh database.

use anyhow::{Result, ensure};
use sqlx::PgConnection;
use tollgate_stack::audit::audit;
use tollgate_stack::database::migrate;
use tollgate_stack::node::NodeTools;
use tollgate_stack::story::{self, Told};
use tollgate_stack::{Checkout, Foundation, StackOptions};

/// Enough calls for everything to happen that happens rarely.
const CALLS: u32 = 6_000;

/// What the pages of the dashboard show, each with a query for whether it is there.
const SHOWN: &[(&str, &str)] = &[
    ("three organizations", "SELECT count(*) = 3 FROM organizations"),
    ("twelve teams", "SELECT count(*) = 12 FROM team_credits"),
    ("an active team", "SELECT count(*) > 5 FROM team_credits WHERE status = 'active'"),
    ("a paused team", "SELECT count(*) = 1 FROM team_credits WHERE status = 'paused'"),
    ("a suspended team", "SELECT count(*) = 1 FROM team_credits WHERE status = 'suspended'"),
    (
        "a team with few credits",
        "SELECT count(*) > 0 FROM team_credits WHERE team_id = 'aurora-research'
             AND credits_remaining BETWEEN 1 AND low_credit_threshold",
    ),
    (
        "a team without credits",
        "SELECT count(*) > 0 FROM team_credits WHERE team_id = 'ledgerline-intake' AND credits_remaining <= 60",
    ),
    ("calls of a quarter", "SELECT count(DISTINCT date_trunc('day', created_at)) > 85 FROM llm_calls"),
    ("calls of today", "SELECT max(created_at) > now() - interval '2 hours' FROM llm_calls"),
    ("calls of every provider", "SELECT count(DISTINCT provider) = 4 FROM llm_calls"),
    ("most calls are answered", "SELECT avg((status = 'succeeded')::int) > 0.93 FROM llm_calls"),
    ("failures of many kinds", "SELECT count(DISTINCT error_code) >= 6 FROM llm_calls"),
    ("calls that were tried again", "SELECT count(*) > 20 FROM llm_calls WHERE jsonb_array_length(attempts) > 1 AND status = 'succeeded'"),
    (
        "calls that fell back on another provider",
        "SELECT count(*) > 0 FROM llm_calls WHERE status = 'succeeded' AND attempts->0->>'provider' <> attempts->-1->>'provider'",
    ),
    ("a doubt", "SELECT count(*) > 0 FROM llm_calls WHERE in_doubt_bound_usd > 0 AND status <> 'admitted'"),
    ("an abandoned call", "SELECT count(*) > 0 FROM llm_calls WHERE status = 'abandoned'"),
    ("an estimated call", "SELECT count(*) > 0 FROM llm_calls WHERE estimated"),
    ("cached tokens", "SELECT sum(cached_input_tokens) > 0 FROM llm_calls"),
    ("tokens written to a cache", "SELECT sum(cache_write_5m_tokens) > 0 FROM llm_calls"),
    ("reasoning tokens", "SELECT sum(reasoning_tokens) > 0 FROM llm_calls"),
    ("service tiers", "SELECT count(DISTINCT service_tier) = 3 FROM llm_calls"),
    (
        "the bad day of a provider",
        "SELECT max(share) > 0.2 FROM (SELECT avg((status = 'failed' OR jsonb_array_length(attempts) > 1)::int) AS share
             FROM llm_calls WHERE attempts->0->>'provider' = 'anthropic' GROUP BY created_at::date HAVING count(*) > 8) AS days",
    ),
    ("jobs of several types of a team", "SELECT max(types) >= 2 FROM (SELECT count(DISTINCT job_type) AS types FROM jobs GROUP BY team_id) AS t"),
    ("failed jobs", "SELECT count(*) > 0 FROM jobs WHERE status = 'failed'"),
    ("a plan of every kind", "SELECT count(DISTINCT kind) = 4 FROM pricing_plans WHERE valid_until IS NULL"),
    ("a plan that has ended", "SELECT count(*) > 0 FROM pricing_plans WHERE valid_until IS NOT NULL"),
    ("fees of a subscription", "SELECT count(*) >= 3 FROM subscription_fees"),
    ("a refund", "SELECT count(*) > 0 FROM credit_transactions WHERE transaction_type = 'refund'"),
    ("an adjustment", "SELECT count(*) > 0 FROM credit_transactions WHERE transaction_type = 'adjustment'"),
    ("a refill", "SELECT count(*) > 0 FROM credit_transactions WHERE reason LIKE 'Auto-refill%'"),
    ("an expired key", "SELECT count(*) > 0 FROM virtual_keys WHERE expires_at < now() AND replaced_by IS NULL"),
    ("a revoked key", "SELECT count(*) > 0 FROM virtual_keys WHERE revoked_at IS NOT NULL"),
    ("a replaced key", "SELECT count(*) > 0 FROM virtual_keys WHERE replaced_by IS NOT NULL"),
    ("aliases at the catalogue's prices", "SELECT count(*) = 13 FROM model_aliases JOIN model_catalogue AS entry
        ON entry.provider = model_aliases.provider AND model = actual_model
        WHERE entry.pricing_input = model_aliases.pricing_input AND entry.pricing_output = model_aliases.pricing_output"),
    ("a change of prices", "SELECT count(*) > 1 FROM admin_audit_log WHERE action = 'updated_model' AND details->'before'->'pricing_input' <> details->'after'->'pricing_input'"),
    ("a group of every balancing", "SELECT count(DISTINCT balancing) = 3 FROM model_groups"),
    ("provider keys", "SELECT count(*) = 14 FROM provider_credentials"),
    ("deliveries in every state", "SELECT count(DISTINCT status) = 3 FROM webhook_deliveries"),
    ("a webhook that was switched off", "SELECT count(*) = 1 FROM webhooks WHERE NOT is_active AND disabled_reason = 'gone'"),
    ("a route that is set aside", "SELECT count(*) > 0 FROM route_health WHERE set_aside_until > now()"),
    ("a route to be probed", "SELECT count(*) > 0 FROM route_health WHERE set_aside_until <= now()"),
    ("a route that serves", "SELECT count(*) > 10 FROM route_health WHERE trouble IS NULL"),
    ("operators of every role", "SELECT count(DISTINCT role) = 3 FROM admin_users WHERE is_active"),
    ("a deactivated operator", "SELECT count(*) = 1 FROM admin_users WHERE NOT is_active"),
    ("an audit log", "SELECT count(*) > 100 FROM admin_audit_log"),
    (
        "texts of the last two weeks, of the organization that keeps them",
        "SELECT count(*) > 20 FROM llm_call_bodies JOIN llm_calls USING (call_id) WHERE organization_id = 'aurora-health'",
    ),
];

async fn ensure_books_are_right(database: &mut PgConnection) -> Result<()> {
    let findings = audit(database).await?;
    let found: Vec<_> = findings.iter().filter(|finding| finding.breaches > 0).collect();
    ensure!(found.is_empty(), "the audit found {found:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_story_has_something_for_every_page_and_its_books_are_right() -> Result<()> {
    let checkout = Checkout::find()?;
    let options = StackOptions::test(&checkout, "story")?;
    let foundation = Foundation::lay(&checkout, &NodeTools::ready(&checkout)?, options).await?;
    let tell =
        || story::tell(&checkout, foundation.database(), foundation.secrets(), "http://127.0.0.1:9", CALLS);
    let began = std::time::Instant::now();
    assert_eq!(tell().await?, Told::Now);
    println!("told in {:.1} s", began.elapsed().as_secs_f32());
    let mut database = foundation.database().connect().await?;
    ensure_books_are_right(&mut database).await?;
    let mut missing = Vec::new();
    for (what, query) in SHOWN {
        if sqlx::query_scalar::<_, Option<bool>>(*query).fetch_one(&mut database).await? != Some(true) {
            missing.push(what);
        }
    }
    ensure!(missing.is_empty(), "the story lacks {missing:?}");

    let rows = "SELECT (SELECT count(*) FROM llm_calls), (SELECT count(*) FROM admin_audit_log)";
    let before: (i64, i64) = sqlx::query_as(rows).fetch_one(&mut database).await?;
    assert_eq!(tell().await?, Told::Before);
    assert_eq!(sqlx::query_as::<_, (i64, i64)>(rows).fetch_one(&mut database).await?, before);

    // What the story has made is owned as everything else is.
    let migrated = migrate(&checkout, foundation.database(), None).await?;
    assert_eq!((migrated.migrations, migrated.functions), (0, false));

    let left: i64 = sqlx::query_scalar("SELECT count(*) FROM pg_database WHERE datname LIKE 'story\\_%'")
        .fetch_one(&mut database)
        .await?;
    assert_eq!(left, 0, "databases of the story are left");
    Ok(())
}
