//! Model aliases.

use api::error::ErrorCode as E;
use api::models::{DeletedModel, Model, ModelChange, ModelQuery, NewModel};
use api::routes::ModelsOperation;
use serde_json::json;

use crate::operation::{Operation, describe};

/// What an operation takes and answers.
pub(super) fn of(operation: ModelsOperation) -> Operation {
    match operation {
        ModelsOperation::ListModels => list(),
        ModelsOperation::ListModelsByOlderPath => list().at_older_path(),
        ModelsOperation::CreateModel => create(),
        ModelsOperation::CreateModelByOlderPath => create().at_older_path(),
        ModelsOperation::GetModel => get(),
        ModelsOperation::GetModelByOlderPath => get().at_older_path(),
        ModelsOperation::UpdateModel => update(),
        ModelsOperation::UpdateModelByOlderPath => update().at_older_path(),
        ModelsOperation::DeleteModel => delete(),
        ModelsOperation::DeleteModelByOlderPath => delete().at_older_path(),
    }
}

fn list() -> Operation {
    describe("List model aliases")
        .query::<ModelQuery>()
        .answers::<Vec<Model>>("The aliases, by name.")
        .refuses(&[E::InvalidValue])
}

fn create() -> Operation {
    describe("Make a model alias")
        .body::<NewModel>()
        .example(json!({"model_alias": "chat", "provider": "openai", "actual_model": "gpt-4o-mini", "access_groups": ["standard"]}))
        .answers::<Model>("The alias.")
        .refuses(&[E::AlreadyExists, E::InvalidValue, E::AccessGroupNotFound])
}

fn get() -> Operation {
    describe("Get a model alias").answers::<Model>("The alias.")
}

fn update() -> Operation {
    describe("Change a model alias")
        .body::<ModelChange>()
        .example(json!({"pricing_input": 0.15, "pricing_output": "0.60", "status": "active"}))
        .answers::<Model>("The alias as it is now.")
        .refuses(&[E::InvalidValue, E::AccessGroupNotFound])
}

fn delete() -> Operation {
    describe("Remove a model alias").answers::<DeletedModel>("It is removed.").refuses(&[E::InUse])
}
