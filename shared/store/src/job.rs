//! Opening a job.

use api::ids::{JobId, TeamId};
use api::jobs::JobStatus;
use api::timestamp::Timestamp;
use platform::{Database, Param};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::statements::statements;
use crate::{Answer, Idempotency, StoreError, decode_answer};

statements! {
    CREATE_JOB = "create_job"(bytea, text, text, text),
}

/// A job to be opened.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NewJob {
    /// The team that the request names; it must be the key's.
    pub team_id: TeamId,
    /// What kind of business operation it is.
    pub job_type: String,
    /// The client's own user, for its reports.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// The client's own id of the operation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_task_id: Option<String>,
    /// Anything the client wants to keep with it.
    pub metadata: Map<String, Value>,
}

/// A job that was opened.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct CreatedJob {
    /// Its id.
    pub job_id: JobId,
    /// Its team.
    pub team_id: TeamId,
    /// Its state: `pending`.
    pub status: JobStatus,
    /// When, RFC 3339.
    pub created_at: Timestamp,
}

/// Opens a job. It costs nothing and looks at no credits.
///
/// # Errors
/// Refused for an invalid key, a team that may not work, or another team's id.
pub async fn create_job(
    database: &impl Database,
    key_hash: &[u8; 32],
    job_id: JobId,
    job: &NewJob,
    idempotency: Option<&Idempotency>,
) -> Result<Answer<CreatedJob>, StoreError> {
    let answer = database
        .query_text(
            CREATE_JOB.sql,
            &[
                Param::Bytes(key_hash),
                Param::Text(Some(&job_id.to_string())),
                Param::Text(Some(&json(job))),
                Param::Text(idempotency.map(json).as_deref()),
            ],
        )
        .await?;
    decode_answer(&answer)
}

/// JSON text of a value whose serialization cannot fail: string keys only, no I/O.
pub(crate) fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned())
}
