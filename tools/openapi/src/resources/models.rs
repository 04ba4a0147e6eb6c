//! Model aliases.

use api::error::ErrorCode as E;
use api::listing::ShortOffsetPage;
use api::models::{DeletedModel, Model, ModelChange, ModelQuery, NewModel, PriceChange};
use api::routes::ModelsOperation;
use serde_json::json;

use super::OFFSET_HEADERS;
use crate::operation::{Operation, describe};

/// What an operation takes and answers.
pub(super) fn of(operation: ModelsOperation) -> Operation {
    match operation {
        ModelsOperation::ListModels => list(),
        ModelsOperation::ListModelsByOlderPath => list().at_older_path(),
        ModelsOperation::ListModelPrices => describe("List how a model alias's prices have changed")
            .about(
                "From the audit log: when the alias was made, when its prices were changed, and when it was removed. Changes of \
                 anything else are left out. Who made a change is for the role `admin` or a higher one.",
            )
            .query::<ShortOffsetPage>()
            .answers::<Vec<PriceChange>>("The changes, newest first.")
            .headers(&OFFSET_HEADERS),
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
        .headers(&OFFSET_HEADERS)
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
