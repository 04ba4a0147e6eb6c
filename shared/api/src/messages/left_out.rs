//! Members of Anthropic's API that Tollgate does not have, and without which a request asks for the same: agents send them with
//! every request. They are left out, and named in the answer.

use api_derive::Request;
use serde::Serialize;
use serde_json::Value;

use crate::reading::{Faults, Path, ReadValue};

/// Members that are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Request)]
pub(super) struct LeftOutParameters {
    /// Left out: sampling from so many tokens, which not every provider has.
    top_k: Option<LeftOut>,
    /// Left out: what the provider should remove from a long conversation.
    context_management: Option<LeftOut>,
    /// Left out: where tools of the provider's own run.
    container: Option<LeftOut>,
    /// Left out: servers whose tools the provider should call by itself.
    mcp_servers: Option<LeftOut>,
    /// Left out: speed at another price.
    speed: Option<LeftOut>,
}

/// Any value, of which only is known whether it asks for something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
struct LeftOut {
    /// It is not empty, nor what is usual.
    asks: bool,
}

impl LeftOutParameters {
    /// The names of those that asked for something.
    pub(super) fn names(&self) -> Vec<String> {
        let members = [
            ("top_k", self.top_k),
            ("context_management", self.context_management),
            ("container", self.container),
            ("mcp_servers", self.mcp_servers),
            ("speed", self.speed),
        ];
        let asking = members.into_iter().filter(|(_, value)| value.is_some_and(|value| value.asks));
        asking.map(|(name, _)| name.to_owned()).collect()
    }
}

impl ReadValue for LeftOut {
    fn read_value(value: &Value, _: &Path<'_>, _: &mut Faults) -> Option<Self> {
        let asks = match value {
            Value::Array(items) => !items.is_empty(),
            Value::Object(members) => !members.is_empty(),
            Value::String(word) => word != "standard",
            Value::Null | Value::Bool(_) | Value::Number(_) => true,
        };
        Some(Self { asks })
    }
}

#[cfg(feature = "schema")]
crate::reading::inline_schemas! {
    [] LeftOut => |_generator| schemars::json_schema!({});
}
