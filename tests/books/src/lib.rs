//! What the tests of the money use. They need PostgreSQL and no runtime, so they run once, not once for each runtime.
//!
//! `tests/model` compares the database with a small model of the books after every step of a random sequence;
//! `tests/sql_and_rust` compares single rules; `tests/concurrency` makes many requests at once; `tests/guards` tries what the
//! database must refuse; `tests/audit` breaks the books and expects the audit to notice; `tests/chains` rewrites entries
//! whose hashes show it.

pub mod audited;
pub mod chains;
pub mod clock;
pub mod copies;
pub mod database;
pub mod operations;
pub mod prices;
pub mod rules;
pub mod team;
