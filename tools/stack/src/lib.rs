//! Everything that builds and runs Tollgate on one machine: the WebAssembly toolchain, the programs from npm, the
//! function builds, PostgreSQL, migrations, demo data and the runtimes. The project commands (`cargo xtask`)
//! and the end-to-end tests are both thin layers above this crate.

mod analytics;
pub mod audit;
pub mod build;
pub mod cache;
pub mod checkout;
pub mod clock;
pub mod database;
pub mod deploy;
pub mod function;
mod lock_file;
pub mod manifests;
pub mod node;
pub mod operators;
pub mod ports;
pub mod postgres;
mod private_file;
pub mod process;
pub mod python;
pub mod roles;
pub mod running;
pub mod runtime;
pub mod secrets;
pub mod seed;
pub mod sql_functions;
mod stack;
pub mod story;
mod temporary_folder;
pub mod toolchain;
pub mod watch;

pub use checkout::Checkout;
pub use function::Function;
pub use runtime::Runtime;
pub use stack::{Foundation, Stack, StackOptions};
