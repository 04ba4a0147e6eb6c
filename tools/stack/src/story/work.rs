//! A kind of job: what its calls ask for, and how much they use.

/// A kind of job.
#[derive(Debug)]
pub struct Work {
    /// The job type.
    pub job_type: &'static str,
    /// How often it comes, against the team's other kinds.
    pub weight: u32,
    /// How many calls a job has: from, to.
    pub calls: (u32, u32),
    /// Aliases and model groups, each with how often it is asked.
    pub asks: &'static [(&'static str, u32)],
    /// Tokens of a prompt: from, to.
    pub input: (u64, u64),
    /// Tokens of an answer: from, to.
    pub output: (u64, u64),
    /// The share of prompts that the provider has read from its cache, in percent.
    pub cached_percent: u32,
    /// What its calls are for, in turn.
    pub purposes: &'static [&'static str],
}

impl Work {
    /// How many calls a job has on average.
    #[must_use]
    pub fn mean_calls(&self) -> f64 {
        f64::from(self.calls.0 + self.calls.1) / 2.0
    }
}
