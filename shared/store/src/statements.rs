//! The texts of the statements, and the types of their parameters, so that they can be checked against the schema.
//!
//! Each calls one function of `migrations/functions`, which its file names as `functions.name`; the build puts the schema of
//! this version of the functions in the place of `functions`.

/// The PostgreSQL schema of the functions that the statements call: those of `migrations/functions` as this was built.
pub const FUNCTIONS_SCHEMA: &str = env!("TOLLGATE_FUNCTIONS_SCHEMA");

/// One statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Statement {
    /// Its name: that of its file.
    pub name: &'static str,
    /// Its text.
    pub sql: &'static str,
    /// The PostgreSQL types of its parameters, as they are sent.
    pub parameter_types: &'static [&'static str],
}

/// Declares the statements of a module, `CONSTANT = "file"(types of its parameters)`, and the list of them, `STATEMENTS`.
macro_rules! statements {
    ($($constant:ident = $name:literal($($kind:ident),* $(,)?)),* $(,)?) => {
        $(
            const $constant: $crate::statements::Statement = $crate::statements::Statement {
                name: $name,
                sql: include_str!(concat!(env!("OUT_DIR"), "/", $name, ".sql")),
                parameter_types: &[$(stringify!($kind)),*],
            };
        )*
        pub(crate) const STATEMENTS: &[$crate::statements::Statement] = &[$($constant),*];
    };
}
pub(crate) use statements;

/// Every statement there is.
pub fn all() -> impl Iterator<Item = Statement> {
    [
        crate::access_groups::STATEMENTS,
        crate::admin_users::STATEMENTS,
        crate::admission::STATEMENTS,
        crate::completion::STATEMENTS,
        crate::credentials::STATEMENTS,
        crate::credits::STATEMENTS,
        crate::job::STATEMENTS,
        crate::job_reading::STATEMENTS,
        crate::keys::STATEMENTS,
        crate::model_groups::STATEMENTS,
        crate::models::STATEMENTS,
        crate::operations::STATEMENTS,
        crate::organizations::STATEMENTS,
        crate::plans::STATEMENTS,
        crate::prices::STATEMENTS,
        crate::settlement::STATEMENTS,
        crate::sweep::STATEMENTS,
        crate::teams::STATEMENTS,
        crate::sign_in::STATEMENTS,
        crate::stats::STATEMENTS,
        crate::usage::STATEMENTS,
        crate::webhook_delivery::STATEMENTS,
        crate::webhooks::STATEMENTS,
    ]
    .into_iter()
    .flatten()
    .copied()
}
