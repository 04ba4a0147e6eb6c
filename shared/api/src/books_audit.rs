//! Audits of the books: whether ledger, holds, jobs, calls and summaries agree.

use api_derive::Word;
use serde::{Deserialize, Serialize};

use crate::timestamp::Timestamp;

/// What it means that a check has found something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Word)]
pub enum AuditSeverity {
    /// The books are wrong.
    Breach,
    /// The books are right, but somebody should look.
    Warning,
}

/// What one check of an audit has found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AuditFinding {
    /// What should hold, in a sentence.
    pub check: String,
    /// What it means that it does not.
    pub severity: AuditSeverity,
    /// How many rows breach it.
    pub count: u64,
    /// The first of them: the row and its fault. Only in the answer to a request for an audit; it is not kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<String>,
}

/// The outcome of an audit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BooksAudit {
    /// When it was made, RFC 3339.
    pub checked_at: Timestamp,
    /// No check has found the books wrong. Warnings do not count.
    pub ok: bool,
    /// All checks were made. If not, there was no time for the last ones: `cargo xtask audit` makes them all.
    pub complete: bool,
    /// How many checks were made.
    pub checks: u64,
    /// What was found, the checks that found nothing left out.
    pub findings: Vec<AuditFinding>,
}
