//! Whether the books of a database are right: what must hold at every moment, each as a query for what breaches it. The checks are SQL
//! functions of `migrations/functions/audit`, because operators make them from the page as well.

pub mod chains;

use anyhow::{Context, Result};
use api::books_audit::{AuditFinding, AuditSeverity};
use sqlx::types::Json;
use sqlx::{Connection, PgConnection};

use crate::sql_functions;

/// Something that must hold at every moment between two transactions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invariant {
    /// What holds, in a sentence.
    pub name: String,
    /// What it means when it does not.
    pub severity: AuditSeverity,
    /// A query for all violations, one text each: the row and its fault.
    offenders: String,
}

/// What was found of one invariant.
#[derive(Debug, Clone)]
pub struct Finding {
    /// Which.
    pub invariant: Invariant,
    /// How many rows breach it.
    pub breaches: i64,
    /// The first of them, in the order of their texts.
    pub first: Option<String>,
}

impl Invariant {
    /// One that no database is asked about.
    #[must_use]
    pub fn named(name: &str, severity: AuditSeverity) -> Self {
        Self { name: name.to_owned(), severity, offenders: String::new() }
    }
}

impl Finding {
    /// Whether the books are wrong.
    #[must_use]
    pub fn is_breach(&self) -> bool {
        self.breaches > 0 && self.invariant.severity == AuditSeverity::Breach
    }
}

/// All invariants: first the ledger, then holds, charges, what calls cost, plans, and the usage by day.
///
/// # Errors
/// If the database does not answer, or has not the schema and the functions.
pub async fn invariants(connection: &mut PgConnection) -> Result<Vec<Invariant>> {
    sql_functions::search_newest(connection).await?;
    let checks: Vec<(String, String, String)> =
        sqlx::query_as("SELECT name, severity, offenders FROM books_checks()")
            .fetch_all(connection)
            .await
            .context("the functions of this database have no checks of the books")?;
    let invariants = checks.into_iter().map(|(name, severity, offenders)| {
        let severity = severity.parse().with_context(|| format!("how severe is it that not: {name}"))?;
        Ok(Invariant { name, severity, offenders })
    });
    invariants.collect()
}

/// Checks all invariants on one snapshot of the database, so that one in use can be checked too. It changes nothing.
///
/// # Errors
/// If the database does not answer, or has not the schema and the functions.
pub async fn audit(connection: &mut PgConnection) -> Result<Vec<Finding>> {
    let invariants = invariants(connection).await?;
    let mut snapshot = connection.begin().await?;
    sqlx::query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY").execute(&mut *snapshot).await?;
    let mut findings = Vec::with_capacity(invariants.len());
    for invariant in invariants {
        let sql =
            format!("SELECT count(*), min(offender) FROM ({}) AS breach(offender)", invariant.offenders);
        let (breaches, first) = sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .fetch_one(&mut *snapshot)
            .await
            .with_context(|| format!("cannot check that {}", invariant.name))?;
        findings.push(Finding { invariant, breaches, first });
    }
    snapshot.rollback().await?;
    Ok(findings)
}

/// Keeps the outcome of an audit in the database, for the page: when it was, and how many rows breach each invariant.
///
/// # Errors
/// If the database cannot be written to, such as a copy that only reads.
pub async fn record(connection: &mut PgConnection, findings: &[Finding]) -> Result<()> {
    sql_functions::search_newest(connection).await?;
    let found: Vec<AuditFinding> = findings.iter().filter(|finding| finding.breaches > 0).map(found).collect();
    let outcome = serde_json::json!({"checks": findings.len(), "complete": true, "findings": found});
    sqlx::query("SELECT record_books_audit($1)")
        .bind(Json(outcome))
        .execute(connection)
        .await
        .context("the outcome of the audit was not kept")?;
    Ok(())
}

fn found(finding: &Finding) -> AuditFinding {
    AuditFinding {
        check: finding.invariant.name.clone(),
        severity: finding.invariant.severity,
        count: finding.breaches.unsigned_abs(),
        first: None,
    }
}
