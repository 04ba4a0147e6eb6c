//! Opening a job.

use api_derive::Request;
use serde::{Deserialize, Serialize};

use crate::ids::{JobId, TeamId};
use crate::jobs::JobStatus;
use crate::reading::{Metadata, Text};
use crate::timestamp::Timestamp;

/// What a job is.
#[derive(Debug, Clone, PartialEq, Request)]
pub struct JobTerms {
    /// The key's team.
    pub team_id: TeamId,
    /// What kind of business operation it is: reports and pricing plans go by it.
    pub job_type: Text<1, 100>,
    /// The client's own user.
    pub user_id: Option<Text<0, 255>>,
    /// The client's own id of the operation.
    pub external_task_id: Option<Text<0, 255>>,
}

/// A job to be opened.
#[derive(Debug, Clone, PartialEq, Request)]
pub struct NewJob {
    /// What it is.
    #[request(flatten)]
    pub terms: JobTerms,
    /// Anything that the client wants to keep with the job, of at most 10 KB.
    #[request(default = Metadata::default())]
    pub metadata: Metadata,
}

/// A job that is opened with its first call.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct JobOfCall {
    /// The team that the request names; none: the key's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub team_id: Option<TeamId>,
    /// What kind of business operation it is.
    pub job_type: Text<1, 100>,
    /// The client's own user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<Text<0, 255>>,
    /// The client's own id of the operation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_task_id: Option<Text<0, 255>>,
    /// What the client wants to keep with the job.
    pub metadata: Metadata,
}

impl From<NewJob> for JobOfCall {
    fn from(NewJob { terms, metadata }: NewJob) -> Self {
        let JobTerms { team_id, job_type, user_id, external_task_id } = terms;
        Self { team_id: Some(team_id), job_type, user_id, external_task_id, metadata }
    }
}

/// A job that was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CreatedJob {
    /// The job.
    pub job_id: JobId,
    /// Its team.
    pub team_id: TeamId,
    /// `pending`, until its first call.
    pub status: JobStatus,
    /// RFC 3339.
    pub created_at: Timestamp,
}
