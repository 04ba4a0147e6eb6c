//! Doors for clients that are made for other APIs: `POST /v1/responses`.

use std::sync::Arc;

use anyhow::{Context, bail, ensure};
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use tollgate_e2e::conversation::{Client, PROVIDERS};
use tollgate_e2e::stream::read;
use tollgate_e2e::{Answer, World, books};

use crate::doors::{header, job_of};
use crate::trial::Outcome;

crate::trials![
    a_response_is_a_job_of_its_own_that_is_completed_with_it,
    a_stream_leads_to_the_response_of_every_provider,
    functions_are_called_and_answered_with_every_provider,
    custom_tools_are_called_with_a_text,
    reasoning_goes_back_through_the_client_as_it_came,
    an_agents_request_works_with_every_provider,
    what_a_response_leaves_out_is_named,
    a_response_can_be_made_in_an_open_job,
    what_refers_to_an_earlier_response_is_refused,
    a_repeated_response_gets_the_first_answer,
    a_stream_that_fails_ends_with_a_response_that_has_failed,
];

const PATH: &str = "/v1/responses";

/// A client of OpenAI's that asks for responses of one model.
struct Asker<'a> {
    world: &'a World,
    client: Client<'a>,
}

/// A response, whole or at the end of its stream.
struct Told {
    response: Value,
    headers: reqwest::header::HeaderMap,
    raw: String,
}

impl<'a> Asker<'a> {
    async fn of(world: &'a World, provider: &'static str, model: &'static str) -> anyhow::Result<Self> {
        Ok(Self { world, client: Client::of(world, provider, model).await? })
    }

    async fn of_openai(world: &'a World) -> anyhow::Result<Self> {
        Self::of(world, "openai", "gpt-4o-mini").await
    }

    /// A request with this input and these members. The team's id is in the instructions, by which the provider's calls are found.
    fn request(&self, input: &Value, extra: &Value) -> RequestBuilder {
        let tenant = &self.client.tenant;
        let mut body = json!({"model": tenant.alias, "instructions": tenant.team_id, "input": input});
        if let (Some(body), Some(extra)) = (body.as_object_mut(), extra.as_object()) {
            body.extend(extra.clone());
        }
        self.world.http.post(self.world.url(PATH)).bearer_auth(&tenant.key).json(&body)
    }

    async fn ask(&self, streamed: bool, input: &Value, extra: &Value) -> anyhow::Result<Told> {
        let mut extra = extra.clone();
        extra["stream"] = streamed.into();
        told(streamed, self.request(input, &extra)).await
    }

    async fn refusal(&self, input: &Value, extra: &Value) -> anyhow::Result<Answer> {
        World::send(self.request(input, extra)).await
    }

    async fn settled(&self) -> Outcome {
        books::all_settled(&self.world.database, &self.client.tenant.team_id).await?;
        books::assert_balanced(&self.world.database, &self.client.tenant.team_id).await?;
        Ok(())
    }
}

/// The response to a request. Of a stream, the events before it must have led to its output.
async fn told(streamed: bool, request: RequestBuilder) -> anyhow::Result<Told> {
    if !streamed {
        let answer = World::send(request).await?;
        answer.expect(200)?;
        return Ok(Told { response: answer.body, headers: answer.headers, raw: answer.raw });
    }
    let stream = read(request).await?.stream()?;
    let events: Vec<&Value> = stream.chunks.iter().map(|(event, _)| event).collect();
    for (number, event) in events.iter().enumerate() {
        ensure!(event["sequence_number"] == number, "{event} in {}", stream.raw);
        let kind = event["type"].as_str().context("an event without a type")?;
        ensure!(stream.raw.contains(&format!("event: {kind}\ndata: ")), "{kind} has no name: {}", stream.raw);
    }
    ensure!(events.len() > 2 && events[0]["type"] == "response.created", "{}", stream.raw);
    ensure!(!stream.is_done, "no [DONE] in these streams: {}", stream.raw);
    let last = events.last().context("no events")?;
    let kind = &last["type"];
    ensure!(kind == "response.completed" || kind == "response.incomplete", "{}", stream.raw);
    let response = last["response"].clone();
    ensure!(response["id"] == events[0]["response"]["id"], "{}", stream.raw);
    let items = events.iter().filter(|event| event["type"] == "response.output_item.done");
    let mut items: Vec<&Value> = items.copied().collect();
    items.sort_by_key(|event| event["output_index"].as_u64());
    let items: Vec<&Value> = items.into_iter().map(|event| &event["item"]).collect();
    ensure!(json!(items) == response["output"], "the items are others than the output: {}", stream.raw);
    Ok(Told { response, headers: stream.headers.clone(), raw: stream.raw })
}

impl Told {
    /// What SDKs give as `output_text`.
    fn text(&self) -> String {
        let messages = self.items("message").into_iter();
        let parts = messages.flat_map(|item| item["content"].as_array().into_iter().flatten());
        parts.filter_map(|part| part["text"].as_str()).collect()
    }

    fn items(&self, kind: &str) -> Vec<&Value> {
        let items = self.response["output"].as_array().into_iter().flatten();
        items.filter(|item| item["type"] == kind).collect()
    }

    fn header(&self, name: &str) -> anyhow::Result<&str> {
        header(&self.headers, name)
    }

    /// The conversation that goes on with the results of its calls.
    fn with_results(&self, asked: &Value, results: &[Value]) -> Value {
        let asked = asked.as_array().into_iter().flatten().cloned();
        let said = self.response["output"].as_array().into_iter().flatten().cloned();
        let calls = self.response["output"].as_array().into_iter().flatten();
        let calls = calls.filter(|item| item["call_id"].is_string());
        let results = calls.zip(results).map(|(call, result)| {
            let kind = format!("{}_output", call["type"].as_str().unwrap_or_default());
            json!({"type": kind, "call_id": call["call_id"], "output": result})
        });
        asked.chain(said).chain(results).collect()
    }
}

fn user(text: &str) -> Value {
    json!([{"role": "user", "content": [{"type": "input_text", "text": text}]}])
}

fn weather() -> Value {
    let parameters =
        json!({"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]});
    json!({"type": "function", "name": "get_weather", "parameters": parameters, "strict": false})
}

fn expect_refused(answer: &Answer, status: u16, code: &str, param: &str) -> anyhow::Result<()> {
    answer.expect(status)?;
    let error = &answer.body["error"];
    ensure!(error["code"] == code && error["param"] == param, "expected {code} at {param}: {}", answer.raw);
    ensure!(error["message"].is_string() && error["type"] == "invalid_request_error", "{}", answer.raw);
    Ok(())
}

async fn a_response_is_a_job_of_its_own_that_is_completed_with_it(world: Arc<World>) -> Outcome {
    let asker = Asker::of_openai(&world).await?;
    let extra =
        json!({"user": "user-17", "metadata": {"invoice": "4711"}, "store": true, "temperature": 0.5});
    let told = asker.ask(false, &json!("Say hello."), &extra).await?;
    let response = &told.response;
    ensure!(told.text() == "Echo: Say hello.", "{response}");
    ensure!(response["object"] == "response" && response["status"] == "completed", "{response}");
    ensure!(response["model"] == asker.client.tenant.alias.as_str(), "{response}");
    ensure!(response["store"] == false && response["temperature"] == 0.5, "{response}");
    ensure!(response["instructions"] == asker.client.tenant.team_id.as_str(), "{response}");
    ensure!(response["metadata"] == json!({"invoice": "4711"}), "{response}");
    ensure!(response.get("output_text").is_none(), "SDKs make it: {response}");
    let usage = &response["usage"];
    let total = usage["input_tokens"].as_u64().zip(usage["output_tokens"].as_u64());
    ensure!(total.is_some_and(|(input, output)| usage["total_tokens"] == input + output), "{usage}");
    let call_id = told.header("tollgate-call-id")?;
    ensure!(response["tollgate"]["call_id"] == call_id, "{response}");
    let id = response["id"].as_str().unwrap_or_default();
    ensure!(id == format!("resp_{}", call_id.replace('-', "")), "{id} of {call_id}");
    let job = job_of(&world, call_id).await?;
    ensure!(job["status"] == "completed" && job["job_type"] == "responses", "{job}");
    ensure!(job["user_id"] == "user-17" && job["job_metadata"] == json!({"invoice": "4711"}), "{job}");
    ensure!(told.header("tollgate-job-id")? == job["job_id"], "{job}");
    told.header("tollgate-credits-remaining")?;
    told.header("x-request-id")?;
    asker.settled().await
}

async fn a_stream_leads_to_the_response_of_every_provider(world: Arc<World>) -> Outcome {
    for (provider, model) in PROVIDERS {
        let asker = Asker::of(&world, provider, model).await?;
        let mut texts = Vec::new();
        for streamed in [false, true] {
            let told = asker.ask(streamed, &user("Say hello."), &json!({"max_output_tokens": 300})).await?;
            ensure!(told.response["status"] == "completed", "{provider}: {}", told.raw);
            ensure!(told.response["usage"]["output_tokens"].as_u64() > Some(0), "{provider}: {}", told.raw);
            let job = job_of(&world, told.header("tollgate-call-id")?).await?;
            ensure!(job["status"] == "completed" && job["job_type"] == "responses", "{job}");
            texts.push(told.text());
        }
        ensure!(texts == ["Echo: Say hello.", "Echo: Say hello."], "{provider}: {texts:?}");
        let cut = asker.ask(true, &user("[[words=90]] Go on."), &json!({"max_output_tokens": 20})).await?;
        ensure!(cut.response["status"] == "incomplete", "{provider}: {}", cut.raw);
        ensure!(
            cut.response["incomplete_details"]["reason"] == "max_output_tokens",
            "{provider}: {}",
            cut.raw
        );
        asker.settled().await?;
    }
    Ok(())
}

async fn functions_are_called_and_answered_with_every_provider(world: Arc<World>) -> Outcome {
    for (provider, model) in PROVIDERS {
        let asker = Asker::of(&world, provider, model).await?;
        let tools = json!({"tools": [weather()]});
        let asked = user("[[tool_calls=2]] What is the weather?");
        for streamed in [false, true] {
            let told = asker.ask(streamed, &asked, &tools).await?;
            let calls = told.items("function_call");
            ensure!(calls.len() == 2, "{provider}: {}", told.raw);
            for call in calls {
                let arguments: Value =
                    serde_json::from_str(call["arguments"].as_str().context("no arguments")?)?;
                ensure!(arguments["city"].is_string() && call["status"] == "completed", "{call}");
                ensure!(call["name"] == "get_weather" && call["call_id"].is_string(), "{call}");
            }
            let more =
                told.with_results(&asked, &[json!("one"), json!([{"type": "input_text", "text": "two"}])]);
            let answer = asker.ask(streamed, &more, &tools).await?;
            ensure!(answer.text() == "Tool results: one; two", "{provider}: {}", answer.raw);
        }
        asker.settled().await?;
    }
    Ok(())
}

async fn custom_tools_are_called_with_a_text(world: Arc<World>) -> Outcome {
    for (provider, model) in PROVIDERS {
        let asker = Asker::of(&world, provider, model).await?;
        let grammar = json!({"type": "grammar", "syntax": "lark", "definition": "start: /.+/"});
        let tool = json!({"type": "custom", "name": "apply_patch", "description": "Edits files.", "format": grammar});
        let tools = json!({"tools": [tool]});
        let asked = user(r#"[[tool_calls=1]][[call_arguments={"input":"begin\nend"}]] Edit it."#);
        for streamed in [false, true] {
            let told = asker.ask(streamed, &asked, &tools).await?;
            let [call] = told.items("custom_tool_call")[..] else { bail!("{provider}: {}", told.raw) };
            ensure!(call["input"] == "begin\nend" && call["name"] == "apply_patch", "{provider}: {call}");
            ensure!(told.header("tollgate-dropped")? == "tools.0.format", "{provider}: {}", told.raw);
            let more = told.with_results(&asked, &[json!("done")]);
            let answer = asker.ask(streamed, &more, &tools).await?;
            ensure!(answer.text() == "Tool results: done", "{provider}: {}", answer.raw);
        }
        asker.settled().await?;
    }
    Ok(())
}

async fn reasoning_goes_back_through_the_client_as_it_came(world: Arc<World>) -> Outcome {
    for (provider, model, effort, directive) in [
        ("anthropic", "claude-sonnet-4-5", json!("low"), ""),
        ("anthropic", "claude-sonnet-4-5", json!("low"), "[[redacted_thinking]]"),
        ("fireworks", "accounts/fireworks/models/kimi-k2-thinking", Value::Null, ""),
    ] {
        let asker = Asker::of(&world, provider, model).await?;
        let asked = user(&format!("[[tool_calls=1]]{directive} go"));
        let plain = json!({"tools": [weather()], "reasoning": {"effort": effort, "summary": "auto"}});
        let mut sealing = plain.clone();
        sealing["include"] = json!(["reasoning.encrypted_content"]);
        for streamed in [false, true] {
            let told = asker.ask(streamed, &asked, &sealing).await?;
            let [thought] = told.items("reasoning")[..] else { bail!("{provider}: {}", told.raw) };
            ensure!(thought["encrypted_content"].is_string(), "{provider}: {thought}");
            let is_shown =
                thought["summary"][0]["text"].as_str().is_some_and(|text| text.starts_with("alpha"));
            ensure!(is_shown || !directive.is_empty(), "{provider}: {thought}");
            // The provider refuses what does not come back as it was.
            let more = told.with_results(&asked, &[json!("one")]);
            let answer = asker.ask(streamed, &more, &sealing).await?;
            ensure!(answer.text() == "Tool results: one", "{provider}: {}", answer.raw);
            let received = asker.client.received().await?;
            let said = &received.body["messages"][if provider == "anthropic" { 1 } else { 2 }];
            let is_back = match provider {
                "anthropic" => {
                    said["content"][0]["type"].as_str().is_some_and(|kind| kind.ends_with("thinking"))
                }
                _ => said["reasoning_content"].as_str().is_some_and(|text| text.starts_with("alpha")),
            };
            ensure!(is_back, "{provider}: {}", received.text);
        }
        if provider == "anthropic" {
            // Reasoning that cannot go back is no fault of the client's: the model is not asked to think then.
            let told = asker.ask(false, &asked, &plain).await?;
            ensure!(told.items("reasoning").iter().all(|item| item.get("encrypted_content").is_none()));
            let more = told.with_results(&asked, &[json!("one")]);
            let answer = asker.ask(false, &more, &plain).await?;
            ensure!(answer.header("tollgate-dropped")? == "reasoning_effort", "{}", answer.raw);
        }
        asker.settled().await?;
    }
    Ok(())
}

/// What Codex sends with every request.
fn of_an_agent() -> Value {
    json!({
        "tools": [
            weather(),
            {"type": "custom", "name": "apply_patch", "format": {"type": "grammar", "syntax": "lark", "definition": "start: /.+/"}},
            {"type": "web_search", "external_web_access": false},
            {"type": "namespace", "name": "agents", "tools": [{"type": "function", "name": "spawn", "parameters": {"type": "object"}}]},
        ],
        "tool_choice": "auto", "parallel_tool_calls": false, "reasoning": {"effort": "medium", "summary": "auto"}, "store": false,
        "include": ["reasoning.encrypted_content"], "prompt_cache_key": "019a", "text": {"verbosity": "low"},
        "client_metadata": {"x-codex-installation-id": "1"},
    })
}

async fn an_agents_request_works_with_every_provider(world: Arc<World>) -> Outcome {
    for (provider, model) in PROVIDERS {
        let asker = Asker::of(&world, provider, model).await?;
        let input = json!([
            {"type": "message", "role": "developer", "content": [{"type": "input_text", "text": "Work."}]},
            {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "[[tool_calls=1]] Go."}]},
        ]);
        let told = asker.ask(true, &input, &of_an_agent()).await?;
        ensure!(told.items("function_call").len() == 1, "{provider}: {}", told.raw);
        let dropped = told.header("tollgate-dropped")?;
        ensure!(dropped.starts_with("tools.1.format, tools.2, tools.3"), "{provider}: {dropped}");
        let more = told.with_results(&input, &[json!("sunny")]);
        let answer = asker.ask(true, &more, &of_an_agent()).await?;
        ensure!(answer.text() == "Tool results: sunny", "{provider}: {}", answer.raw);
        asker.settled().await?;
    }
    Ok(())
}

async fn what_a_response_leaves_out_is_named(world: Arc<World>) -> Outcome {
    let asker = Asker::of_openai(&world).await?;
    let extra = json!({
        "tools": [{"type": "web_search"}, weather()], "reasoning": {"effort": "high"}, "text": {"verbosity": "low"},
        "include": ["file_search_call.results"],
    });
    for streamed in [false, true] {
        let told = asker.ask(streamed, &user("hi"), &extra).await?;
        let names = "tools.0, include.0, reasoning_effort, verbosity";
        ensure!(told.header("tollgate-dropped")? == names, "{:?}", told.headers);
        let said = told.response["tollgate"]["dropped"].as_array().into_iter().flatten();
        let said: Vec<&str> = said.filter_map(Value::as_str).collect();
        ensure!(said.join(", ") == names, "{}", told.raw);
    }
    // A client that knows of it can have it otherwise.
    let mut strict = extra.clone();
    strict["drop_unsupported"] = json!(false);
    let refused = asker.refusal(&user("hi"), &strict).await?;
    expect_refused(&refused, 422, "unsupported_parameter", "reasoning.effort")?;
    // What changes what is asked is no hint.
    let claude = Asker::of(&world, "anthropic", "claude-sonnet-4-5").await?;
    let logprobs = json!({"include": ["message.output_text.logprobs"]});
    let refused = claude.refusal(&user("hi"), &logprobs).await?;
    expect_refused(&refused, 422, "unsupported_parameter", "include")?;
    let wrong = asker.refusal(&user("hi"), &json!({"temperature": 3})).await?;
    expect_refused(&wrong, 422, "validation_error", "temperature")
}

async fn a_response_can_be_made_in_an_open_job(world: Arc<World>) -> Outcome {
    let asker = Asker::of_openai(&world).await?;
    let job_id = world.open_job(&asker.client.tenant).await?;
    for streamed in [false, true] {
        let request =
            asker.request(&user("hi"), &json!({"stream": streamed})).header("tollgate-job", &job_id);
        let told = told(streamed, request).await?;
        let job = job_of(&world, told.header("tollgate-call-id")?).await?;
        ensure!(job["job_id"] == job_id.as_str() && job["status"] == "in_progress", "{job}");
    }
    let completed = world.complete(&asker.client.tenant, &job_id, "completed").await?;
    completed.expect(200)?;
    ensure!(completed.body["costs"]["total_calls"] == 2, "{completed:?}");
    asker.settled().await
}

async fn what_refers_to_an_earlier_response_is_refused(world: Arc<World>) -> Outcome {
    let asker = Asker::of_openai(&world).await?;
    for (input, extra, param) in [
        (user("hi"), json!({"previous_response_id": "resp_1"}), "previous_response_id"),
        (user("hi"), json!({"conversation": "conv_1", "stream": true}), "conversation"),
        (json!([{"type": "item_reference", "id": "msg_1"}]), json!({}), "input[0].id"),
    ] {
        let refused = asker.refusal(&input, &extra).await?;
        expect_refused(&refused, 400, "not_stored", param)?;
        ensure!(refused.raw.contains("`store: false`"), "{}", refused.raw);
    }
    let background = asker.refusal(&user("hi"), &json!({"background": true})).await?;
    expect_refused(&background, 422, "unsupported_parameter", "background")
}

async fn a_repeated_response_gets_the_first_answer(world: Arc<World>) -> Outcome {
    let asker = Asker::of_openai(&world).await?;
    let extra = json!({"tools": [weather()], "temperature": 0.5});
    for streamed in [false, true] {
        let mut answers = Vec::new();
        for _ in 0..2 {
            let mut extra = extra.clone();
            extra["stream"] = streamed.into();
            let request = asker.request(&user("[[tool_calls=2]] once"), &extra);
            let request = request.header("idempotency-key", format!("again-{streamed}"));
            let told = told(streamed, request).await?;
            let is_replayed = told.headers.contains_key("idempotent-replayed");
            answers.push((told.response, is_replayed));
            asker.settled().await?;
        }
        ensure!(answers[0].0 == answers[1].0, "streamed: {streamed}, {answers:?}");
        ensure!(!answers[0].1 && answers[1].1, "{answers:?}");
        ensure!(answers[0].0["tools"] == extra["tools"], "what was asked is repeated: {answers:?}");
    }
    Ok(())
}

async fn a_stream_that_fails_ends_with_a_response_that_has_failed(world: Arc<World>) -> Outcome {
    let asker = Asker::of_openai(&world).await?;
    let input = user("[[error_after=4]] one two three four five six seven eight");
    let stream = read(asker.request(&input, &json!({"stream": true}))).await?.stream()?;
    let events: Vec<&Value> = stream.chunks.iter().map(|(event, _)| event).collect();
    let [.., error, failed] = events.as_slice() else { bail!("{}", stream.raw) };
    ensure!(error["type"] == "error" && error["code"] == "provider_error", "{}", stream.raw);
    ensure!(error["error"]["code"] == "provider_error" && error["message"].is_string(), "{}", stream.raw);
    ensure!(
        failed["type"] == "response.failed" && failed["response"]["status"] == "failed",
        "{}",
        stream.raw
    );
    ensure!(failed["response"]["error"]["code"] == "provider_error", "{}", stream.raw);
    // Before anything was said there is an HTTP status.
    let refused = asker.refusal(&user("[[status=400]] hi"), &json!({"stream": true})).await?;
    refused.expect(502)?;
    ensure!(refused.body["error"]["code"] == "provider_bad_request", "{}", refused.raw);
    asker.settled().await
}
