//! What the end-to-end tests use: the running system, a team of its own for each test, a relay that counts round
//! trips, and a look into the books.

pub mod books;
pub mod conversation;
pub mod described;
pub mod operator;
#[cfg(target_os = "linux")]
pub mod process_usage;
pub mod receiver;
pub mod relay;
pub mod stream;
pub mod tenant;
pub mod timing;
pub mod world;

pub use tenant::{Tenant, TenantOptions};
pub use world::{Answer, World};
