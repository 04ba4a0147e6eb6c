//! Gemini's embeddings, `batchEmbedContents`.
//!
//! Source: ai.google.dev/api/embeddings.

use axum::http::HeaderMap;
use serde_json::{Value, json};

use super::{GEMINI, problem};
use crate::{
    answer::{Answer, ChatCall},
    dialect::{Dialect, Incoming, Problem},
    directive::DirectiveError,
    prompt_cache::Piece,
    provider::Provider,
    script::Trouble,
    strict::{Node, Strict},
    tokens::count_tokens,
    vectors::EmbeddingTask,
};

/// Gemini's.
pub(crate) static EMBEDDINGS: Embeddings = Embeddings;

/// How the targets end that ask for embeddings.
pub(crate) const ACTION: &str = ":batchEmbedContents";

const MOST_REQUESTS: usize = 100;
const DIMENSIONS: usize = 3072;

/// The wire format of Gemini's embeddings, whose keys and errors are those of its chat.
pub(crate) struct Embeddings;

fn understand(body: &Node<'_>, model: &str) -> Strict<ChatCall> {
    let fields = body.object()?;
    fields.only(&["requests"])?;
    let requests = fields.required("requests")?;
    let nodes = requests.array()?;
    if nodes.is_empty() || nodes.len() > MOST_REQUESTS {
        return requests.rule(
            None,
            format!(
                "BatchEmbedContentsRequest.requests: at most {MOST_REQUESTS} requests can be in one batch"
            ),
        );
    }
    let mut inputs = Vec::new();
    let mut all_dimensions = Vec::new();
    for node in &nodes {
        let request = node.object()?;
        request.only(&["content", "model", "outputDimensionality", "taskType", "title"])?;
        let named = request.required("model")?;
        if named.string()? != format!("models/{model}") {
            return named.rule(None, "BatchEmbedContentsRequest.requests: model must be that of the batch");
        }
        let content = request.required("content")?.object()?;
        content.only(&["parts", "role"])?;
        let parts = content.required("parts")?.array()?;
        let texts =
            parts.iter().map(|part| part.object()?.required("text")?.string()).collect::<Strict<Vec<_>>>()?;
        inputs.push(texts.concat());
        all_dimensions.push(match request.optional("outputDimensionality") {
            None => DIMENSIONS,
            Some(node) => {
                node.number(1.0, DIMENSIONS as f64)?;
                usize::try_from(node.integer(1)?).unwrap_or(DIMENSIONS)
            }
        });
    }
    if all_dimensions.iter().any(|dimensions| *dimensions != all_dimensions[0]) {
        return requests.rule(None, "The simulator makes vectors of one length.");
    }
    let (dimensions, user_text) = (all_dimensions[0], inputs.last().cloned().unwrap_or_default());
    let prompt_tokens = inputs.iter().map(|input| count_tokens(input)).sum();
    let embeddings = Some(EmbeddingTask { inputs, dimensions, base64: false });
    Ok(ChatCall { model: model.to_owned(), prompt_tokens, user_text, embeddings, ..ChatCall::default() })
}

/// A number as Google writes it: with as many digits as read back as the same number of four bytes.
fn shortest(number: f32) -> Value {
    json!(number.to_string().parse::<f64>().unwrap_or_default())
}

impl Dialect for Embeddings {
    fn provider(&self) -> Provider {
        GEMINI.provider()
    }

    fn api_key(&self, headers: &HeaderMap) -> Option<String> {
        GEMINI.api_key(headers)
    }

    fn missing_key(&self) -> Problem {
        GEMINI.missing_key()
    }

    fn wrong_key(&self, key: &str) -> Problem {
        GEMINI.wrong_key(key)
    }

    fn revoked_key(&self, key: &str) -> Problem {
        GEMINI.revoked_key(key)
    }

    fn unreadable(&self) -> Problem {
        GEMINI.unreadable()
    }

    fn understand(&self, call: &Incoming<'_>) -> Result<ChatCall, Problem> {
        let model = call.target.strip_suffix(ACTION).unwrap_or_default();
        if !model.starts_with("gemini-embedding-") {
            return Err(problem::unknown_model(model, ACTION.trim_start_matches(':')));
        }
        understand(&Node::root(call.body), model).map_err(|flaw| problem::flawed(&flaw))
    }

    fn bad_directive(&self, error: &DirectiveError) -> Problem {
        GEMINI.bad_directive(error)
    }

    fn failure(&self, status: u16, asked: &ChatCall) -> Problem {
        GEMINI.failure(status, asked)
    }

    fn say_when_to_retry(&self, seconds: u64, error: &mut Value) {
        GEMINI.say_when_to_retry(seconds, error);
    }

    fn trouble(&self, trouble: Trouble, asked: &ChatCall) -> Problem {
        GEMINI.trouble(trouble, asked)
    }

    fn empty_whole(&self) -> Value {
        json!({})
    }

    fn empty_events(&self) -> Vec<String> {
        Vec::new()
    }

    fn pieces(&self, _body: &Value) -> Vec<Piece> {
        Vec::new()
    }

    fn whole(&self, asked: &ChatCall, answer: &Answer) -> Value {
        let task = asked.embeddings.clone().unwrap_or_default();
        let embedding =
            |vector: Vec<f32>| json!({"values": vector.into_iter().map(shortest).collect::<Vec<_>>()});
        let embeddings: Vec<Value> = task.vectors(&asked.model).into_iter().map(embedding).collect();
        let mut body = json!({"embeddings": embeddings});
        if let Some(usage) = answer.usage {
            body["usageMetadata"] = json!({
                "promptTokenCount": usage.prompt,
                "promptTokenDetails": [{"modality": "TEXT", "tokenCount": usage.prompt}],
            });
        }
        body
    }

    fn events(&self, _asked: &ChatCall, _answer: &Answer) -> Vec<String> {
        Vec::new()
    }

    fn error_event(&self, asked: &ChatCall) -> String {
        GEMINI.error_event(asked)
    }

    fn headers(&self, call_id: &str, played: Option<(&ChatCall, &Answer)>) -> Vec<(&'static str, String)> {
        GEMINI.headers(call_id, played)
    }
}
