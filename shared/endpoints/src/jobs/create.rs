//! `POST /api/jobs/create`: opens a job.

use api::error::ApiError;
use api::ids::{JobId, TeamId};
use api::routes::JobCreateOperation;
use platform::{Platform, Request, Response};
use serde_json::{Map, Value, json};
use store::{Answer, NewJob};

use crate::http::caller::Caller;
use crate::http::fields::Fields;
use crate::http::incoming::Incoming;
use crate::http::outgoing::respond_or_replay;
use crate::http::{metadata, refusals};
use crate::secrets::new_ids;

/// Handles one request.
pub async fn handle<P: Platform>(platform: P, request: Request) -> Response {
    respond_or_replay(create(&platform, request).await)
}

async fn create<P: Platform>(platform: &P, request: Request) -> Result<Answer<Value>, ApiError> {
    let (JobCreateOperation::CreateJob, incoming) = Incoming::new(platform, request)?;
    let Caller { key_hash, idempotency } = incoming.caller()?;
    let body = incoming.json_object()?;
    let mut fields = Fields::new(&body);
    let job = new_job(&mut fields, "metadata");
    let job = fields.finish_with(job)?;
    metadata::check_size(&job.metadata)?;
    let job_id = JobId(new_ids::uuid(platform));
    let Answer { value: created, replayed } =
        store::create_job(platform.database(), &key_hash, job_id, &job, idempotency.as_ref())
            .await
            .map_err(|error| refusals::store_error(platform, error))?;
    let value = json!({
        "job_id": created.job_id,
        "team_id": created.team_id,
        "status": created.status,
        "created_at": created.created_at,
    });
    Ok(Answer { value, replayed })
}

/// Reads the fields that describe a job; `metadata_field` is the contract's name for its metadata in this body.
/// `None` when something is wrong, which `fields` then has.
pub(crate) fn new_job(fields: &mut Fields<'_>, metadata_field: &str) -> Option<NewJob> {
    let team_id = fields.required_name::<TeamId>("team_id");
    let job_type = fields.required_text("job_type", 100);
    let user_id = fields.optional_text("user_id", 255);
    let external_task_id = fields.optional_text("external_task_id", 255);
    let metadata: Map<String, Value> = fields.object(metadata_field);
    Some(NewJob { team_id: team_id?, job_type, user_id, external_task_id, metadata })
}
