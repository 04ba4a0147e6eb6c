//! Audits of the books.

use api::books_audit::BooksAudit;
use platform::Database;

use crate::error::StoreError;
use crate::principal::{Principal, ask};
use crate::statements::statements;

statements! {
    AUDIT_BOOKS = "audit_books"(text),
}

/// Checks the books, and keeps the outcome.
///
/// # Errors
/// Refused to callers that are not operators, and for books that are too large for the time of a request.
pub async fn audit_books(database: &impl Database, principal: &Principal) -> Result<BooksAudit, StoreError> {
    ask(database, AUDIT_BOOKS.sql, principal, &[]).await
}
