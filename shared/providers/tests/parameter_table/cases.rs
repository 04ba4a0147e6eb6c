//! The rows of the table that are parameters of the whole request: each adds one to a request. Members of messages are in
//! `messages`.

use serde_json::{Value, json};

use crate::messages;
use crate::outcome::put;

/// A parameter with a value, and the request that it is added to.
pub struct Case {
    /// The heading under which it stands.
    pub section: &'static str,
    /// Its name: one of `api::chat::PARAMETERS`, or a member of a message.
    pub parameter: &'static str,
    /// What the row says about its value or about the rest of the request; empty where the name is enough.
    pub detail: &'static str,
    /// The request without it.
    pub given: Value,
    /// Where it is put: a JSON pointer.
    pub place: String,
    /// Its value.
    pub value: Value,
}

impl Case {
    /// A parameter of a request that has nothing else.
    fn of(section: &'static str, parameter: &'static str, detail: &'static str, value: Value) -> Self {
        Self::beside(section, parameter, detail, value, json!({}))
    }

    /// A parameter of a request that has others.
    fn beside(
        section: &'static str,
        parameter: &'static str,
        detail: &'static str,
        value: Value,
        others: Value,
    ) -> Self {
        let mut given = json!({"messages": [{"role": "user", "content": "Hello."}]});
        for (name, value) in others.as_object().into_iter().flatten() {
            given[name] = value.clone();
        }
        Self { section, parameter, detail, given, place: format!("/{parameter}"), value }
    }

    /// The same parameter in another place.
    pub fn at(self, place: &str) -> Self {
        Self { place: place.to_owned(), ..self }
    }

    /// The request with the parameter.
    pub fn request(&self) -> Value {
        let mut request = self.given.clone();
        assert!(put(&mut request, &self.place, &self.value), "{} has no place in {request}", self.place);
        request
    }
}

/// Parameters that no request may have, each with a value that asks for something.
pub fn always_refused() -> [(&'static str, Value); 7] {
    [
        ("functions", json!([{"name": "f"}])),
        ("function_call", json!("auto")),
        ("audio", json!({"voice": "alloy", "format": "mp3"})),
        ("modalities", json!(["text", "audio"])),
        ("prediction", json!({"type": "content", "content": "x"})),
        ("web_search_options", json!({})),
        ("store", json!(true)),
    ]
}

/// All rows, in order.
pub fn all() -> Vec<Case> {
    let sections = [sampling(), answer(), tools(), format(), reasoning(), hints(), messages::rows()];
    sections.into_iter().flatten().collect()
}

fn sampling() -> Vec<Case> {
    const SECTION: &str = "Sampling";
    let of = |name, detail, value| Case::of(SECTION, name, detail, value);
    let probabilities = json!({"logprobs": true});
    vec![
        of("temperature", "0.2", json!(0.2)),
        of("temperature", "1, the default", json!(1.0)),
        of("temperature", "1.5", json!(1.5)),
        of("top_p", "0.9", json!(0.9)),
        of("top_p", "1, the default", json!(1.0)),
        Case::beside(
            SECTION,
            "top_p",
            "0.9 beside `temperature` 0.2",
            json!(0.9),
            json!({"temperature": 0.2}),
        ),
        of("frequency_penalty", "0.5", json!(0.5)),
        of("frequency_penalty", "0, the default", json!(0)),
        of("presence_penalty", "0.5", json!(0.5)),
        of("seed", "", json!(7)),
        of("seed", "of more than 32 bits", json!(5_000_000_000_i64)),
        of("logit_bias", "", json!({"50256": -100})),
        of("logprobs", "", json!(true)),
        Case::beside(SECTION, "top_logprobs", "beside `logprobs`", json!(2), probabilities),
    ]
}

fn answer() -> Vec<Case> {
    const SECTION: &str = "Length and end of the answer";
    let of = |name, detail, value| Case::of(SECTION, name, detail, value);
    vec![
        of("max_tokens", "", json!(2_000)),
        of("max_completion_tokens", "", json!(2_000)),
        of("stop", "", json!(["END"])),
        of("stop", "of white space", json!(["\n\n"])),
        of("verbosity", "`low`, `high`", json!("low")),
        of("verbosity", "`medium`, the default", json!("medium")),
    ]
}

/// A schema that is closed and requires all its properties.
fn closed_schema() -> Value {
    json!({"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"], "additionalProperties": false})
}

fn open_schema() -> Value {
    json!({"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]})
}

fn schema_with_optional_property() -> Value {
    json!({"type": "object", "properties": {"a": {"type": "integer"}}, "additionalProperties": false})
}

fn schema_with_maximum() -> Value {
    json!({"type": "object", "properties": {"a": {"type": "integer", "maximum": 9}}, "required": ["a"],
        "additionalProperties": false})
}

/// A tool whose arguments follow a schema.
pub fn tool(schema: &Value) -> Value {
    json!({"type": "function", "function": {"name": "f", "parameters": schema}})
}

fn tools() -> Vec<Case> {
    const SECTION: &str = "Tools";
    let with_tool = |name, detail, value| {
        Case::beside(SECTION, name, detail, value, json!({"tools": [tool(&closed_schema())]}))
    };
    let strict = |detail, schema| {
        Case::beside(SECTION, "tools", detail, json!(true), json!({"tools": [tool(&schema)]}))
            .at("/tools/0/function/strict")
    };
    let chosen = json!({"type": "function", "function": {"name": "f"}});
    let thinking = json!({"tools": [tool(&closed_schema())], "reasoning_effort": "medium"});
    vec![
        Case::of(SECTION, "tools", "", json!([tool(&closed_schema())])),
        strict("with `strict`, the schema closed", closed_schema()),
        strict("with `strict`, the schema open", open_schema()),
        strict("with `strict`, a property not required", schema_with_optional_property()),
        strict("with `strict`, `maximum` in the schema", schema_with_maximum()),
        with_tool("tool_choice", "`auto`", json!("auto")),
        with_tool("tool_choice", "`none`", json!("none")),
        with_tool("tool_choice", "`required`", json!("required")),
        with_tool("tool_choice", "one function", chosen),
        Case::beside(
            SECTION,
            "tool_choice",
            "`required` beside `reasoning_effort` `medium`",
            json!("required"),
            thinking,
        ),
        with_tool("parallel_tool_calls", "true, the default", json!(true)),
        with_tool("parallel_tool_calls", "false", json!(false)),
    ]
}

fn format() -> Vec<Case> {
    const SECTION: &str = "Form of the answer";
    let by_schema = |schema: Value, strict: bool| json!({"type": "json_schema", "json_schema": {"name": "n", "schema": schema, "strict": strict}});
    let of = |detail, value| Case::of(SECTION, "response_format", detail, value);
    let object = json!({"type": "json_object"});
    vec![
        of("`text`, the default", json!({"type": "text"})),
        of("`json_object`", object.clone()),
        of("`json_schema`", by_schema(open_schema(), false)),
        of("`json_schema`, `strict`, the schema closed", by_schema(closed_schema(), true)),
        of("`json_schema`, `strict`, the schema open", by_schema(open_schema(), true)),
        of(
            "`json_schema`, `strict`, a property not required",
            by_schema(schema_with_optional_property(), true),
        ),
        of("`json_schema`, `maximum` in the schema", by_schema(schema_with_maximum(), false)),
        Case::beside(
            SECTION,
            "response_format",
            "`json_object` beside `tools`",
            object,
            json!({"tools": [tool(&closed_schema())]}),
        ),
    ]
}

fn reasoning() -> Vec<Case> {
    const SECTION: &str = "Reasoning";
    let effort = |detail, effort: &str| Case::of(SECTION, "reasoning_effort", detail, json!(effort));
    let beside = |name, detail, value, others| Case::beside(SECTION, name, detail, value, others);
    vec![
        effort("`none`", "none"),
        effort("`minimal`", "minimal"),
        effort("`low`", "low"),
        effort("`medium`", "medium"),
        effort("`high`", "high"),
        effort("`xhigh`", "xhigh"),
        effort("`max`", "max"),
        beside(
            "reasoning_effort",
            "`low` beside `max_tokens` 1000",
            json!("low"),
            json!({"max_tokens": 1_000}),
        ),
        beside(
            "reasoning_effort",
            "`high` beside `temperature` 0.2",
            json!("high"),
            json!({"temperature": 0.2}),
        ),
        beside("reasoning_effort", "`high` beside `top_p` 0.9", json!("high"), json!({"top_p": 0.9})),
        beside("reasoning_effort", "`high` beside `stop`", json!("high"), json!({"stop": ["END"]})),
    ]
}

fn hints() -> Vec<Case> {
    const SECTION: &str = "Service tiers, caches, users";
    let of = |name, detail, value| Case::of(SECTION, name, detail, value);
    vec![
        of("service_tier", "`auto`", json!("auto")),
        of("service_tier", "`default`", json!("default")),
        of("service_tier", "`flex`", json!("flex")),
        of("service_tier", "`priority`", json!("priority")),
        of("cache_control", "of the request", json!({"type": "ephemeral", "ttl": "1h"})),
        Case::beside(
            SECTION,
            "cache_control",
            "of a tool",
            json!({"type": "ephemeral"}),
            json!({"tools": [tool(&closed_schema())]}),
        )
        .at("/tools/0/cache_control"),
        of("prompt_cache_key", "", json!("k")),
        of("prompt_cache_retention", "`24h`", json!("24h")),
        of("safety_identifier", "", json!("u")),
        of("user", "", json!("u")),
    ]
}
