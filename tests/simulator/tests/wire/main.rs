//! The simulator over real HTTP, provider by provider.

#![expect(clippy::unwrap_used, clippy::panic, reason = "all of this is tests, their shared calls included")]

mod agreement;
mod anthropic;
mod calling;
mod departures;
mod embeddings;
mod faults;
mod fireworks;
mod gemini;
mod openai;
mod thinking;
