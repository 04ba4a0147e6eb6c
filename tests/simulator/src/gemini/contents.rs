//! Validation of the contents: roles, parts, and the order of function calls and their responses.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;

use super::{problem::google_path, render::SIGNATURE_PREFIX};
use crate::{
    image::{ImageFlaw, check_base64},
    strict::{Fields, Node, Strict},
};

/// Signatures that Google documents for calls which another model made.
const SIGNATURES_FOR_OTHERS: [&str; 2] =
    ["skip_thought_signature_validator", "context_engineering_is_the_way_to_go"];

/// The fields of a part of which it has exactly one.
const DATA: [&str; 5] = ["text", "inlineData", "fileData", "functionCall", "functionResponse"];

/// What the contents say.
#[derive(Default)]
pub(super) struct Conversation {
    /// Every text, for the token count.
    pub texts: Vec<String>,
    pub images: u64,
    pub user_text: String,
    /// Responses of functions after the last user text.
    pub tool_results: Vec<String>,
}

/// One content, by what it holds.
#[derive(Default)]
struct Turn {
    is_model: bool,
    calls: usize,
    responses: usize,
    has_user_text: bool,
    /// The first function call without a thought signature.
    unsigned: Option<(String, usize)>,
}

/// The texts of the system instruction. Its role, if any, is not looked at.
pub(super) fn system(fields: &Fields<'_>) -> Strict<Vec<String>> {
    let Some(node) = fields.optional("systemInstruction") else { return Ok(Vec::new()) };
    let content = node.object()?;
    content.only(&["parts", "role"])?;
    let mut texts = Vec::new();
    for part in content.required("parts")?.array()? {
        let part = part.object()?;
        part.only(&["text"])?;
        texts.push(part.required("text")?.string()?.to_owned());
    }
    Ok(texts)
}

pub(super) fn read(node: &Node<'_>, model: &str) -> Strict<Conversation> {
    let list = node.array()?;
    if list.is_empty() {
        return node.rule(None, "* GenerateContentRequest.contents: contents is not specified\n");
    }
    let mut conversation = Conversation::default();
    let mut turns = Vec::new();
    for item in &list {
        turns.push(content(item, &mut conversation)?);
    }
    check_order(node, &turns)?;
    if model.starts_with("gemini-3") {
        check_signatures(node, &turns)?;
    }
    Ok(conversation)
}

fn content(item: &Node<'_>, conversation: &mut Conversation) -> Strict<Turn> {
    let fields = item.object()?;
    fields.only(&["parts", "role"])?;
    let role = fields.optional("role").map_or(Ok("user"), |role| role.string())?;
    if !matches!(role, "user" | "model") {
        return item.rule(None, "Please use a valid role: user, model.");
    }
    let mut turn = Turn { is_model: role == "model", ..Turn::default() };
    let parts = fields.optional("parts").map_or(Ok(Vec::new()), |parts| parts.array())?;
    if parts.is_empty() {
        let message =
            format!("* GenerateContentRequest.{}.parts: contents.parts must not be empty.\n", item.path);
        return item.rule(None, message);
    }
    let mut said = Vec::new();
    for (index, node) in parts.iter().enumerate() {
        if let Some(text) = part(node, index, &mut turn, conversation)? {
            said.push(text);
        }
    }
    if !turn.is_model && !said.is_empty() {
        turn.has_user_text = true;
        conversation.user_text = said.join("\n");
        if turn.responses == 0 {
            conversation.tool_results.clear();
        }
    }
    Ok(turn)
}

/// Reads one part; answers the text of a text part.
fn part(
    node: &Node<'_>,
    index: usize,
    turn: &mut Turn,
    conversation: &mut Conversation,
) -> Strict<Option<String>> {
    let fields = node.object()?;
    fields.only(&[
        "text",
        "inlineData",
        "fileData",
        "functionCall",
        "functionResponse",
        "thought",
        "thoughtSignature",
        "mediaResolution",
    ])?;
    fields.boolean_or("thought", false)?;
    if let Some(second) = DATA.iter().filter(|name| fields.optional(name).is_some()).nth(1) {
        let path = google_path(&node.path);
        return node.rule(
            None,
            format!(
                "Invalid value at '{path}' (oneof), oneof field 'data' is already set. Cannot set '{second}'"
            ),
        );
    }
    check_signature(&fields)?;
    if let Some(text) = fields.optional("text") {
        let text = text.string()?.to_owned();
        conversation.texts.push(text.clone());
        return Ok(Some(text));
    }
    if let Some(data) = fields.optional("inlineData") {
        inline_data(&data)?;
        conversation.images += 1;
    } else if let Some(data) = fields.optional("fileData") {
        let data = data.object()?;
        data.only(&["mimeType", "fileUri"])?;
        data.check_string("mimeType")?;
        let uri = data.required("fileUri")?;
        if !uri.string()?.starts_with("https://") {
            return uri.rule(None, "Invalid or unsupported file uri: only https is supported.");
        }
        conversation.images += 1;
    } else if let Some(call) = fields.optional("functionCall") {
        let name = function_call(&call, conversation)?;
        if turn.calls == 0 && fields.optional("thoughtSignature").is_none() {
            turn.unsigned = Some((name, index + 1));
        }
        turn.calls += 1;
    } else if let Some(response) = fields.optional("functionResponse") {
        function_response(&response, conversation)?;
        turn.responses += 1;
    } else {
        let message = format!(
            "* GenerateContentRequest.{}.data: required oneof field 'data' must have one initialized field\n",
            node.path
        );
        return node.rule(None, message);
    }
    Ok(None)
}

fn inline_data(node: &Node<'_>) -> Strict<()> {
    let data = node.object()?;
    data.only(&["mimeType", "data"])?;
    let mime_type = data.required("mimeType")?.string()?;
    let bytes = data.required("data")?;
    if !mime_type.starts_with("image/") {
        return node.rule(None, format!("Unsupported MIME type: {mime_type}"));
    }
    match check_base64(mime_type, bytes.string()?) {
        // Google looks at the bytes, not at the declared type.
        Ok(()) | Err(ImageFlaw::OtherType { .. }) => Ok(()),
        Err(ImageFlaw::NotBase64) => bytes.rule(
            None,
            format!(
                "Invalid value at '{}' (TYPE_BYTES), Base64 decoding failed for {}",
                google_path(&bytes.path),
                bytes.value
            ),
        ),
        Err(ImageFlaw::NotAnImage | ImageFlaw::NotADataUrl) => bytes.rule(
            None,
            "Unable to process input image. Please retry or report in \
             https://developers.generativeai.google/guide/troubleshooting",
        ),
    }
}

fn function_call(node: &Node<'_>, conversation: &mut Conversation) -> Strict<String> {
    let call = node.object()?;
    call.only(&["id", "name", "args"])?;
    call.check_string("id")?;
    let name = call.required("name")?.string()?.to_owned();
    conversation.texts.push(name.clone());
    if let Some(args) = call.optional("args") {
        args.object()?;
        conversation.texts.push(args.value.to_string());
    }
    Ok(name)
}

fn function_response(node: &Node<'_>, conversation: &mut Conversation) -> Strict<()> {
    let response = node.object()?;
    response.only(&["id", "name", "response", "willContinue", "scheduling", "parts"])?;
    response.check_string("id")?;
    response.required("name")?.string()?;
    let result = response.required("response")?;
    if !result.value.is_object() {
        let message = format!(
            "Invalid value at '{}' (type.googleapis.com/google.protobuf.Struct), {}",
            google_path(&result.path),
            result.value
        );
        return result.rule(None, message);
    }
    let text = result_text(result.value);
    conversation.texts.push(text.clone());
    conversation.tool_results.push(text);
    Ok(())
}

/// The text of `{"result": "..."}` or of another single string; else the JSON.
fn result_text(value: &Value) -> String {
    match value.as_object().map(|fields| fields.values().collect::<Vec<_>>()).as_deref() {
        Some([Value::String(text)]) => text.clone(),
        _ => value.to_string(),
    }
}

fn check_signature(fields: &Fields<'_>) -> Strict<()> {
    let Some(node) = fields.optional("thoughtSignature") else { return Ok(()) };
    let text = node.string()?;
    let ours = STANDARD.decode(text).is_ok_and(|bytes| bytes.starts_with(SIGNATURE_PREFIX.as_bytes()));
    if ours || SIGNATURES_FOR_OTHERS.contains(&text) {
        return Ok(());
    }
    node.rule(None, "Corrupted thought signature.")
}

fn check_order(node: &Node<'_>, turns: &[Turn]) -> Strict<()> {
    for (index, turn) in turns.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|before| turns.get(before));
        if turn.calls > 0 && before.is_none_or(|before| before.is_model) {
            return node.rule(
                None,
                "Please ensure that function call turn comes immediately after a user turn or after a function \
                 response turn.",
            );
        }
        let called = before.map_or(0, |before| before.calls);
        if turn.responses > 0 && called == 0 {
            return node.rule(
                None,
                "Please ensure that function response turn comes immediately after a function call turn.",
            );
        }
        if called > 0 && turn.responses != called {
            return node.rule(
                None,
                "Please ensure that the number of function response parts is equal to the number of function call \
                 parts of the function call turn.",
            );
        }
    }
    if turns.last().is_some_and(|last| last.is_model) {
        return node.rule(
            None,
            "Please ensure that multiturn requests end with a user role or a function response.",
        );
    }
    Ok(())
}

/// Calls made since the last user text must carry the signature they came with.
fn check_signatures(node: &Node<'_>, turns: &[Turn]) -> Strict<()> {
    let current = turns.iter().rposition(|turn| turn.has_user_text).unwrap_or(0);
    for turn in &turns[current..] {
        if let Some((name, position)) = &turn.unsigned {
            return node.rule(
                None,
                format!(
                    "Function call is missing a thought_signature in functionCall parts. This is required for \
                     tools to work correctly, and missing thought_signature may lead to degraded model \
                     performance. Additional data, function call `default_api:{name}` , position {position}. \
                     Please refer to https://ai.google.dev/gemini-api/docs/thought-signatures for more details."
                ),
            );
        }
    }
    Ok(())
}
