//! The simulator over real HTTP, provider by provider.

mod calling;
mod faults;
mod openai;
