//! The ends of the chains of hashes, as an audit found them. Keep them apart from the database: a later audit checks that each is still
//! in its chain. The owner of the tables can change an entry and compute all later hashes anew, but then the earlier end is gone.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use sqlx::types::Json;

/// The last entries of the ledger, by team, and of the audit log.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChainEnds {
    /// By team.
    pub ledger: BTreeMap<String, ChainEnd>,
    /// None as long as it is empty.
    pub audit_log: Option<ChainEnd>,
}

/// The last entry of a chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChainEnd {
    /// Its place in the ledger or the audit log.
    pub position: i64,
    /// Its hash, in hexadecimal.
    pub hash: String,
}

const ENDS: &str = "
    SELECT jsonb_build_object(
        'ledger', coalesce((
            SELECT jsonb_object_agg(team_id, jsonb_build_object('position', position, 'hash', encode(entry_hash, 'hex')))
            FROM (SELECT DISTINCT ON (team_id) team_id, position, entry_hash FROM credit_transactions
                  WHERE entry_hash IS NOT NULL ORDER BY team_id, position DESC) AS last), '{}'),
        'audit_log', (
            SELECT jsonb_build_object('position', position, 'hash', encode(entry_hash, 'hex'))
            FROM audit_log_chain ORDER BY position DESC LIMIT 1))";

const LOST: &str = "
    SELECT format('entry %s of team %s is not what it was', ends.value->>'position', ends.key)
    FROM jsonb_each($1->'ledger') AS ends
    WHERE NOT EXISTS (
        SELECT FROM credit_transactions
        WHERE team_id = ends.key AND position = (ends.value->>'position')::bigint
            AND entry_hash = decode(ends.value->>'hash', 'hex'))
    UNION ALL
    SELECT format('entry %s of the audit log is not what it was', $1->'audit_log'->>'position')
    WHERE jsonb_typeof($1->'audit_log') = 'object' AND NOT EXISTS (
        SELECT FROM audit_log_chain
        WHERE position = ($1->'audit_log'->>'position')::bigint
            AND entry_hash = decode($1->'audit_log'->>'hash', 'hex'))
    ORDER BY 1";

impl ChainEnds {
    /// Those of a database now.
    ///
    /// # Errors
    /// If the database does not answer, or has no chains.
    pub async fn read(connection: &mut PgConnection) -> Result<Self> {
        let Json(ends) = sqlx::query_scalar(ENDS)
            .fetch_one(connection)
            .await
            .context("the ends of the chains cannot be read")?;
        Ok(ends)
    }

    /// Those of these ends that a database does not have any more, each as a sentence.
    ///
    /// # Errors
    /// If the database does not answer, or has no chains.
    pub async fn lost(&self, connection: &mut PgConnection) -> Result<Vec<String>> {
        sqlx::query_scalar(LOST)
            .bind(Json(self))
            .fetch_all(connection)
            .await
            .context("the ends of the chains cannot be compared")
    }
}
