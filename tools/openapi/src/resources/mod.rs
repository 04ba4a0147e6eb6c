//! What each operation takes and answers, by resource. The types are those of `shared/api` that handlers read and answer with.

mod access_groups;
mod calls;
mod credentials;
mod credits;
mod doors;
mod jobs;
mod keys;
mod model_groups;
mod models;
mod operation;
mod operators;
mod organizations;
mod pricing;
mod stats;
mod teams;
mod webhooks;

use api::ids::{
    AccessGroupName, CallId, CredentialId, DeliveryId, JobId, ModelAlias, ModelGroupName, OrganizationId,
    SessionId, TeamId, UserId, VirtualKeyId, WebhookId,
};
use api::provider::Provider;
use api::routes::{self, Function};
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::operation::Operation;
use crate::schemas::COMPONENTS;

/// The groups of operations, in order.
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
    ("Webhooks", "Events that are sent to teams' own servers, and how that went."),
    ("Operators", "Signing in, one's own account, other operators, and the audit log."),
    ("Operation", "Health, counters, this document, and work that is due."),
];

/// The group of a function's operations.
#[must_use]
pub const fn tag(function: Function) -> &'static str {
    match function {
        Function::JobCreate
        | Function::JobCreateAndCall
        | Function::JobCreateAndCallStream
        | Function::CallableModels
        | Function::ChatCompletions
        | Function::Messages
        | Function::Embeddings
        | Function::Responses
        | Function::JobLlmCall
        | Function::JobLlmCallStream
        | Function::JobComplete => "Calls",
        Function::Jobs => "Jobs",
        Function::Credits => "Credits",
        Function::Teams => "Teams",
        Function::Organizations => "Organizations",
        Function::Models => "Models",
        Function::ModelAccessGroups => "Model access groups",
        Function::ModelGroups => "Model groups",
        Function::ProviderCredentials => "Provider credentials",
        Function::Pricing => "Pricing",
        Function::Stats | Function::TeamUsage => "Statistics",
        Function::Webhooks => "Webhooks",
        Function::AdminUsers => "Operators",
        Function::FrontDoor
        | Function::HealthReady
        | Function::ApiDocs
        | Function::Metrics
        | Function::Audit
        | Function::Sweep
        | Function::WebhookDelivery => "Operation",
    }
}

/// What an operation takes and answers.
#[must_use]
pub fn of(operation: routes::Operation) -> Operation {
    use routes::Operation as O;
    match operation {
        O::AdminUsers(operation) => operators::of(operation),
        O::ApiDocs(operation) => operation::of_api_docs(operation),
        O::Audit(operation) => operation::of_audit(operation),
        O::CallableModels(operation) => doors::callable_models(operation),
        O::ChatCompletions(operation) => doors::chat_completions(operation),
        O::Embeddings(operation) => doors::embeddings(operation),
        O::Credits(operation) => credits::of(operation),
        O::FrontDoor(operation) => operation::of_front_door(operation),
        O::HealthReady(operation) => operation::of_readiness(operation),
        O::JobComplete(operation) => calls::complete_job(operation),
        O::JobCreate(operation) => calls::create_job(operation),
        O::JobCreateAndCall(operation) => calls::create_and_call(operation),
        O::JobCreateAndCallStream(operation) => calls::create_and_call_stream(operation),
        O::JobLlmCall(operation) => calls::llm_call(operation),
        O::JobLlmCallStream(operation) => calls::llm_call_stream(operation),
        O::Jobs(operation) => jobs::of(operation),
        O::Messages(operation) => doors::messages(operation),
        O::Metrics(operation) => operation::of_metrics(operation),
        O::ModelAccessGroups(operation) => access_groups::of(operation),
        O::ModelGroups(operation) => model_groups::of(operation),
        O::Models(operation) => models::of(operation),
        O::Organizations(operation) => organizations::of(operation),
        O::Pricing(operation) => pricing::of(operation),
        O::ProviderCredentials(operation) => credentials::of(operation),
        O::Responses(operation) => doors::responses(operation),
        O::Stats(operation) => stats::of(operation),
        O::Sweep(operation) => operation::of_sweep(operation),
        O::TeamUsage(operation) => stats::of_team(operation),
        O::Teams(operation) => teams::of(operation),
        O::WebhookDelivery(operation) => webhooks::delivery(operation),
        O::Webhooks(operation) => webhooks::of(operation),
    }
}

/// A parameter of a path.
#[must_use]
pub fn path_parameter(path: &str, name: &str) -> Value {
    let (schema, description) = match name {
        "job_id" => (schema_of::<JobId>(), "The job."),
        "call_id" => (schema_of::<CallId>(), "The call."),
        "team_id" => (schema_of::<TeamId>(), "The team."),
        "organization_id" => (schema_of::<OrganizationId>(), "The organization."),
        "alias" => (schema_of::<ModelAlias>(), "The model alias."),
        "model" => (schema_of::<ModelAlias>(), "An alias or a model group."),
        "group_name" if path.starts_with("/api/model-groups/") => {
            (schema_of::<ModelGroupName>(), "The group.")
        }
        "group_name" => (schema_of::<AccessGroupName>(), "The group."),
        "credential_id" => (schema_of::<CredentialId>(), "The provider credential."),
        "provider" => (json!({"$ref": format!("{COMPONENTS}{}", Provider::schema_name())}), "The provider."),
        "plan_id" => (schema_of::<Uuid>(), "The pricing plan."),
        "user_id" => (schema_of::<UserId>(), "The operator."),
        "session_id" => (schema_of::<SessionId>(), "The session."),
        "webhook_id" => (schema_of::<WebhookId>(), "The webhook."),
        "delivery_id" => (schema_of::<DeliveryId>(), "The delivery."),
        "key_id" => (schema_of::<VirtualKeyId>(), "The virtual key's id, which is not the key."),
        _ => (json!({"type": "string"}), ""),
    };
    json!({"name": name, "in": "path", "required": true, "description": description, "schema": schema})
}

/// The schema of a type that is inlined where it is used.
fn schema_of<T: JsonSchema>() -> Value {
    T::json_schema(&mut SchemaGenerator::default()).to_value()
}

/// The headers of a list with cursors.
const CURSOR_HEADERS: [&str; 3] = ["X-Total-Count", "X-Next-Cursor", "Link"];

/// The headers of a list whose next page begins before an entry: how long it is, nobody counts.
const BEFORE_HEADERS: [&str; 2] = ["X-Next-Cursor", "Link"];

/// The headers of a list with offsets.
const OFFSET_HEADERS: [&str; 2] = ["X-Total-Count", "Link"];
