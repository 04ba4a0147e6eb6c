//! What a team may call, as clients of other APIs list it.

use api_derive::Word;
use serde::{Deserialize, Serialize};

use crate::ids::ModelAlias;
use crate::models::ModelKind;
use crate::timestamp::Timestamp;

/// A name that a team may call: an alias or a model group.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct CallableModel {
    /// The name.
    pub name: ModelAlias,
    /// When it was made.
    pub created_at: Timestamp,
    /// What it can be asked for: of a group, what at least one of its models can.
    pub kinds: Vec<ModelKind>,
    /// The most tokens that a call can have, input and output together, if that is known. Of a group's models the least.
    pub context_window: Option<u64>,
    /// The most tokens that an answer can have. Of a group's models the least; 0 where none of them has a chat.
    pub max_output_tokens: u64,
}

/// The kind of an entry of a list of models.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Word)]
pub enum ModelObject {
    /// A model.
    Model,
}

/// The kind of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Word)]
pub enum ListObject {
    /// A list.
    List,
}

/// A model in OpenAI's form, with its limits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ListedModel {
    /// The name by which it is called.
    pub id: ModelAlias,
    /// `model`.
    pub object: ModelObject,
    /// When the name was made, in seconds since 1970.
    pub created: u64,
    /// What it can be asked for: `chat`, `embedding`, or, of a model group, both.
    pub kinds: Vec<ModelKind>,
    /// `tollgate`: who is behind a name is not told.
    pub owned_by: &'static str,
    /// The most tokens that a call can have, input and output together; null where that is not known.
    pub context_window: Option<u64>,
    /// The most tokens that an answer can have; 0 of what only makes embeddings.
    pub max_output_tokens: u64,
}

/// What a key may call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ModelList {
    /// `list`.
    pub object: ListObject,
    /// The models, by name.
    pub data: Vec<ListedModel>,
}

impl From<CallableModel> for ListedModel {
    fn from(model: CallableModel) -> Self {
        let CallableModel { name, created_at, kinds, context_window, max_output_tokens } = model;
        Self {
            id: name,
            object: ModelObject::Model,
            created: created_at.unix_ms / 1000,
            kinds,
            owned_by: "tollgate",
            context_window,
            max_output_tokens,
        }
    }
}
