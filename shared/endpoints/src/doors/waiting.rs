//! Requests that are sent again while the first is in progress.

use std::time::Duration;

use api::error::{ApiError, ErrorCode};
use api::job_opening::JobOfCall;
use platform::Platform;
use store::AdmissionOutcome;

use crate::http::caller::Caller;

/// How long a repeated request waits for the answer to the first, in milliseconds. After that its client is told to ask again.
const WAIT_LIMIT_MS: u64 = 120_000;

/// Between two looks for that answer: at first, and at most, in milliseconds.
const FIRST_PAUSE_MS: u64 = 250;
const LONGEST_PAUSE_MS: u64 = 4_000;

/// Asks for the admission of a request until no earlier one like it is in progress: SDKs repeat a request whose answer has not come,
/// and the first may still bring it.
pub(crate) async fn after_the_first<P: Platform>(
    platform: &P,
    caller: Caller,
    new_job: Option<JobOfCall>,
    mut admit: impl AsyncFnMut(Caller, Option<JobOfCall>) -> Result<AdmissionOutcome, ApiError>,
) -> Result<AdmissionOutcome, ApiError> {
    let started_ms = platform.unix_time_ms();
    let mut pause_ms = FIRST_PAUSE_MS;
    loop {
        let outcome = admit(caller.clone(), new_job.clone()).await;
        let waited_ms = platform.unix_time_ms().saturating_sub(started_ms);
        match outcome {
            Err(error) if error.code == ErrorCode::RequestInProgress && waited_ms < WAIT_LIMIT_MS => {
                platform.sleep(Duration::from_millis(pause_ms)).await;
                pause_ms = (pause_ms * 2).min(LONGEST_PAUSE_MS);
            }
            outcome => return outcome,
        }
    }
}
