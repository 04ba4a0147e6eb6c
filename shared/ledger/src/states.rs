//! The statuses of jobs and calls.

use serde::{Deserialize, Serialize};

/// The status of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobStatus {
    /// Open, and has had no call yet.
    Pending,
    /// Open, and has had a call.
    InProgress,
    /// Closed with success, and paid for.
    Completed,
    /// Closed without success.
    Failed,
    /// Closed because it was given up.
    Cancelled,
}

impl JobStatus {
    /// Every status, in the order of the SQL type `job_status`.
    pub const ALL: [Self; 5] =
        [Self::Pending, Self::InProgress, Self::Completed, Self::Failed, Self::Cancelled];

    /// The name used in JSON and SQL.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::InProgress => "in_progress",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// The status that a call has once its end is reported. (In the database it is `admitted` before that, and `abandoned` when no end
/// is reported in time.)
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallStatus {
    /// It has an answer.
    Succeeded,
    /// It has none.
    Failed,
}
