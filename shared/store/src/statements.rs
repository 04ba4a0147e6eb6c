//! What a statement is, and how a module declares its own: with the types of its parameters, so that tests can check them
//! against the schema.
//!
//! A statement calls one function of `migrations/functions`, which its file names as `functions.name`. The build replaces
//! `functions` by the PostgreSQL schema in which this version of the functions is installed.

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
