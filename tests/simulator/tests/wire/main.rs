//! The simulator over real HTTP, provider by provider.

mod anthropic;
mod calling;
mod faults;
mod openai;
