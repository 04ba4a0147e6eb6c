//! A conversation with one model, whole or streamed: what a client sends, and what it has of the answer.

use std::collections::BTreeSet;

use anyhow::{Context, ensure};
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use simulator::RecordedCall;

use crate::stream::read;
use crate::{Answer, Tenant, TenantOptions, World};

/// A provider and a model of it.
pub const PROVIDERS: [(&str, &str); 4] = [
    ("openai", "gpt-4o-mini"),
    ("anthropic", "claude-sonnet-4-5"),
    ("gemini", "gemini-2.5-flash"),
    ("fireworks", "accounts/fireworks/models/llama-v3p3-70b-instruct"),
];

/// A client of one model.
pub struct Client<'a> {
    world: &'a World,
    /// The team that calls the model.
    pub tenant: Tenant,
}

/// What a client has of an answer; of a stream, put together as SDKs do.
#[derive(Debug)]
pub struct Said {
    /// The assistant's message in OpenAI's form.
    pub message: Value,
    /// Why it ended.
    pub finish_reason: Value,
    /// The probabilities of its tokens, null if it has none.
    pub logprobs: Value,
    /// The call's id.
    pub call_id: String,
    /// The body as it came.
    pub raw: String,
}

impl<'a> Client<'a> {
    /// A team that may call this model with its organization's own key.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn of(
        world: &'a World,
        provider: &'static str,
        actual_model: &'static str,
    ) -> anyhow::Result<Self> {
        let options = TenantOptions {
            provider,
            actual_model,
            budget_mode: "consumption_usd",
            credits_per_dollar: "1000000",
            credits: 100_000_000,
            ..TenantOptions::default()
        };
        let tenant = Tenant::create(&world.database, &options).await?;
        world.store_credential(&tenant, provider, "sk-own-key-of-the-organization", 0).await?;
        Ok(Self { world, tenant })
    }

    /// The body of a create-and-call of these messages and parameters.
    #[must_use]
    pub fn body(&self, messages: &Value, extra: &Value) -> Value {
        let Tenant { team_id, alias, .. } = &self.tenant;
        let mut body = json!({"team_id": team_id, "job_type": "test", "model": alias, "messages": messages});
        if let (Some(body), Some(extra)) = (body.as_object_mut(), extra.as_object()) {
            body.extend(extra.clone());
        }
        body
    }

    /// A create-and-call of these messages and parameters.
    pub fn request(&self, streamed: bool, messages: &Value, extra: &Value) -> RequestBuilder {
        self.request_of(streamed, self.body(messages, extra).to_string())
    }

    /// A create-and-call of any body.
    pub fn request_of(&self, streamed: bool, body: String) -> RequestBuilder {
        let path = if streamed { "/api/jobs/create-and-call-stream" } else { "/api/jobs/create-and-call" };
        let request = self.world.http.post(self.world.url(path)).bearer_auth(&self.tenant.key);
        request.header("content-type", "application/json").body(body)
    }

    /// What the model says to these messages. The team's id goes before them, so that [`received`](Self::received) finds the call.
    ///
    /// # Errors
    /// When it does not answer, or in another form than clients require.
    pub async fn ask(&self, streamed: bool, messages: &Value, extra: &Value) -> anyhow::Result<Said> {
        self.answer(streamed, self.request(streamed, &self.marked(messages), extra)).await
    }

    /// What the model says to a request.
    ///
    /// # Errors
    /// When it does not answer, or in another form than clients require.
    pub async fn answer(&self, streamed: bool, request: RequestBuilder) -> anyhow::Result<Said> {
        if streamed {
            let stream = read(request).await?.stream()?;
            stream.check_shape(&self.tenant.alias)?;
            let finish_reason = stream.last()?["choices"][0]["finish_reason"].clone();
            let call_id = stream.header("x-call-id")?.to_owned();
            let (message, logprobs) = (stream.message()?, stream.logprobs());
            return Ok(Said { message, finish_reason, logprobs, call_id, raw: stream.raw });
        }
        let answer = World::send(request).await?;
        answer.expect(200)?;
        let choice = &answer.body["choices"][0];
        Ok(Said {
            message: choice["message"].clone(),
            finish_reason: choice["finish_reason"].clone(),
            logprobs: choice["logprobs"].clone(),
            call_id: answer.text("call_id")?.to_owned(),
            raw: answer.raw.clone(),
        })
    }

    /// The answer to a request that is expected to be refused before a stream begins.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn refusal(&self, streamed: bool, messages: &Value, extra: &Value) -> anyhow::Result<Answer> {
        World::send(self.request(streamed, &self.marked(messages), extra)).await
    }

    /// Expects that exactly these parameters are refused by name.
    ///
    /// # Errors
    /// When others are, or none.
    pub async fn expect_refused(
        &self,
        streamed: bool,
        messages: &Value,
        extra: &Value,
        parameters: &[&str],
    ) -> anyhow::Result<Answer> {
        let answer = self.refusal(streamed, messages, extra).await?;
        answer.expect_error(422, "unsupported_parameter")?;
        let expected: BTreeSet<String> =
            parameters.iter().map(|name| json!(["body", name]).to_string()).collect();
        let places: BTreeSet<String> = answer.places().into_iter().collect();
        ensure!(places == expected, "{extra} is refused at {places:?}: {}", answer.raw);
        Ok(answer)
    }

    /// The newest request that reached the provider for the team.
    ///
    /// # Errors
    /// When none has.
    pub async fn received(&self) -> anyhow::Result<RecordedCall> {
        let calls = self.world.provider_calls(&self.tenant.team_id).await?;
        calls.into_iter().next_back().context("the provider was not asked")
    }

    fn marked(&self, messages: &Value) -> Value {
        let first = json!({"role": "system", "content": self.tenant.team_id});
        std::iter::once(&first).chain(messages.as_array().into_iter().flatten()).cloned().collect()
    }
}

impl Said {
    /// The text.
    #[must_use]
    pub fn content(&self) -> &str {
        self.message["content"].as_str().unwrap_or_default()
    }

    /// The tool calls.
    #[must_use]
    pub fn calls(&self) -> &[Value] {
        self.message["tool_calls"].as_array().map_or(&[], Vec::as_slice)
    }

    /// The names of the tools that are called, each with its arguments.
    ///
    /// # Errors
    /// When the arguments of one are not the JSON text of an object.
    pub fn called(&self) -> anyhow::Result<Vec<(String, Value)>> {
        let called = self.calls().iter().map(|call| {
            let arguments = call["function"]["arguments"].as_str().context("arguments are no text")?;
            let read: Value =
                serde_json::from_str(arguments).with_context(|| format!("arguments {arguments:?}"))?;
            ensure!(read.is_object(), "arguments are {arguments}");
            Ok((call["function"]["name"].as_str().unwrap_or_default().to_owned(), read))
        });
        called.collect()
    }

    /// The conversation that goes on with the results of its tool calls, one for each.
    #[must_use]
    pub fn with_results(&self, asked: &Value, results: &[&str]) -> Value {
        let results = self.calls().iter().zip(results);
        let results = results
            .map(|(call, result)| json!({"role": "tool", "tool_call_id": call["id"], "content": result}));
        let asked = asked.as_array().into_iter().flatten().cloned();
        asked.chain(std::iter::once(self.message.clone())).chain(results).collect()
    }
}
