//! The texts of the statements, and the types of their parameters, so that they can be checked against the schema.

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

macro_rules! statement {
    ($(#[$doc:meta])* $constant:ident, $name:literal, [$($kind:ident),*]) => {
        $(#[$doc])*
        pub const $constant: Statement = Statement {
            name: $name,
            sql: include_str!(concat!("statements/", $name, ".sql")),
            parameter_types: &[$(stringify!($kind)),*],
        };
    };
}

statement!(
    /// Opens a job.
    CREATE_JOB, "create_job", [bytea, text, text, text]
);
statement!(
    /// Admits a call: the one statement before the provider.
    ADMIT_CALL, "admit_call",
    [bytea, text, text, text, text, text, int8, int8, text_array, text, text_array, text, int8, int8, text]
);
statement!(
    /// Settles a call: the one statement after the provider.
    SETTLE_CALL, "settle_call", [text, text, text, int8, text, text]
);
statement!(
    /// Closes a job.
    COMPLETE_JOB, "complete_job", [bytea, text, text, text, int8, text, text]
);

/// Every statement there is.
pub const ALL: &[Statement] = &[CREATE_JOB, ADMIT_CALL, SETTLE_CALL, COMPLETE_JOB];
