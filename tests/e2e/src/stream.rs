//! A streamed answer as a client reads it: line by line, with the time of each.

use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use futures_util::StreamExt;
use reqwest::RequestBuilder;
use serde_json::{Value, json};

use crate::{Answer, World};

/// What came out of a stream.
#[derive(Debug)]
pub struct Streamed {
    /// The headers of the response.
    pub headers: reqwest::header::HeaderMap,
    /// The body as it came.
    pub raw: String,
    /// The JSON of each `data: ` line, with the time since the request.
    pub chunks: Vec<(Value, Duration)>,
    /// The time to the first byte.
    pub first_byte: Duration,
    /// The last line was `data: [DONE]`.
    pub is_done: bool,
}

/// A stream, or the answer that came in its place.
#[derive(Debug)]
pub enum Reply {
    /// The stream, read to its end.
    Stream(Streamed),
    /// Another answer.
    Other(Answer),
}

impl Reply {
    /// The stream.
    ///
    /// # Errors
    /// When something else came.
    pub fn stream(self) -> anyhow::Result<Streamed> {
        match self {
            Self::Stream(stream) => Ok(stream),
            Self::Other(answer) => bail!("no stream: {answer:?}"),
        }
    }

    /// The answer that came in a stream's place.
    ///
    /// # Errors
    /// When a stream came.
    pub fn other(self) -> anyhow::Result<Answer> {
        match self {
            Self::Other(answer) => Ok(answer),
            Self::Stream(stream) => bail!("a stream: {stream:?}"),
        }
    }
}

impl Streamed {
    /// The joined text of all deltas.
    #[must_use]
    pub fn content(&self) -> String {
        self.chunks.iter().filter_map(|(chunk, _)| chunk["choices"][0]["delta"]["content"].as_str()).collect()
    }

    /// The joined texts of a member of all deltas, if any has it.
    fn text(&self, member: &str) -> Option<String> {
        let parts = self.chunks.iter().filter_map(|(chunk, _)| chunk["choices"][0]["delta"][member].as_str());
        parts.map(str::to_owned).reduce(|text, part| text + &part)
    }

    /// The items of a list in all deltas.
    fn items(&self, member: &str) -> impl Iterator<Item = &Value> {
        let lists = self.chunks.iter().map(move |(chunk, _)| &chunk["choices"][0]["delta"][member]);
        lists.flat_map(|list| list.as_array().into_iter().flatten())
    }

    /// The assistant's message, put together as SDKs do: texts are joined, and a part of a tool call belongs to the call of its
    /// number.
    ///
    /// # Errors
    /// When a part of a tool call has no number, or the first one of a call no id.
    pub fn message(&self) -> anyhow::Result<Value> {
        let mut message = json!({"role": "assistant"});
        for member in ["content", "refusal", "reasoning_content"] {
            if let Some(text) = self.text(member) {
                message[member] = text.into();
            }
        }
        let blocks: Vec<Value> = self.items("thinking_blocks").cloned().collect();
        if !blocks.is_empty() {
            message["thinking_blocks"] = blocks.into();
        }
        let mut calls: Vec<[String; 3]> = Vec::new();
        for part in self.items("tool_calls") {
            let number =
                part["index"].as_u64().with_context(|| format!("a part without a number: {part}"))?;
            let index = usize::try_from(number)?;
            ensure!(index <= calls.len(), "call {index} comes before others: {}", self.raw);
            if index == calls.len() {
                ensure!(part["id"].is_string(), "a call begins without an id: {part}");
                calls.push(<[String; 3]>::default());
            }
            let texts = [&part["id"], &part["function"]["name"], &part["function"]["arguments"]];
            for (whole, text) in calls[index].iter_mut().zip(texts) {
                whole.push_str(text.as_str().unwrap_or_default());
            }
        }
        if !calls.is_empty() {
            let calls = calls.into_iter().map(|[id, name, arguments]| {
                json!({"id": id, "type": "function", "function": {"name": name, "arguments": arguments}})
            });
            message["tool_calls"] = calls.collect();
        }
        Ok(message)
    }

    /// The probabilities of all tokens in the form of a whole answer; null if there are none.
    #[must_use]
    pub fn logprobs(&self) -> Value {
        let parts = self.chunks.iter().map(|(chunk, _)| &chunk["choices"][0]["logprobs"]);
        let list = |member: &str| -> Value {
            let tokens = parts.clone().flat_map(|part| part[member].as_array().into_iter().flatten());
            let tokens: Vec<Value> = tokens.cloned().collect();
            if tokens.is_empty() { Value::Null } else { tokens.into() }
        };
        match (list("content"), list("refusal")) {
            (Value::Null, Value::Null) => Value::Null,
            (content, refusal) => json!({"content": content, "refusal": refusal}),
        }
    }

    /// The last chunk.
    ///
    /// # Errors
    /// When there is none.
    pub fn last(&self) -> anyhow::Result<&Value> {
        self.chunks.last().map(|(chunk, _)| chunk).with_context(|| format!("no chunks: {}", self.raw))
    }

    /// A header's text.
    ///
    /// # Errors
    /// When it is not there.
    pub fn header(&self, name: &str) -> anyhow::Result<&str> {
        Ok(self.headers.get(name).with_context(|| format!("no header {name}"))?.to_str()?)
    }

    /// Checks what typed clients require of every chunk, and that nothing of the provider shows.
    ///
    /// # Errors
    /// When a chunk is in another form.
    pub fn check_shape(&self, alias: &str) -> anyhow::Result<()> {
        ensure!(self.raw.starts_with(": keepalive\n\n"), "begins with {:?}", self.raw.get(..40));
        ensure!(self.is_done, "no [DONE]: {}", self.raw);
        let id = &self.chunks.first().context("no chunks")?.0["id"];
        for (chunk, _) in &self.chunks {
            let choice = &chunk["choices"][0];
            ensure!(chunk["id"] == *id && chunk["created"].is_u64() && chunk["model"] == alias, "{chunk}");
            ensure!(chunk["object"] == "chat.completion.chunk" && choice["index"] == 0, "{chunk}");
            ensure!(choice["delta"].get("content").is_none_or(Value::is_string), "{chunk}");
        }
        let first = &self.chunks[0].0["choices"][0]["delta"];
        ensure!(first["role"] == "assistant" && first["content"] == "", "{first}");
        let last = self.last()?;
        ensure!(
            last["choices"][0]["finish_reason"].is_string() && last["usage"]["total_tokens"].is_u64(),
            "{last}"
        );
        ensure!(last["choices"][0]["delta"].as_object().is_some_and(serde_json::Map::is_empty), "{last}");
        ensure!(last["tollgate"]["call_id"].is_string() && last["tollgate"]["job_id"].is_string(), "{last}");
        Ok(())
    }
}

/// Reads a stream to its end.
///
/// # Errors
/// When there is no answer, or its body breaks off.
pub async fn read(request: RequestBuilder) -> anyhow::Result<Reply> {
    let began = Instant::now();
    let response = request.send().await?;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let is_stream =
        headers.get("content-type").is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream"));
    if !is_stream {
        let raw = response.text().await?;
        let body = serde_json::from_str(&raw).unwrap_or(Value::Null);
        return Ok(Reply::Other(Answer { status, headers, raw, body }));
    }
    let mut body = response.bytes_stream();
    let (mut bytes, mut read_to, mut chunks) = (Vec::new(), 0, Vec::new());
    let (mut first_byte, mut is_done) = (None, false);
    while let Some(piece) = body.next().await {
        let now = began.elapsed();
        first_byte.get_or_insert(now);
        bytes.extend_from_slice(&piece?);
        while let Some(length) = bytes[read_to..].iter().position(|byte| *byte == b'\n') {
            let line = std::str::from_utf8(&bytes[read_to..read_to + length])?;
            if let Some(data) = line.strip_prefix("data: ") {
                ensure!(!is_done, "a line after [DONE]: {line}");
                match data {
                    "[DONE]" => is_done = true,
                    json => chunks.push((serde_json::from_str(json)?, now)),
                }
            }
            read_to += length + 1;
        }
    }
    let raw = String::from_utf8(bytes)?;
    let first_byte = first_byte.context("an empty stream")?;
    Ok(Reply::Stream(Streamed { headers, raw, chunks, first_byte, is_done }))
}

/// Reads a stream until `enough` of its text has come, then hangs up.
///
/// # Errors
/// When it ends before.
pub async fn hang_up_after(
    request: RequestBuilder,
    enough: &str,
) -> anyhow::Result<reqwest::header::HeaderMap> {
    let response = request.send().await?;
    let headers = response.headers().clone();
    let mut body = response.bytes_stream();
    let mut bytes = Vec::new();
    while let Some(piece) = body.next().await {
        bytes.extend_from_slice(&piece?);
        if String::from_utf8_lossy(&bytes).contains(enough) {
            return Ok(headers);
        }
    }
    bail!("the stream ended: {}", String::from_utf8_lossy(&bytes))
}

impl World {
    /// A request for one call of a job, streamed.
    pub fn call_stream(&self, tenant: &crate::Tenant, job_id: &str, prompt: &str) -> RequestBuilder {
        let path = self.url(&format!("/api/jobs/{job_id}/llm-call-stream"));
        self.http.post(path).bearer_auth(&tenant.key).json(&self.call_body(tenant, prompt))
    }

    /// A request for a job with one call, streamed.
    pub fn create_and_call_stream(&self, tenant: &crate::Tenant, prompt: &str) -> RequestBuilder {
        let path = self.url("/api/jobs/create-and-call-stream");
        self.http.post(path).bearer_auth(&tenant.key).json(&self.create_and_call_body(tenant, prompt))
    }
}
