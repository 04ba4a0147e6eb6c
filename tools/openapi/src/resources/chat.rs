//! What models are asked: OpenAI's chat completion parameters, as far as Tollgate has them.

use schemars::JsonSchema;
use serde_json::{Map, Value};

/// What a model is asked. Parameters of OpenAI's API that change what is answered and are not here are refused.
#[derive(JsonSchema)]
pub(super) struct ChatParameters {
    /// The conversation.
    #[schemars(length(min = 1, max = 2_000))]
    messages: Vec<Message>,
    /// Randomness.
    #[schemars(range(min = 0, max = 2))]
    temperature: Option<f64>,
    /// Nucleus sampling.
    #[schemars(range(min = 0, max = 1))]
    top_p: Option<f64>,
    /// Above zero, words that were used often are used less.
    #[schemars(range(min = -2, max = 2))]
    frequency_penalty: Option<f64>,
    /// Above zero, words that were used are used less.
    #[schemars(range(min = -2, max = 2))]
    presence_penalty: Option<f64>,
    /// The limit of the answer, in tokens.
    #[schemars(range(min = 1))]
    max_tokens: Option<u32>,
    /// The same by its newer name. Send one of them.
    #[schemars(range(min = 1))]
    max_completion_tokens: Option<u32>,
    /// Texts at which the answer ends.
    stop: Option<Stop>,
    /// For answers that are as repeatable as the provider can make them.
    seed: Option<i64>,
    /// What the model may call.
    #[schemars(length(max = 128))]
    tools: Option<Vec<Tool>>,
    /// Whether it must.
    tool_choice: Option<ToolChoice>,
    /// Whether it may call several at once.
    parallel_tool_calls: Option<bool>,
    /// The form of the answer.
    response_format: Option<ResponseFormat>,
    /// How much the model should think.
    reasoning_effort: Option<ReasoningEffort>,
    /// One answer a call.
    #[schemars(range(min = 1, max = 1))]
    n: Option<u32>,
}

/// A message.
#[derive(JsonSchema)]
#[schemars(tag = "role", rename_all = "lowercase", rename = "ChatMessage")]
enum Message {
    /// Instructions of the application.
    System {
        /// The text.
        content: Texts,
    },
    /// The same.
    Developer {
        /// The text.
        content: Texts,
    },
    /// What a person says.
    User {
        /// Text and images.
        content: UserContent,
    },
    /// What the model said before: it has content, a refusal or tool calls.
    Assistant {
        /// Its text.
        content: Option<Texts>,
        /// Why it refused.
        refusal: Option<String>,
        /// The tools it called.
        tool_calls: Option<Vec<EarlierToolCall>>,
    },
    /// What a tool gave back.
    Tool {
        /// The call that it answers: one of an earlier message.
        #[schemars(length(min = 1))]
        tool_call_id: String,
        /// The result.
        content: Texts,
    },
}

#[derive(JsonSchema)]
#[schemars(untagged, inline)]
enum Texts {
    /// A text.
    Text(String),
    /// A text in parts.
    Parts(Vec<TextPart>),
}

#[derive(JsonSchema)]
#[schemars(tag = "type", rename_all = "snake_case", inline)]
enum TextPart {
    /// A text.
    Text {
        /// The text.
        text: String,
    },
}

#[derive(JsonSchema)]
#[schemars(untagged, inline)]
enum UserContent {
    /// A text.
    Text(String),
    /// Texts and images.
    Parts(#[schemars(length(min = 1))] Vec<UserPart>),
}

#[derive(JsonSchema)]
#[schemars(tag = "type", rename_all = "snake_case", rename = "ChatContentPart")]
enum UserPart {
    /// A text.
    Text {
        /// The text.
        text: String,
    },
    /// An image.
    ImageUrl {
        /// Where it is.
        image_url: ImageUrl,
    },
}

#[derive(JsonSchema)]
#[schemars(inline)]
struct ImageUrl {
    /// An https address, or `data:<media type>;base64,<data>` of a PNG, JPEG, GIF or WebP image.
    #[schemars(regex(pattern = r"^(https://.*|data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=]+)$"))]
    url: String,
    /// How closely the model should look.
    detail: Option<ImageDetail>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase", inline)]
enum ImageDetail {
    Auto,
    Low,
    High,
}

#[derive(JsonSchema)]
#[schemars(untagged, inline)]
enum Stop {
    /// One.
    One(#[schemars(length(min = 1))] String),
    /// Several.
    Several(#[schemars(length(max = 4), inner(length(min = 1)))] Vec<String>),
}

/// What a model may call.
#[derive(JsonSchema)]
#[schemars(tag = "type", rename_all = "lowercase", rename = "ChatTool")]
enum Tool {
    /// A function.
    Function {
        /// The function.
        function: Function,
    },
}

#[derive(JsonSchema)]
#[schemars(inline)]
struct Function {
    /// Its name.
    #[schemars(regex(pattern = r"^[A-Za-z0-9_-]{1,64}$"))]
    name: String,
    /// What it is for.
    description: Option<String>,
    /// The JSON schema of its arguments.
    parameters: Option<Map<String, Value>>,
    /// The arguments must follow the schema exactly.
    strict: Option<bool>,
}

#[derive(JsonSchema)]
#[schemars(untagged, inline)]
enum ToolChoice {
    /// As the model decides, not at all, or at least one.
    Word(ToolChoiceWord),
    /// This one.
    Function {
        /// One of the tools.
        function: FunctionName,
    },
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase", inline)]
enum ToolChoiceWord {
    Auto,
    None,
    Required,
}

#[derive(JsonSchema)]
#[schemars(inline)]
struct FunctionName {
    /// Its name.
    #[schemars(length(min = 1))]
    name: String,
}

#[derive(JsonSchema)]
#[schemars(tag = "type", rename_all = "snake_case", rename = "ChatResponseFormat")]
enum ResponseFormat {
    /// Plain text.
    Text,
    /// Any JSON object.
    JsonObject,
    /// JSON of a schema.
    JsonSchema {
        /// The schema.
        json_schema: NamedSchema,
    },
}

#[derive(JsonSchema)]
#[schemars(inline)]
struct NamedSchema {
    /// Its name.
    #[schemars(length(min = 1))]
    name: String,
    /// The JSON schema.
    schema: Map<String, Value>,
    /// The answer must follow it exactly.
    strict: Option<bool>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase", inline)]
enum ReasoningEffort {
    None,
    Minimal,
    Low,
    Medium,
    High,
}

/// A call of a tool, said again.
#[derive(JsonSchema)]
#[schemars(inline)]
struct EarlierToolCall {
    /// Its id.
    #[schemars(length(min = 1))]
    id: String,
    /// The kind of tool.
    r#type: Option<ToolKind>,
    /// What was called.
    function: CalledFunction,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase", inline)]
pub(super) enum ToolKind {
    Function,
}

#[derive(JsonSchema)]
#[schemars(inline)]
pub(super) struct CalledFunction {
    /// Its name.
    #[schemars(length(min = 1))]
    name: String,
    /// JSON text, as the model wrote it.
    arguments: String,
}
