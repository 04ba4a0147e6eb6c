//! A team that makes calls, with what it needs for that: aliases, a model group, and its organization's provider keys.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, PgConnection};
use tollgate_stack::Foundation;
use tollgate_stack::sql_functions::search_newest;
use uuid::Uuid;

use crate::foundation;

/// The models behind the aliases `fast` and `slow`, which the group `smart` has as members in this order.
pub const FAST: (&str, &str) = ("openai", "gpt-fast");
pub const SLOW: (&str, &str) = ("anthropic", "claude-slow");

const SETUP: &str = "
    INSERT INTO organizations (organization_id, name) VALUES ('north', 'North');
    INSERT INTO team_credits (team_id, organization_id) VALUES ('north-ops', 'north');
    INSERT INTO virtual_keys (key_hash, team_id, key_hint) VALUES (sha256('key'), 'north-ops', 'sk-…');
    INSERT INTO model_aliases (model_alias, provider, actual_model, pricing_input, pricing_output)
        VALUES ('fast', 'openai', 'gpt-fast', 1, 1), ('slow', 'anthropic', 'claude-slow', 1, 1);
    INSERT INTO model_groups (group_name) VALUES ('smart');
    INSERT INTO model_group_models (model_group_id, model_name, created_at)
        SELECT model_group_id, name, now() + place * interval '1 microsecond'
        FROM model_groups, unnest('{fast,slow}'::text[]) WITH ORDINALITY AS listed (name, place);
    INSERT INTO team_model_groups (team_id, model_group_id) SELECT 'north-ops', model_group_id FROM model_groups;
    INSERT INTO provider_credentials (organization_id, provider, credential_name, sealed_key, priority)
        VALUES ('north', 'openai', 'first', 'v1.a.b.c', 0), ('north', 'openai', 'second', 'v1.a.b.c', 1),
            ('north', 'anthropic', 'third', 'v1.a.b.c', 0);";

/// An admitted call.
pub struct Call {
    pub id: Uuid,
    pub candidates: Vec<Value>,
}

impl Call {
    /// The routes that are tried in their order, as `alias/key`, and after a bar those that are set aside.
    pub fn routes(&self, caller: &Caller) -> String {
        let (mut in_use, mut set_aside) = (Vec::new(), Vec::new());
        for candidate in &self.candidates {
            let alias = candidate["model"].as_str().unwrap_or_default();
            for key in candidate["credentials"].as_array().into_iter().flatten() {
                let route = format!("{alias}/{}", caller.key_name(&key["credential_id"]));
                if key["is_set_aside"] == true { set_aside.push(route) } else { in_use.push(route) }
            }
            if candidate["credentials"] == json!([]) {
                let route = format!("{alias}/deployment");
                if candidate["fallback_is_set_aside"] == true {
                    set_aside.push(route)
                } else {
                    in_use.push(route)
                }
            }
        }
        format!("{} | {}", in_use.join(" "), set_aside.join(" ")).trim().to_owned()
    }
}

/// The team.
pub struct Caller {
    pub connection: PgConnection,
    pub foundation: Foundation,
    keys: Vec<(String, Uuid)>,
}

impl Caller {
    pub async fn set_up(name: &str) -> Result<Self> {
        let foundation = foundation(name).await?;
        let mut connection = foundation.database().connect().await?;
        search_newest(&mut connection).await?;
        sqlx::raw_sql(SETUP).execute(&mut connection).await.context("the team was not made")?;
        sqlx::query("SELECT grant_credits('north-ops', 100000, 'allocation', 'Given')")
            .execute(&mut connection)
            .await?;
        let keys = sqlx::query_as("SELECT credential_name, credential_id FROM provider_credentials")
            .fetch_all(&mut connection)
            .await?;
        Ok(Self { connection, foundation, keys })
    }

    /// Another connection to the same database.
    pub async fn connect(&self) -> Result<PgConnection> {
        let mut connection = self.foundation.database().connect().await?;
        search_newest(&mut connection).await?;
        Ok(connection)
    }

    pub fn key(&self, name: &str) -> Result<Uuid> {
        let found = self.keys.iter().find(|(key, _)| key == name);
        found.map(|(_, id)| *id).with_context(|| format!("no key {name}"))
    }

    fn key_name(&self, id: &Value) -> &str {
        self.keys.iter().find(|(_, key)| json!(key) == *id).map_or("?", |(name, _)| name)
    }

    /// Runs statements that change rows directly.
    pub async fn run(&mut self, sql: &str) -> Result<()> {
        sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut self.connection).await?;
        Ok(())
    }

    /// One value, as text.
    pub async fn ask(&mut self, sql: &str) -> Result<String> {
        let value: Option<String> = sqlx::query_scalar(AssertSqlSafe(format!("SELECT ({sql})::text")))
            .fetch_one(&mut self.connection)
            .await?;
        Ok(value.unwrap_or_default())
    }

    /// Calls an SQL function for operators, which must be granted.
    pub async fn operate(&mut self, function: &str, parameters: &str) -> Result<Value> {
        let sql = format!(r#"SELECT {function}('{{"kind": "admin_key"}}', {parameters})"#);
        let answer: Value = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut self.connection).await?;
        ensure!(answer["outcome"] == "granted", "{function}({parameters}): {answer}");
        Ok(answer["value"].clone())
    }

    /// Lets time pass for the health of routes.
    pub async fn wait(&mut self, interval: &str) -> Result<()> {
        self.run(&format!(
            "UPDATE route_health SET set_aside_until = set_aside_until - interval '{interval}',
                 probe_until = probe_until - interval '{interval}', measured_at = measured_at - interval '{interval}',
                 last_failed_at = last_failed_at - interval '{interval}'"
        ))
        .await
    }

    pub async fn admit(&mut self, model: &str) -> Result<Call> {
        let (id, job): (Uuid, Uuid) =
            sqlx::query_as("SELECT new_uuid(), new_uuid()").fetch_one(&mut self.connection).await?;
        let answer: Value = sqlx::query_scalar(
            r#"SELECT admit_call(sha256('key'), $1, '{"team_id": "north-ops", "job_type": "test"}', $2, $3, NULL, 10, 5, 10, '{}', '{}', '{}',
                '{openai,anthropic}', '{}', 65536, 900)"#,
        )
        .bind(job)
        .bind(id)
        .bind(model)
        .fetch_one(&mut self.connection)
        .await?;
        ensure!(answer["outcome"] == "admitted", "{answer}");
        Ok(Call { id, candidates: answer["candidates"].as_array().cloned().unwrap_or_default() })
    }

    /// An attempt of a call. `trouble` is a word for what is wrong, `ok`, or `refused`: a failure that lies in the request.
    pub fn attempt(&self, model: (&str, &str), key: &str, trouble: &str, latency_ms: u32) -> Result<Value> {
        let credential_id = if key == "deployment" { Value::Null } else { json!(self.key(key)?) };
        let (provider, model) = model;
        let mut attempt = json!({"model_alias": "x", "provider": provider, "model": model, "credential_id": credential_id,
            "outcome": "succeeded", "status": 200, "latency_ms": latency_ms});
        if trouble != "ok" {
            attempt["outcome"] = json!("provider_error");
            attempt["status"] = json!(503);
        }
        if !["ok", "refused"].contains(&trouble) {
            attempt["trouble"] = json!(trouble);
        }
        Ok(attempt)
    }

    pub async fn settle(&mut self, call: &Call, attempts: &[Value]) -> Result<()> {
        settle(&mut self.connection, call.id, attempts).await
    }

    /// Makes a call of the group whose attempts all go to one route.
    pub async fn call(&mut self, model: (&str, &str), key: &str, troubles: &[&str]) -> Result<()> {
        let call = self.admit("smart").await?;
        let attempts = troubles.iter().map(|trouble| self.attempt(model, key, trouble, 100));
        let attempts = attempts.collect::<Result<Vec<Value>>>()?;
        self.settle(&call, &attempts).await
    }

    /// The routes of a call that is made now, see [`Call::routes`]. Its call stays open.
    pub async fn routes(&mut self) -> Result<String> {
        let call = self.admit("smart").await?;
        Ok(call.routes(self))
    }
}

/// Settles a call.
pub async fn settle(connection: &mut PgConnection, call: Uuid, attempts: &[Value]) -> Result<()> {
    let succeeded = attempts.last().is_some_and(|attempt| attempt["outcome"] == "succeeded");
    let result = json!({"status": if succeeded { "succeeded" } else { "failed" }, "attempts": attempts, "prompt_tokens": 0,
        "cached_input_tokens": 0, "cache_write_5m_tokens": 0, "cache_write_1h_tokens": 0, "completion_tokens": 0,
        "reasoning_tokens": 0, "estimated": false, "input_cost_usd": "0", "output_cost_usd": "0", "client_cost_usd": "0",
        "latency_ms": 100});
    let answer: Value = sqlx::query_scalar("SELECT settle_call($1, $2, '{}', 65536, 'completed')")
        .bind(call)
        .bind(result)
        .fetch_one(connection)
        .await?;
    ensure!(answer["outcome"] == "settled", "{answer}");
    Ok(())
}
