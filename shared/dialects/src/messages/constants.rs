//! Members that always have the same text, by which clients tell objects apart.

/// Declares types of one value each, which is a text in JSON.
macro_rules! constants {
    ($($name:ident = $text:literal;)*) => {$(
        #[doc = concat!("`", $text, "`.")]
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct $name;

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str($text)
            }
        }

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({"type": "string", "const": $text})
            }
        }
    )*};
}

constants! {
    MessageKind = "message";
    TextKind = "text";
    ToolUseKind = "tool_use";
    ThinkingKind = "thinking";
    RedactedThinkingKind = "redacted_thinking";
    MessageStart = "message_start";
    MessageDelta = "message_delta";
    MessageStop = "message_stop";
    BlockStart = "content_block_start";
    BlockDelta = "content_block_delta";
    BlockStop = "content_block_stop";
    TextDelta = "text_delta";
    InputDelta = "input_json_delta";
    ThinkingDelta = "thinking_delta";
    SignatureDelta = "signature_delta";
}
