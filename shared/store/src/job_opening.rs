//! Opening a job.

use api::ids::JobId;
use api::job_opening::{CreatedJob, NewJob};
use platform::{Database, Param};

use crate::answer::Answer;
use crate::error::StoreError;
use crate::idempotency::Idempotency;
use crate::json::{decode_answer, json_text};
use crate::statements::statements;

statements! {
    CREATE_JOB = "create_job"(bytea, text, text, text),
}

/// Opens a job. It costs nothing and does not check credits.
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
                Param::Text(Some(&json_text(job))),
                Param::Text(idempotency.map(json_text).as_deref()),
            ],
        )
        .await?;
    decode_answer(&answer)
}
