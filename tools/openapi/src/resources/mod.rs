//! What each operation takes and answers, by resource. The structures are here for their schemas only; those of answers that
//! handlers have as types are in `shared/api`.

#![expect(dead_code, reason = "of these structures only the schemas are used")]

mod access_groups;
mod calls;
mod chat;
mod completion;
mod credentials;
mod credits;
mod jobs;
mod keys;
mod model_groups;
mod models;
mod operation;
mod operators;
mod organizations;
mod pages;
mod pricing;
mod stats;
mod teams;
mod webhooks;

use api::ids::{
    AccessGroupName, CredentialId, DeliveryId, JobId, ModelAlias, ModelGroupName, OrganizationId, SessionId,
    TeamId, UserId, VirtualKeyId, WebhookId,
};
use api::provider::Provider;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::operation::Operation;

/// The groups that operations stand in, in order.
pub const TAGS: &[(&str, &str)] = &[
    ("Calls", "Jobs and the LLM calls in them: what applications use."),
    ("Jobs", "Jobs as they are read, by their teams and by operators."),
    ("Credits", "A team's balance, its ledger, and what fills it up."),
    ("Teams", "Who works with a virtual key, on which terms, and with which models."),
    ("Organizations", "The customers that teams belong to."),
    ("Models", "Aliases: what clients call a model, and what it costs."),
    ("Model access groups", "Aliases that are given to teams together."),
    ("Model groups", "Models in order of preference, called by one name."),
    ("Provider credentials", "The organizations' own provider keys, which come in and never out."),
    ("Pricing", "What providers charge for their models, and what clients pay for their jobs."),
    ("Statistics", "What was used, by whom and for what, and what it cost and brought in."),
    ("Webhooks", "What teams are told of by themselves, and how that went."),
    ("Operators", "Signing in, one's own account, other operators, and the audit log."),
    ("Operation", "Health, counters, this document, and work that is due."),
];

/// The group of a function's operations.
#[must_use]
pub fn tag(function: &str) -> &'static str {
    match function {
        "job-create"
        | "job-create-and-call"
        | "job-create-and-call-stream"
        | "job-llm-call"
        | "job-llm-call-stream"
        | "job-complete" => "Calls",
        "jobs" => "Jobs",
        "credits" => "Credits",
        "teams" => "Teams",
        "organizations" => "Organizations",
        "models" => "Models",
        "model-access-groups" => "Model access groups",
        "model-groups" => "Model groups",
        "provider-credentials" => "Provider credentials",
        "pricing" => "Pricing",
        "stats" | "team-usage" => "Statistics",
        "webhooks" => "Webhooks",
        "admin-users" => "Operators",
        _ => "Operation",
    }
}

/// Every operation that is described.
#[must_use]
pub fn operations() -> Vec<Operation> {
    [
        calls::operations(),
        jobs::operations(),
        credits::operations(),
        teams::operations(),
        keys::operations(),
        organizations::operations(),
        models::operations(),
        access_groups::operations(),
        model_groups::operations(),
        credentials::operations(),
        pricing::operations(),
        stats::operations(),
        webhooks::operations(),
        operators::operations(),
        operation::operations(),
    ]
    .concat()
}

/// A parameter of a path.
#[must_use]
pub fn path_parameter(path: &str, name: &str) -> Value {
    let (schema, description) = match name {
        "job_id" => (of::<JobId>(), "The job."),
        "team_id" => (of::<TeamId>(), "The team."),
        "organization_id" => (of::<OrganizationId>(), "The organization."),
        "alias" => (of::<ModelAlias>(), "The model alias."),
        "group_name" if path.starts_with("/api/model-groups/") => (of::<ModelGroupName>(), "The group."),
        "group_name" => (of::<AccessGroupName>(), "The group."),
        "credential_id" => (of::<CredentialId>(), "The provider credential."),
        "provider" => (json!({"type": "string", "enum": Provider::ALL}), "The provider."),
        "plan_id" => (of::<Uuid>(), "The pricing plan."),
        "user_id" => (of::<UserId>(), "The operator."),
        "session_id" => (of::<SessionId>(), "The session."),
        "webhook_id" => (of::<WebhookId>(), "The webhook."),
        "delivery_id" => (of::<DeliveryId>(), "The delivery."),
        "key_id" => (of::<VirtualKeyId>(), "The virtual key's id, which is not the key."),
        _ => (json!({"type": "string"}), ""),
    };
    json!({"name": name, "in": "path", "required": true, "description": description, "schema": schema})
}

/// The schema of a type that stands where it is used.
fn of<T: JsonSchema>() -> Value {
    T::json_schema(&mut SchemaGenerator::default()).to_value()
}

/// An answer with a sentence for a person.
#[derive(JsonSchema)]
#[schemars(rename = "{T}WithMessage")]
struct Told<T> {
    #[schemars(flatten)]
    told: T,
    /// A sentence for a person.
    message: String,
}
