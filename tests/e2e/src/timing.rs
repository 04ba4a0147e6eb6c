//! How long requests take, for the benchmarks.

use std::time::{Duration, Instant};

use reqwest::RequestBuilder;

/// Times of one kind of request.
#[derive(Debug, Default)]
pub struct Times(pub Vec<Duration>);

impl Times {
    /// The time that so many of a hundred do not exceed, in milliseconds. There must be one at least.
    #[must_use]
    pub fn quantile_ms(&self, of_hundred: usize) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        ms(sorted[(sorted.len() - 1) * of_hundred / 100])
    }
}

/// A time in milliseconds.
#[must_use]
pub fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// How long a whole answer takes.
///
/// # Errors
/// When there is none, or it is an error.
pub async fn answered(request: RequestBuilder) -> anyhow::Result<Duration> {
    let began = Instant::now();
    request.send().await?.error_for_status()?.bytes().await?;
    Ok(began.elapsed())
}
