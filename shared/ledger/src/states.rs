//! The states of jobs, calls and holds, and which may follow which.

use serde::{Deserialize, Serialize};

macro_rules! states {
    ($(#[$doc:meta])* $name:ident { $($(#[$state_doc:meta])* $state:ident = $text:literal -> [$($next:ident),*]),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$state_doc])* #[serde(rename = $text)] $state),*
        }

        impl $name {
            /// Every state.
            pub const ALL: &[Self] = &[$(Self::$state),*];

            /// Its form in JSON and SQL.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$state => $text),* }
            }

            /// Whether `next` may follow.
            #[must_use]
            pub fn can_become(self, next: Self) -> bool {
                match self { $(Self::$state => [$(Self::$next),*].contains(&next)),* }
            }
        }
    };
}

states! {
    /// The state of a job.
    JobStatus {
        /// Opened, no call yet.
        Pending = "pending" -> [InProgress, Completed, Failed, Cancelled],
        /// It has had a call.
        InProgress = "in_progress" -> [Completed, Failed, Cancelled],
        /// Closed, and paid for.
        Completed = "completed" -> [],
        /// Closed without success.
        Failed = "failed" -> [],
        /// Given up.
        Cancelled = "cancelled" -> [],
    }
}

states! {
    /// The state of a call.
    CallStatus {
        /// Its credits are held; the provider may be working.
        Admitted = "admitted" -> [Succeeded, Failed, Abandoned],
        /// It has an answer.
        Succeeded = "succeeded" -> [],
        /// It has none.
        Failed = "failed" -> [],
        /// Nobody reported its end in time. It may still be settled late.
        Abandoned = "abandoned" -> [Succeeded, Failed],
    }
}

states! {
    /// The state of a hold. It is resolved once.
    HoldState {
        /// Credits are set aside.
        Held = "held" -> [Settled, Released, Expired],
        /// Something was charged, the rest returned.
        Settled = "settled" -> [],
        /// Nothing was charged.
        Released = "released" -> [],
        /// Nobody came back for it in time.
        Expired = "expired" -> [],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_job_and_a_resolved_hold_stay_as_they_are() {
        for &next in JobStatus::ALL {
            assert!(!JobStatus::Completed.can_become(next) && !JobStatus::Failed.can_become(next));
        }
        for &next in HoldState::ALL {
            assert!(!HoldState::Settled.can_become(next) && !HoldState::Expired.can_become(next));
        }
        assert!(JobStatus::Pending.can_become(JobStatus::InProgress));
        assert!(CallStatus::Abandoned.can_become(CallStatus::Succeeded));
    }
}
