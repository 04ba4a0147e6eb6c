//! The text of a stream: numbered events, each with its kind in an `event` line of its own.

use api::responses::{ResponsesEvent, ResponsesEventKind};

/// The events that are not sent yet.
#[derive(Debug, Default)]
pub(super) struct Events {
    /// How many there were.
    count: u64,
    text: String,
    /// The events are not sent: only the whole answer that they lead to is used.
    pub(super) are_unread: bool,
}

impl Events {
    /// Adds an event of a kind. `filled` gives it what it says.
    pub(super) fn add<'a>(
        &mut self,
        kind: ResponsesEventKind,
        filled: impl FnOnce(ResponsesEvent<'a>) -> ResponsesEvent<'a>,
    ) {
        if self.are_unread {
            return;
        }
        let event = filled(ResponsesEvent::new(kind, self.count));
        self.count += 1;
        // Events have string keys only: their serialization cannot fail.
        let data = serde_json::to_string(&event).unwrap_or_default();
        self.text.push_str(&format!("event: {kind}\ndata: {data}\n\n"));
    }

    /// The text of those that were added since it was last asked for.
    pub(super) fn take(&mut self) -> String {
        std::mem::take(&mut self.text)
    }
}

/// An event of a streamed answer, for its schema.
#[cfg(feature = "schema")]
#[derive(Debug)]
pub struct ResponsesStreamEvent;

#[cfg(feature = "schema")]
impl schemars::JsonSchema for ResponsesStreamEvent {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ResponsesStreamEvent".into()
    }

    // As OpenAPI 3.2 has it for server-sent events: what stands in `data` is JSON of its own.
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let event = generator.subschema_for::<ResponsesEvent<'_>>();
        schemars::json_schema!({
            "type": "object",
            "description": "An event of a streamed answer.",
            "properties": {
                "event": {"type": "string", "description": "The `type` of what stands in `data`."},
                "data": {
                    "type": "string",
                    "description": "A `ResponsesEvent` in JSON.",
                    "contentMediaType": "application/json",
                    "contentSchema": event,
                },
            },
            "required": ["event", "data"],
        })
    }
}
