//! Everything that builds and runs Tollgate on one machine: the WebAssembly toolchain, the programs from npm, the
//! function builds, PostgreSQL, migrations, demo data and the Workers runtime. The project commands (`cargo xtask`)
//! and the end-to-end tests are both thin layers above this crate.

pub mod audit;
pub mod build;
pub mod checkout;
pub mod database;
pub mod node;
pub mod ports;
pub mod postgres;
mod private_file;
pub mod process;
pub mod secrets;
pub mod seed;
mod stack;
mod temporary_folder;
pub mod toolchain;
pub mod watch;
pub mod workers;

pub use checkout::Checkout;
pub use stack::{Foundation, Stack, StackOptions};
