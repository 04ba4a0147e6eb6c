//! A chat completion request for the provider codecs: read and checked.

use serde_json::{Map, Value};

use super::cache_control::{CacheControl, CacheRetention};
use super::format::{ReasoningEffort, ResponseFormat, Verbosity};
use super::message::Message;
use super::parameters::{ChatOptions, ChatParameters, LogitBias};
use super::service_tier::RequestedTier;
use super::stop::StopTexts;
use super::tools::{ChatTool, Tool, ToolChoice};
use crate::error::ApiError;
use crate::reading::{self, List, Real, Text, Whole};

/// What a client asks a model. Absent parameters are left to the provider.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ChatRequest {
    /// The names of the optional parameters that ask for something: of [`PARAMETERS`](super::PARAMETERS).
    pub parameters: Vec<&'static str>,
    /// The conversation; at least one message.
    pub messages: Vec<Message>,
    /// Randomness, 0 to 2.
    pub temperature: Option<f64>,
    /// Nucleus sampling, 0 to 1.
    pub top_p: Option<f64>,
    /// -2 to 2.
    pub frequency_penalty: Option<f64>,
    /// -2 to 2.
    pub presence_penalty: Option<f64>,
    /// The limit of the answer, in tokens (`max_tokens` or `max_completion_tokens`).
    pub max_output_tokens: Option<u32>,
    /// Texts at which the answer ends.
    pub stop: Vec<String>,
    /// For answers that are as repeatable as the provider can make them.
    pub seed: Option<i64>,
    /// What the model may call.
    pub tools: Vec<Tool>,
    /// Whether it must.
    pub tool_choice: Option<ToolChoice>,
    /// Whether it may call several at once.
    pub parallel_tool_calls: Option<bool>,
    /// The form of the answer.
    pub response_format: Option<ResponseFormat>,
    /// How much the model should think.
    pub reasoning_effort: Option<ReasoningEffort>,
    /// How much more or less likely tokens become, by their numbers; empty where nothing is asked.
    pub logit_bias: Map<String, Value>,
    /// Whether the answer has the probabilities of its tokens.
    pub logprobs: bool,
    /// How many other tokens at each place it has them for, if any.
    pub top_logprobs: Option<u32>,
    /// How wordy the answer is.
    pub verbosity: Option<Verbosity>,
    /// At which speed and prices it is asked to be served.
    pub service_tier: Option<RequestedTier>,
    /// The prompt may be cached up to where the provider finds right.
    pub cache_control: Option<CacheControl>,
    /// Requests with the same key and beginning should find the same cache.
    pub prompt_cache_key: Option<String>,
    /// How long a cached prompt is kept.
    pub prompt_cache_retention: Option<CacheRetention>,
    /// The client's own user, hashed, for the provider's search for abuse.
    pub safety_identifier: Option<String>,
    /// The same by its older name.
    pub user: Option<String>,
    /// Whether parameters that the model does not take are left out; none: as the alias says, or else the team.
    pub drop_unsupported: Option<bool>,
    /// What the client's own API has and no model here takes, by its place in the body: left out, and named in the answer.
    pub left_out: Vec<String>,
    /// Of the parameters, those that are hints in the client's own API: a model that does not take them gets the request without
    /// them, whatever else is said about what models do not take.
    pub hints: &'static [&'static str],
}

impl ChatRequest {
    /// Reads the chat completion part of a body; other fields are ignored, null counts as absent.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with its place.
    pub fn parse(body: &Map<String, Value>) -> Result<Self, ApiError> {
        reading::read_body::<ChatParameters>(body).map(Self::from)
    }

    /// Whether the model has results of tools before it, and the thinking before their calls is not there as blocks. Some models take
    /// no `reasoning_effort` then.
    #[must_use]
    pub fn results_lack_thinking(&self) -> bool {
        let mut results = 0_usize;
        let newest = self.messages.iter().rev().find(|message| match message {
            Message::Tool { .. } => {
                results += 1;
                false
            }
            Message::Assistant { .. } => true,
            Message::System { .. } | Message::User { .. } => false,
        });
        results > 0
            && matches!(newest, Some(Message::Assistant { reasoning, .. }) if reasoning.blocks.is_empty())
    }
}

impl From<ChatParameters> for ChatRequest {
    fn from(parameters: ChatParameters) -> Self {
        let ChatParameters { messages, options, drop_unsupported, n: _, refused: _ } = parameters;
        Self { drop_unsupported, ..Self::of(messages.into_messages(), options) }
    }
}

impl ChatRequest {
    /// A conversation, and what else is asked. Nothing large is copied: texts move.
    pub(crate) fn of(messages: Vec<Message>, options: ChatOptions) -> Self {
        let mut parameters = options.asking();
        if messages.iter().any(Message::has_image) {
            parameters.push("images");
        }
        if messages.iter().any(Message::is_marked)
            || options.tools.as_deref().unwrap_or_default().iter().any(ChatTool::is_marked)
        {
            parameters.push("cache_control");
        }
        let limit = options.max_tokens.or(options.max_completion_tokens);
        let ChatOptions { stop, tools, tool_choice, response_format, logit_bias, .. } = options;
        let (prompt_cache_key, safety_identifier, user) =
            (options.prompt_cache_key, options.safety_identifier, options.user);
        Self {
            parameters,
            messages,
            temperature: options.temperature.map(Real::get),
            top_p: options.top_p.map(Real::get),
            frequency_penalty: options.frequency_penalty.map(Real::get),
            presence_penalty: options.presence_penalty.map(Real::get),
            max_output_tokens: limit.and_then(|tokens| u32::try_from(tokens.get()).ok()),
            stop: stop.map(|StopTexts(texts)| texts).unwrap_or_default(),
            seed: options.seed.map(Whole::get),
            tools: tools
                .map(List::into_vec)
                .unwrap_or_default()
                .into_iter()
                .map(ChatTool::into_tool)
                .collect(),
            tool_choice,
            parallel_tool_calls: options.parallel_tool_calls,
            response_format: response_format.and_then(|format| format.into_format()),
            reasoning_effort: options.reasoning_effort,
            logit_bias: logit_bias.map(|LogitBias(biases)| biases).unwrap_or_default(),
            logprobs: options.logprobs == Some(true),
            top_logprobs: options
                .top_logprobs
                .and_then(|count| u32::try_from(count.get()).ok())
                .filter(|count| *count > 0),
            verbosity: options.verbosity,
            service_tier: options.service_tier,
            cache_control: options.cache_control,
            prompt_cache_key: text(prompt_cache_key),
            prompt_cache_retention: options.prompt_cache_retention,
            safety_identifier: text(safety_identifier),
            user: text(user),
            drop_unsupported: None,
            left_out: Vec::new(),
            hints: &[],
        }
    }
}

/// An empty text is none.
fn text<const MAX: usize>(text: Option<Text<0, MAX>>) -> Option<String> {
    text.map(Text::into_string).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::MarkedText;
    use proptest::prelude::*;
    use serde_json::json;

    fn parse(body: Value) -> Result<ChatRequest, Vec<String>> {
        ChatRequest::parse(body.as_object().unwrap())
            .map_err(|error| error.fields.iter().map(|field| field.location[1..].join(".")).collect())
    }

    #[test]
    fn a_conversation_with_tools_and_images_is_read() {
        let request = parse(json!({
            "messages": [
                {"role": "system", "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]},
                {"role": "user", "name": null, "content": [
                    {"type": "text", "text": "look"},
                    {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo=", "detail": "low"}},
                    {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}},
                ]},
                {"role": "assistant", "content": null, "tool_calls": [
                    {"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}}]},
                {"role": "tool", "tool_call_id": "c1", "content": "42"},
            ],
            "tools": [{"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}],
            "tool_choice": {"type": "function", "function": {"name": "f"}},
            "stop": "END", "max_completion_tokens": 5, "temperature": null,
        }))
        .unwrap();
        assert_eq!(
            request.messages[0],
            Message::System {
                texts: vec![MarkedText { text: "a\nb".into(), cache_control: None }],
                name: None
            }
        );
        assert_eq!(request.messages.len(), 4);
        assert_eq!(request.tool_choice, Some(ToolChoice::Function("f".into())));
        assert_eq!((request.stop.len(), request.max_output_tokens, request.temperature), (1, Some(5), None));
        assert_eq!(request.parameters, ["max_completion_tokens", "stop", "tools", "tool_choice", "images"]);
    }

    #[test]
    fn every_wrong_field_is_named_with_its_path() {
        let errors = parse(json!({
            "messages": [
                {"role": "wizard", "content": "x"},
                {"role": "user"},
                {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "http://x"}}]},
                {"role": "tool", "tool_call_id": "nobody", "content": "x"},
            ],
            "temperature": 3, "top_p": "x", "max_tokens": 0, "stop": [1], "n": 2, "audio": {"voice": "alloy"},
            "tool_choice": "required", "response_format": {"type": "json_schema"},
        }))
        .unwrap_err();
        assert_eq!(
            errors,
            [
                "messages.0.role",
                "messages.1.content",
                "messages.2.content.0.image_url.url",
                "messages.3.tool_call_id",
                "temperature",
                "top_p",
                "max_tokens",
                "stop",
                "response_format.json_schema",
                "tool_choice",
                "n",
                "audio",
            ]
        );
    }

    #[test]
    fn sound_film_and_files_are_refused_where_they_stand() {
        let film = "data:image/png;base64,AAAAGGZ0eXBtcDQyAAAAAG1wNDJpc29t";
        let errors = parse(json!({"messages": [{"role": "user", "content": [
            {"type": "text", "text": "What is this?"},
            {"type": "input_audio", "input_audio": {"data": "AAAA", "format": "wav"}},
            {"type": "file", "file": {"file_data": "data:application/pdf;base64,JVBERi0="}},
            {"type": "video_url", "video_url": {"url": "https://example.com/film.mp4"}},
            {"type": "image_url", "image_url": {"url": "https://example.com/film.mp4"}},
            {"type": "image_url", "image_url": {"url": "https://www.youtube.com/watch?v=x"}},
            {"type": "image_url", "image_url": {"url": film}},
        ]}]}))
        .unwrap_err();
        assert_eq!(
            errors,
            [
                "messages.0.content.1.type",
                "messages.0.content.2.type",
                "messages.0.content.3.type",
                "messages.0.content.4.image_url.url",
                "messages.0.content.5.image_url.url",
                "messages.0.content.6.image_url.url",
            ]
        );
    }

    #[test]
    fn arguments_of_an_earlier_call_may_be_an_object_empty_or_absent() {
        let arguments = |function: Value| {
            let call = json!({"id": "c1", "type": "function", "function": function});
            let body = json!({"messages": [{"role": "assistant", "content": null, "tool_calls": [call]}]});
            parse(body).map(|request| match request.messages.into_iter().next() {
                Some(Message::Assistant { tool_calls, .. }) => tool_calls[0].arguments.clone(),
                other => panic!("{other:?}"),
            })
        };
        let at = vec!["messages.0.tool_calls.0.function.arguments".to_owned()];
        for (sent, expected) in [
            (json!("{\"a\": 1}"), Ok("{\"a\": 1}")),
            (json!({"a": 1}), Ok("{\"a\":1}")),
            (json!(""), Ok("{}")),
            (json!(null), Ok("{}")),
            (json!([1]), Err(&at)),
            (json!(7), Err(&at)),
        ] {
            let read = arguments(json!({"name": "f", "arguments": sent}));
            assert_eq!(read.as_deref(), expected, "{sent}");
        }
        assert_eq!(arguments(json!({"name": "f"})).as_deref(), Ok("{}"));
    }

    #[test]
    fn parameters_that_ask_for_nothing_count_as_absent() {
        let request = parse(json!({
            "messages": [{"role": "user", "content": "x"}], "temperature": 1, "top_p": 1.0, "frequency_penalty": 0,
            "presence_penalty": 0.0, "stop": [], "tools": [], "tool_choice": "auto", "parallel_tool_calls": true,
            "response_format": {"type": "text"}, "reasoning_effort": "none", "logit_bias": {}, "logprobs": false,
            "top_logprobs": 0, "n": 1, "functions": [], "function_call": "none", "audio": {}, "modalities": ["text"],
            "prediction": null, "web_search_options": null,
        }))
        .unwrap();
        assert!(request.parameters.is_empty(), "{:?}", request.parameters);
        let asking = parse(json!({
            "messages": [{"role": "user", "content": "x"}], "temperature": 0, "logit_bias": {"1": -1.5}, "logprobs": true,
            "top_logprobs": 2, "reasoning_effort": "xhigh",
        }))
        .unwrap();
        let names = ["temperature", "reasoning_effort", "logit_bias", "logprobs", "top_logprobs"];
        assert_eq!(asking.parameters, names);
        for (name, value) in [
            ("functions", json!([{"name": "f"}])),
            ("function_call", json!("auto")),
            ("audio", json!({"voice": "alloy"})),
            ("modalities", json!(["text", "audio"])),
            ("prediction", json!({"type": "content", "content": "x"})),
            ("web_search_options", json!({})),
            ("top_logprobs", json!(1)),
            ("logit_bias", json!({"1": 101})),
            ("n", json!(2)),
        ] {
            let body = json!({"messages": [{"role": "user", "content": "x"}], name: value});
            assert_eq!(parse(body).unwrap_err(), [name], "{value}");
        }
    }

    #[test]
    fn max_tokens_has_two_names_and_one_value() {
        let hello = json!([{"role": "user", "content": "x"}]);
        let limits = |one: u32, other: u32| {
            parse(json!({"messages": hello, "max_tokens": one, "max_completion_tokens": other}))
        };
        assert_eq!(limits(7, 7).unwrap().max_output_tokens, Some(7));
        assert_eq!(limits(7, 8).unwrap_err(), ["max_tokens"]);
    }

    #[test]
    fn results_lack_the_thinking_of_their_calls_where_it_did_not_come_back() {
        let call = json!([{"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}]);
        let asked =
            json!({"role": "assistant", "content": null, "tool_calls": call, "reasoning_content": "hm"});
        let mut signed = asked.clone();
        signed["thinking_blocks"] = json!([{"type": "thinking", "thinking": "hm", "signature": "s"}]);
        let result = json!({"role": "tool", "tool_call_id": "c", "content": "21"});
        let (user, answer) =
            (json!({"role": "user", "content": "x"}), json!({"role": "assistant", "content": "y"}));
        for (messages, expected) in [
            (json!([user, asked, result]), true),
            (json!([user, asked, result, user]), true),
            (json!([user, signed, result]), false),
            (json!([user, asked, result, answer, user]), false),
            (json!([user, answer, user]), false),
        ] {
            let request = parse(json!({"messages": messages})).unwrap();
            assert_eq!(request.results_lack_thinking(), expected, "{messages}");
        }
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "[a-z]{0,6}".prop_map(Value::from),
            prop::sample::select(vec!["user", "assistant", "tool", "text", "image_url", "function"])
                .prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            let key = prop::sample::select(vec![
                "role",
                "content",
                "type",
                "text",
                "image_url",
                "url",
                "tool_calls",
                "function",
                "name",
                "id",
                "arguments",
            ]);
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::vec((key, inner), 0..5).prop_map(|pairs| pairs
                    .into_iter()
                    .map(|(key, value)| (key.to_owned(), value))
                    .collect()),
            ]
        })
    }

    proptest! {
        #[test]
        fn no_body_makes_parsing_panic(messages in any_json(), tools in any_json(), choice in any_json(), format in any_json()) {
            let body = json!({"messages": messages, "tools": tools, "tool_choice": choice, "response_format": format});
            let _ = ChatRequest::parse(body.as_object().unwrap());
        }
    }
}
