//! The database and the Rust code agree: on the statements' types, and on the rules that both have.

use std::sync::Arc;

use anyhow::{Context, ensure};
use api::money::{Usd, UsdPerMillionTokens};
use ledger::{BudgetMode, BudgetTerms, PriceTier, Pricing};
use rand::Rng;
use rust_decimal::Decimal;
use sqlx::{Column, Executor, SqlSafeStr, Statement, TypeInfo};
use tollgate_e2e::World;

use crate::trial::Outcome;

crate::trials![
    every_statement_fits_the_schema_with_the_types_it_is_sent_with,
    what_a_job_owes_is_the_same_in_sql_and_in_rust,
    the_worst_case_of_a_call_is_the_same_in_sql_and_in_rust,
    the_ledger_and_a_resolved_hold_cannot_be_rewritten,
];

async fn every_statement_fits_the_schema_with_the_types_it_is_sent_with(world: Arc<World>) -> Outcome {
    let mut connection = world.database.acquire().await?;
    for statement in store::statements::all() {
        let types = statement.parameter_types.join(", ").replace("text_array", "text[]");
        let types = if types.is_empty() { types } else { format!("({types})") };
        let prepare = format!("PREPARE checked {types} AS {}", statement.sql);
        connection
            .execute(sqlx::AssertSqlSafe(prepare))
            .await
            .with_context(|| format!("{} does not fit the schema", statement.name))?;
        let prepared = (&mut *connection).prepare(sqlx::AssertSqlSafe(statement.sql).into_sql_str()).await?;
        let results: Vec<&str> = prepared.columns().iter().map(|column| column.type_info().name()).collect();
        ensure!(results == ["TEXT"], "{} returns {results:?}", statement.name);
        connection.execute("DEALLOCATE checked").await?;
    }
    Ok(())
}

async fn what_a_job_owes_is_the_same_in_sql_and_in_rust(world: Arc<World>) -> Outcome {
    for _ in 0..300 {
        let (mode, budget_mode) = [
            ("job_based", BudgetMode::JobBased),
            ("consumption_usd", BudgetMode::ConsumptionUsd),
            ("consumption_tokens", BudgetMode::ConsumptionTokens),
        ][rand::rng().random_range(0..3)];
        let terms = BudgetTerms {
            budget_mode,
            credits_per_dollar: Decimal::new(rand::rng().random_range(1..100_000), 2),
            tokens_per_credit: rand::rng().random_range(1..100_000),
        };
        let edge = rand::rng().random_bool(0.2);
        let cost = Decimal::new(if edge { 0 } else { rand::rng().random_range(0..10_i64.pow(15)) }, 14);
        let tokens: i64 = if edge { 0 } else { rand::rng().random_range(0..10_000_000) };
        let in_sql: i64 = sqlx::query_scalar("SELECT credits_owed($1::budget_mode, $2, $3, $4, $5)")
            .bind(mode)
            .bind(terms.credits_per_dollar)
            .bind(terms.tokens_per_credit)
            .bind(cost)
            .bind(tokens)
            .fetch_one(&world.database)
            .await?;
        let client_cost: Usd = cost.to_string().parse()?;
        let in_rust = terms.credits_owed(client_cost, tokens.unsigned_abs());
        ensure!(in_sql == in_rust.0, "{terms:?}, {cost} USD, {tokens} tokens: SQL {in_sql}, Rust {in_rust}");
    }
    Ok(())
}

async fn the_worst_case_of_a_call_is_the_same_in_sql_and_in_rust(world: Arc<World>) -> Outcome {
    let price = || -> anyhow::Result<UsdPerMillionTokens> {
        Ok(Decimal::new(rand::rng().random_range(0..200_000_000), 6).to_string().parse()?)
    };
    for _ in 0..300 {
        let tier = |above_input_tokens| -> anyhow::Result<PriceTier> {
            Ok(PriceTier {
                above_input_tokens,
                input: price()?,
                output: price()?,
                cached_input: rand::random::<bool>().then(price).transpose()?,
                cache_write_5m: None,
                cache_write_1h: None,
            })
        };
        let pricing = Pricing {
            cached_input: rand::random::<bool>().then(price).transpose()?,
            cache_write_1h: rand::random::<bool>().then(price).transpose()?,
            tiers: vec![tier(128_000)?, tier(200_000)?],
            ..Pricing::flat(price()?, price()?)
        };
        let input: u32 = rand::rng().random_range(0..300_000);
        let output: u32 = rand::rng().random_range(0..200_000);
        let in_sql: String = sqlx::query_scalar("SELECT trim_scale(worst_case_cost_usd($1, $2, $3))::text")
            .bind(serde_json::to_value(&pricing)?)
            .bind(i64::from(input))
            .bind(i64::from(output))
            .fetch_one(&world.database)
            .await?;
        let in_rust = pricing.worst_case(input.into(), output.into());
        ensure!(
            in_sql == in_rust.to_string(),
            "{pricing:?}, {input} in, {output} out: SQL {in_sql}, Rust {in_rust}"
        );
    }
    Ok(())
}

async fn the_ledger_and_a_resolved_hold_cannot_be_rewritten(world: Arc<World>) -> Outcome {
    let tenant =
        tollgate_e2e::Tenant::create(&world.database, &tollgate_e2e::TenantOptions::default()).await?;
    let answer = world.create_and_call(&tenant, "hi").await?;
    tollgate_e2e::books::settled_call(&world.database, answer.text("call_id")?).await?;
    for change in [
        "UPDATE credit_transactions SET reason = 'x' WHERE team_id = $1",
        "DELETE FROM credit_transactions WHERE team_id = $1",
        "UPDATE credit_holds SET state = 'held', resolved_at = NULL WHERE team_id = $1",
    ] {
        let outcome = sqlx::query(change).bind(&tenant.team_id).execute(&world.database).await;
        ensure!(outcome.is_err(), "the database allowed: {change}");
    }
    Ok(())
}
