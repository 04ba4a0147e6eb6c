//! The HTTP service around a handler: what every request and every answer has, whichever function serves it.
//!
//! [`envelope`] gives a request its id, answers pages of other origins ([`cors`]), adds security headers and writes the log
//! line. [`front_door`] routes on the runtimes that leave that to us. [`serve!`], [`serve_schedule!`] and
//! [`open_front_door!`] make a handler the entry point of a function on the runtime that it is compiled for; which one that
//! is, `platform` decides.

pub mod cors;
mod entry;
pub mod envelope;
pub mod front_door;
pub mod log_line;
pub mod request_id;
pub mod traced;

#[doc(hidden)]
pub use platform;

pub use front_door::{Files, FrontDoor, Routing};
pub use traced::Traced;
