//! Members of OpenAI's API that refer to what a server has stored, or that let it store something.

use serde::ser::SerializeMap;
use serde_json::{Map, Value};

use crate::chat::asks_for_nothing;
use crate::error::{ApiError, ErrorCode, FieldError};
use crate::reading::{Faults, Members, Path, UNSUPPORTED};

/// Members that a request may not have, unless they ask for nothing: `previous_response_id` and `conversation` lead to earlier
/// answers, which are not stored; `background` and `prompt` need a store too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NotStored;

const EARLIER: [&str; 2] = ["previous_response_id", "conversation"];
const UNSUPPORTED_MEMBERS: [&str; 2] = ["background", "prompt"];

/// The answer to a reference to something earlier.
pub(super) fn not_stored(at: &Path<'_>) -> ApiError {
    let message =
        "Nothing is stored here: send the earlier items themselves in `input` (SDKs do with `store: false`)";
    let field = FieldError { location: at.location(), message: message.to_owned(), kind: "not_stored" };
    ApiError { code: ErrorCode::NotStored, ..ApiError::validation(vec![field]) }
}

impl Members for NotStored {
    fn read_members(object: &Map<String, Value>, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        let is_sent = |name: &&str| object.get(*name).is_some_and(|value| !asks_for_nothing(name, value));
        let unsupported: Vec<&str> = UNSUPPORTED_MEMBERS.into_iter().filter(is_sent).collect();
        for name in &unsupported {
            faults.malformed(&at.member(name), UNSUPPORTED, format!("`{name}` is not supported"));
        }
        let earlier = EARLIER.into_iter().find(is_sent);
        if let Some(name) = earlier {
            faults.own_answer(not_stored(&at.member(name)));
        }
        (unsupported.is_empty() && earlier.is_none()).then_some(Self)
    }

    fn has_member(name: &str) -> bool {
        EARLIER.contains(&name) || UNSUPPORTED_MEMBERS.contains(&name)
    }

    fn write_members<M: SerializeMap>(&self, _: &mut M) -> Result<(), M::Error> {
        Ok(())
    }

    #[cfg(feature = "schema")]
    fn describe_members(_: &mut schemars::SchemaGenerator, _: &mut crate::reading::MemberSchemas) {}
}
