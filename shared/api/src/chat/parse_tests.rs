use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::super::message::{ImageSource, Message, UserPart};
use super::*;

fn parse(body: &Value) -> Result<ChatRequest, Vec<FieldError>> {
    ChatRequest::parse(body.as_object().unwrap())
}

/// The paths and kinds of the faults, in order.
fn faults(body: &Value) -> Vec<(String, &'static str)> {
    let errors = parse(body).unwrap_err();
    errors.into_iter().map(|error| (error.location[1..].join("."), error.kind)).collect()
}

/// The faults of an otherwise good request with these fields added.
fn faults_with(extra: Value) -> Vec<(String, &'static str)> {
    let mut body = json!({"messages": [{"role": "user", "content": "Hi"}]});
    body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
    match parse(&body) {
        Ok(_) => Vec::new(),
        Err(_) => faults(&body),
    }
}

fn one(path: &str, kind: &'static str) -> Vec<(String, &'static str)> {
    vec![(path.to_owned(), kind)]
}

#[test]
fn a_request_with_everything_is_read_in_full() {
    let body = json!({
        "model": "fast", "purpose": "test", "stream": true, "unknown": {"left": "alone"},
        "messages": [
            {"role": "system", "content": "Be brief.", "name": null},
            {"role": "developer", "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]},
            {"role": "user", "name": "ana", "content": [
                {"type": "text", "text": "What is this?"},
                {"type": "image_url", "image_url": {"url": "data:image/PNG;base64,iVBORw0KGgo=", "detail": "low"}},
                {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}},
            ]},
            {"role": "assistant", "content": null, "tool_calls": [
                {"id": "c1", "type": "function", "function": {"name": "look", "arguments": "{}"},
                 "extra_content": {"thought_signature": "sig"}},
            ]},
            {"role": "tool", "tool_call_id": "c1", "content": "a cat"},
            {"role": "assistant", "content": null, "refusal": "No."},
        ],
        "temperature": 0, "top_p": 0.5, "frequency_penalty": -2, "presence_penalty": 2,
        "max_tokens": 100, "max_completion_tokens": 100, "stop": "END", "seed": -7,
        "tools": [{"type": "function", "function": {
            "name": "look", "description": "Looks.", "parameters": {"type": "object"}, "strict": true}}],
        "tool_choice": {"type": "function", "function": {"name": "look"}},
        "parallel_tool_calls": false,
        "response_format": {"type": "json_schema", "json_schema": {"name": "s", "schema": {"type": "object"}}},
        "reasoning_effort": "high",
        "n": 1, "logprobs": false, "logit_bias": {}, "top_logprobs": null, "modalities": ["text"],
    });
    let request = parse(&body).unwrap();
    assert_eq!(request.messages.len(), 6);
    let Message::User { parts, name } = &request.messages[2] else { panic!("not a user message") };
    assert_eq!(name.as_deref(), Some("ana"));
    let data = ImageSource::Data { media_type: "image/png".to_owned(), base64: "iVBORw0KGgo=".to_owned() };
    assert!(matches!(&parts[1], UserPart::Image { source, .. } if *source == data));
    assert!(matches!(&parts[2], UserPart::Image { source: ImageSource::Url(_), detail: None }));
    let Message::Assistant { tool_calls, .. } = &request.messages[3] else {
        panic!("not an assistant message")
    };
    assert_eq!(tool_calls[0].signature.as_deref(), Some("sig"));
    assert_eq!(request.temperature, Some(0.0));
    assert_eq!(request.max_output_tokens, Some(100));
    assert_eq!(request.stop, ["END"]);
    assert_eq!(request.seed, Some(-7));
    assert_eq!(request.tool_choice, Some(ToolChoice::Function("look".to_owned())));
    assert_eq!(request.parallel_tool_calls, Some(false));
    assert_eq!(request.reasoning_effort, Some(ReasoningEffort::High));
}

#[test]
fn what_is_absent_or_null_stays_unsaid() {
    let bare = parse(&json!({"messages": [{"role": "user", "content": "Hi"}]})).unwrap();
    let mut nulls = json!({"messages": [{"role": "user", "content": "Hi"}]});
    let optional = [
        "temperature",
        "top_p",
        "max_tokens",
        "stop",
        "seed",
        "tools",
        "tool_choice",
        "parallel_tool_calls",
        "response_format",
        "reasoning_effort",
        "n",
        "logprobs",
    ];
    for field in optional {
        nulls[field] = Value::Null;
    }
    assert_eq!(parse(&nulls).unwrap(), bare);
    assert_eq!(bare.temperature, None);
}

#[test]
fn every_bad_field_is_named_with_its_path() {
    let body = json!({
        "messages": [
            {"content": "no role"},
            {"role": "robot", "content": "x"},
            {"role": "user"},
            {"role": "user", "content": [{"type": "text"}, {"type": "input_audio"}, 7]},
            {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "http://a/b.png", "detail": "x"}}]},
            {"role": "assistant", "content": null},
            {"role": "assistant", "tool_calls": [{"id": "a", "type": "function", "function": {"name": "f"}}]},
            {"role": "tool", "content": "orphan", "tool_call_id": "nobody"},
            "text",
        ],
        "temperature": 2.1, "top_p": "high", "max_tokens": 0, "stop": ["a", 1], "seed": 1.5,
    });
    let expected: Vec<(String, &str)> = [
        ("messages.0.role", "missing"),
        ("messages.1.role", "value_error"),
        ("messages.2.content", "missing"),
        ("messages.3.content.0.text", "missing"),
        ("messages.3.content.1.type", "unsupported"),
        ("messages.3.content.2", "type_error"),
        ("messages.4.content.0.image_url.url", "value_error"),
        ("messages.4.content.0.image_url.detail", "value_error"),
        ("messages.5.content", "missing"),
        ("messages.6.tool_calls.0.function.arguments", "missing"),
        ("messages.7.tool_call_id", "value_error"),
        ("messages.8", "type_error"),
        ("temperature", "value_error"),
        ("top_p", "type_error"),
        ("max_tokens", "value_error"),
        ("stop.1", "type_error"),
        ("seed", "type_error"),
    ]
    .map(|(path, kind)| (path.to_owned(), kind))
    .to_vec();
    assert_eq!(faults(&body), expected);
}

#[test]
fn messages_must_be_there_and_not_too_many() {
    assert_eq!(faults(&json!({})), one("messages", "missing"));
    assert_eq!(faults(&json!({"messages": "Hi"})), one("messages", "type_error"));
    assert_eq!(faults(&json!({"messages": []})), one("messages", "value_error"));
    let many = vec![json!({"role": "user", "content": "x"}); 2049];
    assert_eq!(faults(&json!({"messages": many})), one("messages", "value_error"));
}

#[test]
fn an_output_limit_given_twice_must_be_the_same() {
    let differing = json!({"max_tokens": 10, "max_completion_tokens": 20});
    assert_eq!(faults_with(differing), one("max_completion_tokens", "value_error"));
    assert_eq!(
        faults_with(json!({"max_completion_tokens": 4_294_967_296_u64})),
        one("max_completion_tokens", "value_error")
    );
}

#[test]
fn parameters_that_cannot_be_honoured_are_refused_by_name() {
    for (field, value) in [
        ("n", json!(2)),
        ("logprobs", json!(true)),
        ("top_logprobs", json!(3)),
        ("logit_bias", json!({"50256": -100})),
        ("modalities", json!(["text", "audio"])),
        ("functions", json!([{"name": "f"}])),
        ("prediction", json!({"type": "content"})),
    ] {
        assert_eq!(faults_with(json!({field: value})), one(field, "unsupported"), "{field}");
    }
}

#[test]
fn tools_and_their_choice_must_fit_together() {
    let tool = |name: &str| json!({"type": "function", "function": {"name": name}});
    assert_eq!(faults_with(json!({"tools": [tool("a b")]})), one("tools.0.function.name", "value_error"));
    assert_eq!(
        faults_with(json!({"tools": [tool("a"), tool("a")]})),
        one("tools.1.function.name", "value_error")
    );
    assert_eq!(faults_with(json!({"tools": [{"type": "web_search"}]})), one("tools.0.type", "unsupported"));
    assert_eq!(faults_with(json!({"tool_choice": "required"})), one("tool_choice", "value_error"));
    assert_eq!(
        faults_with(json!({"tools": [tool("a")], "tool_choice": tool("b")})),
        one("tool_choice.function.name", "value_error")
    );
    assert_eq!(
        faults_with(json!({"tools": [tool("a")], "tool_choice": "maybe"})),
        one("tool_choice", "value_error")
    );
    assert_eq!(faults_with(json!({"tools": vec![tool("a"); 129]})), one("tools", "value_error"));
    assert_eq!(faults_with(json!({"tool_choice": "none"})), []);
}

#[test]
fn a_response_format_must_be_one_of_three() {
    assert_eq!(faults_with(json!({"response_format": {}})), one("response_format.type", "missing"));
    assert_eq!(faults_with(json!({"response_format": "json"})), one("response_format", "type_error"));
    assert_eq!(
        faults_with(json!({"response_format": {"type": "xml"}})),
        one("response_format.type", "value_error")
    );
    assert_eq!(
        faults_with(json!({"response_format": {"type": "json_schema", "json_schema": {"name": "a"}}})),
        one("response_format.json_schema.schema", "missing")
    );
}

#[test]
fn stop_sequences_are_few_and_not_empty() {
    assert_eq!(faults_with(json!({"stop": ["a", "b", "c", "d", "e"]})), one("stop", "value_error"));
    assert_eq!(faults_with(json!({"stop": ""})), one("stop", "value_error"));
    assert_eq!(faults_with(json!({"stop": []})), []);
}

#[test]
fn only_pictures_in_true_base64_pass() {
    let with_url = |url: &str| {
        let part = json!({"type": "image_url", "image_url": {"url": url}});
        parse(&json!({"messages": [{"role": "user", "content": [part]}]})).is_ok()
    };
    assert!(with_url("data:image/jpg;base64,AAAA"));
    assert!(!with_url("data:image/png;base64,AAA"));
    assert!(!with_url("data:image/png;base64,A-A_"));
    assert!(!with_url("data:image/png,AAAA"));
    assert!(!with_url("data:text/html;base64,AAAA"));
    assert!(!with_url("file:///etc/passwd"));
    assert!(!with_url("https://"));
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        proptest::sample::select(vec!["user", "assistant", "tool", "function", "image_url", "json_schema"])
            .prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 48, 6, |inner| {
        let key = proptest::sample::select(vec![
            "role",
            "content",
            "type",
            "function",
            "name",
            "tool_calls",
            "id",
            "image_url",
            "url",
            "json_schema",
            "schema",
            "parameters",
            "x",
        ]);
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec((key, inner), 0..5).prop_map(|pairs| pairs
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value))
                .collect::<Map<_, _>>()
                .into()),
        ]
    })
}

proptest! {
    #[test]
    fn no_body_makes_it_panic_and_every_refusal_names_a_field(
        messages in any_json(), tools in any_json(), choice in any_json(), format in any_json(), other in any_json(),
    ) {
        let body = json!({
            "messages": messages, "tools": tools, "tool_choice": choice, "response_format": format,
            "stop": other, "temperature": other, "max_tokens": other, "seed": other, "n": other,
        });
        if let Err(errors) = parse(&body) {
            prop_assert!(!errors.is_empty());
            prop_assert!(errors.iter().all(|error| error.location.len() > 1 && !error.message.is_empty()));
        }
    }
}
