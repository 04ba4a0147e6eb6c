//! OpenAI's embeddings, and Fireworks', which have the same shape.
//!
//! Source: platform.openai.com/docs/api-reference/embeddings and docs.fireworks.ai/api-reference/creates-an-embedding-vector-representing-the-input-text.

use axum::http::HeaderMap;
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use super::{Chat, FIREWORKS, OPENAI, Vendor, problem};
use crate::{
    answer::{Answer, ChatCall},
    dialect::{Dialect, Incoming, Problem},
    directive::DirectiveError,
    prompt_cache::Piece,
    provider::Provider,
    script::Trouble,
    strict::{Kind, Node, Strict},
    tokens::count_tokens,
    vectors::EmbeddingTask,
};

/// OpenAI's.
pub(crate) static OPENAI_EMBEDDINGS: Embeddings = Embeddings { chat: &OPENAI };

/// Fireworks'.
pub(crate) static FIREWORKS_EMBEDDINGS: Embeddings = Embeddings { chat: &FIREWORKS };

const MOST_INPUTS: usize = 2048;
const MOST_TOKENS: u64 = 8192;

/// Embeddings of one vendor, whose keys and errors are those of its chat completions.
pub(crate) struct Embeddings {
    chat: &'static Chat,
}

/// How many numbers a vector of a model has, and whether it can have fewer. `None`: it makes no embeddings.
fn dimensions(vendor: Vendor, model: &str) -> Option<(usize, bool)> {
    match (vendor, model) {
        (Vendor::OpenAi, "text-embedding-3-small") => Some((1536, true)),
        (Vendor::OpenAi, "text-embedding-3-large") => Some((3072, true)),
        (Vendor::OpenAi, "text-embedding-ada-002") => Some((1536, false)),
        (Vendor::Fireworks, model) if model.contains("/nomic-embed-text") => Some((768, true)),
        _ => None,
    }
}

fn understand(body: &Node<'_>, vendor: Vendor) -> Strict<ChatCall> {
    let fields = body.object()?;
    fields.only(&["dimensions", "encoding_format", "input", "model", "user"])?;
    fields.check_string("user")?;
    let model = fields.required("model")?.string()?.to_owned();
    let formats: &'static [&'static str] = match vendor {
        Vendor::OpenAi => &["float", "base64"],
        Vendor::Fireworks => &["float"],
    };
    let format = fields.optional("encoding_format").map(|node| node.one_of(formats)).transpose()?;
    let (inputs, prompt_tokens) = inputs(&fields.required("input")?, vendor)?;
    let (most, can_be_shorter) = dimensions(vendor, &model).unwrap_or_default();
    let dimensions = match fields.optional("dimensions") {
        None => most,
        Some(node) if !can_be_shorter && most > 0 => {
            return node.rule(None, "This model does not support specifying dimensions.");
        }
        Some(node) => {
            node.number(1.0, most.max(1) as f64)?;
            usize::try_from(node.integer(1)?).unwrap_or(most)
        }
    };
    let user_text = inputs.last().cloned().unwrap_or_default();
    let base64 = format == Some("base64");
    let embeddings = Some(EmbeddingTask { inputs, dimensions, base64 });
    Ok(ChatCall { model, prompt_tokens, user_text, embeddings, ..ChatCall::default() })
}

/// The inputs, and how many tokens they have together.
fn inputs(node: &Node<'_>, vendor: Vendor) -> Strict<(Vec<String>, u64)> {
    let texts = |nodes: &[Node<'_>]| -> Strict<(Vec<String>, u64)> {
        let texts = nodes.iter().map(text).collect::<Strict<Vec<_>>>()?;
        let tokens = texts.iter().map(|text| count_tokens(text)).sum();
        Ok((texts, tokens))
    };
    if node.value.is_string() {
        return texts(std::slice::from_ref(node));
    }
    let items = node.array()?;
    if items.is_empty() || items.len() > MOST_INPUTS {
        return node.rule(None, "'$.input' is invalid. Please check the API reference: https://platform.openai.com/docs/api-reference.");
    }
    match items[0].value {
        Value::String(_) => texts(&items),
        _ if vendor == Vendor::Fireworks => items[0].wrong_type(Kind::String),
        Value::Number(_) => tokens(&items).map(|(text, count)| (vec![text], count)),
        _ => {
            let all = items.iter().map(|item| tokens(&item.array()?)).collect::<Strict<Vec<_>>>()?;
            Ok(all.into_iter().fold((Vec::new(), 0), |(mut texts, sum), (text, count)| {
                texts.push(text);
                (texts, sum + count)
            }))
        }
    }
}

fn text(node: &Node<'_>) -> Strict<String> {
    let text = node.string()?;
    if text.is_empty() {
        return node.rule(None, "'$.input' is invalid. Please check the API reference: https://platform.openai.com/docs/api-reference.");
    }
    if count_tokens(text) > MOST_TOKENS {
        let message = format!(
            "This model's maximum context length is {MOST_TOKENS} tokens, however you requested {} tokens. Please reduce your prompt.",
            count_tokens(text)
        );
        return node.rule(None, message);
    }
    Ok(text.to_owned())
}

/// The tokens of one input as a text, and how many there are.
fn tokens(nodes: &[Node<'_>]) -> Strict<(String, u64)> {
    let tokens = nodes.iter().map(|node| node.integer(0)).collect::<Strict<Vec<_>>>()?;
    let text: Vec<String> = tokens.iter().map(u64::to_string).collect();
    Ok((text.join(" "), tokens.len() as u64))
}

impl Dialect for Embeddings {
    fn provider(&self) -> Provider {
        self.chat.provider()
    }

    fn api_key(&self, headers: &HeaderMap) -> Option<String> {
        self.chat.api_key(headers)
    }

    fn missing_key(&self) -> Problem {
        self.chat.missing_key()
    }

    fn wrong_key(&self, key: &str) -> Problem {
        self.chat.wrong_key(key)
    }

    fn revoked_key(&self, key: &str) -> Problem {
        self.chat.revoked_key(key)
    }

    fn unreadable(&self) -> Problem {
        self.chat.unreadable()
    }

    fn understand(&self, call: &Incoming<'_>) -> Result<ChatCall, Problem> {
        let vendor = self.chat.vendor;
        let asked =
            understand(&Node::root(call.body), vendor).map_err(|flaw| problem::flawed(vendor, &flaw))?;
        if dimensions(vendor, &asked.model).is_some() {
            Ok(asked)
        } else {
            Err(problem::unknown_model(vendor, &asked.model))
        }
    }

    fn bad_directive(&self, error: &DirectiveError) -> Problem {
        self.chat.bad_directive(error)
    }

    fn failure(&self, status: u16, asked: &ChatCall) -> Problem {
        self.chat.failure(status, asked)
    }

    fn trouble(&self, trouble: Trouble, asked: &ChatCall) -> Problem {
        self.chat.trouble(trouble, asked)
    }

    fn empty_whole(&self) -> Value {
        json!({"object": "list", "data": []})
    }

    fn empty_events(&self) -> Vec<String> {
        Vec::new()
    }

    fn pieces(&self, _body: &Value) -> Vec<Piece> {
        Vec::new()
    }

    fn whole(&self, asked: &ChatCall, answer: &Answer) -> Value {
        let task = asked.embeddings.clone().unwrap_or_default();
        let data: Vec<Value> = task
            .vectors(&asked.model)
            .into_iter()
            .enumerate()
            .map(|(index, vector)| {
                let bytes: Vec<u8> = vector.iter().flat_map(|number| number.to_le_bytes()).collect();
                let embedding = if task.base64 { json!(STANDARD.encode(bytes)) } else { json!(vector) };
                json!({"object": "embedding", "index": index, "embedding": embedding})
            })
            .collect();
        let mut body = json!({"object": "list", "data": data, "model": asked.model});
        if let Some(usage) = answer.usage {
            body["usage"] = json!({"prompt_tokens": usage.prompt, "total_tokens": usage.prompt});
        }
        body
    }

    fn events(&self, _asked: &ChatCall, _answer: &Answer) -> Vec<String> {
        Vec::new()
    }

    fn error_event(&self, asked: &ChatCall) -> String {
        self.chat.error_event(asked)
    }

    fn headers(&self, call_id: &str, played: Option<(&ChatCall, &Answer)>) -> Vec<(&'static str, String)> {
        self.chat.headers(call_id, played)
    }
}
