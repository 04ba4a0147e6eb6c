//! The audit, as an assertion.

use anyhow::{Result, ensure};
use sqlx::PgConnection;
use stack::audit::{Finding, audit};

/// Checks that the audit finds no breach in a database.
///
/// # Errors
/// If it finds one, with every broken invariant and its first offender.
pub async fn ensure_books_are_right(connection: &mut PgConnection) -> Result<()> {
    let findings = audit(connection).await?;
    let broken: Vec<String> = findings
        .iter()
        .filter(|finding| finding.is_breach())
        .map(|Finding { invariant, breaches, first }| format!("{} ({breaches}: {first:?})", invariant.name))
        .collect();
    ensure!(broken.is_empty(), "the audit found: {}", broken.join("; "));
    Ok(())
}
