//! The runtime on a command line.

use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};
use stack::Runtime;

/// Which runtime.
#[derive(Debug, Clone, Copy, Args)]
pub struct RuntimeArgument {
    /// The runtime of the functions.
    #[arg(long = "runtime", value_enum, default_value_t = Choice(Runtime::Cloudflare))]
    choice: Choice,
}

impl RuntimeArgument {
    /// The runtime that was named.
    pub const fn get(self) -> Runtime {
        self.choice.0
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Choice(Runtime);

impl ValueEnum for Choice {
    fn value_variants<'a>() -> &'a [Self] {
        const CHOICES: [Choice; Runtime::ALL.len()] = [Choice(Runtime::ALL[0]), Choice(Runtime::ALL[1])];
        &CHOICES
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.0.name()))
    }
}
