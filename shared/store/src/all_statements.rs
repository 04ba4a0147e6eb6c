//! The list of all statements.

use crate::statements::Statement;

/// Every statement of this crate, for tests and tools.
pub fn all_statements() -> impl Iterator<Item = Statement> {
    [
        crate::access_groups::STATEMENTS,
        crate::admin_users::STATEMENTS,
        crate::admission::STATEMENTS,
        crate::books_audit::STATEMENTS,
        crate::call_reading::STATEMENTS,
        crate::callable_models::STATEMENTS,
        crate::completion::STATEMENTS,
        crate::credentials::STATEMENTS,
        crate::credits::STATEMENTS,
        crate::job_opening::STATEMENTS,
        crate::job_reading::STATEMENTS,
        crate::keys::STATEMENTS,
        crate::model_groups::STATEMENTS,
        crate::models::STATEMENTS,
        crate::operations::STATEMENTS,
        crate::organizations::STATEMENTS,
        crate::plans::STATEMENTS,
        crate::prices::STATEMENTS,
        crate::route_health::STATEMENTS,
        crate::settlement::STATEMENTS,
        crate::sign_in::STATEMENTS,
        crate::stats::STATEMENTS,
        crate::sweep::STATEMENTS,
        crate::teams::STATEMENTS,
        crate::usage::STATEMENTS,
        crate::webhook_delivery::STATEMENTS,
        crate::webhooks::STATEMENTS,
    ]
    .into_iter()
    .flatten()
    .copied()
}
