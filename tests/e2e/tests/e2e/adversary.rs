//! A client that knows the rules and tries each way to get an answer for nothing. It runs alone.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, ensure};
use serde_json::json;
use simulator::{RecordedCall, count_prompt_tokens, count_tokens, count_tool_tokens};
use tollgate_e2e::stream::hang_up_after;
use tollgate_e2e::{Tenant, TenantOptions, World, books};

use crate::trial::Outcome;

crate::trials![a_thousand_tries_to_get_an_answer_for_nothing_are_all_paid_for];

/// How many calls are on their way at once.
const LANES: usize = 20;
/// How many rounds each of them has.
const ROUNDS_OF_A_LANE: usize = 50;

/// The ways in which a client may try it.
#[derive(Debug, Clone, Copy)]
enum Way {
    /// A text that PostgreSQL cannot store, in the prompt and so in the answer that is kept.
    UnstorableText,
    /// The job of an answered call is closed as failed.
    FailedJob,
    /// The stream is left after its first words.
    HungUpStream,
    /// The prompt stands in the description of a tool.
    PromptInATool,
    /// The client leaves before the answer.
    LeftBeforeTheAnswer,
    /// The request is sent twice at once, with one `Idempotency-Key`.
    SentTwice,
    /// The job is closed as failed while its call is on the way.
    ClosedWhileCalling,
}

const WAYS: [Way; 7] = [
    Way::UnstorableText,
    Way::FailedJob,
    Way::HungUpStream,
    Way::PromptInATool,
    Way::LeftBeforeTheAnswer,
    Way::SentTwice,
    Way::ClosedWhileCalling,
];

async fn a_thousand_tries_to_get_an_answer_for_nothing_are_all_paid_for(world: Arc<World>) -> Outcome {
    let options = TenantOptions {
        credits: 10_000_000,
        budget_mode: "consumption_tokens",
        tokens_per_credit: 1,
        max_output_tokens: 400,
        ..TenantOptions::default()
    };
    let tenant = Tenant::create(&world.database, &options).await?;
    let lanes: Vec<_> = (0..LANES)
        .map(|lane| {
            let (world, tenant) = (world.clone(), tenant.clone());
            tokio::spawn(async move {
                for round in 0..ROUNDS_OF_A_LANE {
                    let way = WAYS[(lane + round) % WAYS.len()];
                    try_once(&world, &tenant, way, &format!("round {round} of lane {lane}"))
                        .await
                        .with_context(|| format!("{way:?}"))?;
                }
                anyhow::Ok(())
            })
        })
        .collect();
    for lane in lanes {
        lane.await??;
    }
    books::all_settled(&world.database, &tenant.team_id).await?;

    let made = world.provider_calls(&tenant.team_id).await?;
    let used: u64 = made.iter().map(tokens_of).sum::<anyhow::Result<u64>>()?;
    // Those who leave, and those who close the job, may do so before their call has begun: how many do, the load of the machine decides.
    let sure = WAYS.len() - 2;
    ensure!(
        made.len() >= LANES * ROUNDS_OF_A_LANE * sure / WAYS.len(),
        "only {} calls reached the provider",
        made.len()
    );
    let team = books::row(&world.database, "team_credits", "team_id", &tenant.team_id).await?;
    ensure!(
        team["credits_used"] == *used.to_string(),
        "the provider has made {used} tokens in {} calls: {team}",
        made.len()
    );
    ensure!(team["credits_held"] == "0", "{team}");
    books::assert_balanced(&world.database, &tenant.team_id).await
}

async fn try_once(world: &World, tenant: &Tenant, way: Way, prompt: &str) -> Outcome {
    let prompt = format!("{prompt}, which is long enough to be worth something to somebody");
    match way {
        Way::UnstorableText => {
            let body = world.create_and_call_body(tenant, &format!("{prompt} \0"));
            let request = world.http.post(world.url("/api/jobs/create-and-call")).bearer_auth(&tenant.key);
            World::send(request.header("idempotency-key", &prompt).json(&body)).await?.expect(200)
        }
        Way::FailedJob => {
            let job = world.open_job(tenant).await?;
            world.call(tenant, &job, &prompt).await?.expect(200)?;
            world.complete(tenant, &job, "failed").await?.expect(200)
        }
        Way::HungUpStream => {
            let request = world.create_and_call_stream(tenant, &format!("[[chunk_ms=10]] {prompt}"));
            hang_up_after(request, "\"content\":\"E").await?;
            Ok(())
        }
        Way::PromptInATool => {
            let mut body = world.create_and_call_body(tenant, "go");
            let schema = json!({"type": "object", "properties": {}});
            body["tools"] = json!([{"type": "function",
                "function": {"name": "note", "description": prompt.repeat(5), "parameters": schema}}]);
            world.post(&tenant.key, "/api/jobs/create-and-call", &body).await?.expect(200)
        }
        Way::LeftBeforeTheAnswer => {
            let body = world.create_and_call_body(tenant, &format!("[[latency_ms=1200]] {prompt}"));
            let client = reqwest::Client::builder().no_proxy().timeout(Duration::from_millis(800)).build()?;
            let request = client.post(world.url("/api/jobs/create-and-call")).bearer_auth(&tenant.key);
            ensure!(request.json(&body).send().await.is_err(), "the client should have left");
            Ok(())
        }
        Way::SentTwice => {
            let body = world.create_and_call_body(tenant, &prompt);
            let send = async || {
                let request = world.http.post(world.url("/api/jobs/create-and-call"));
                World::send(request.bearer_auth(&tenant.key).header("idempotency-key", &prompt).json(&body))
                    .await
            };
            let (one, other) = tokio::join!(send(), send());
            ensure!([one?.status, other?.status].contains(&200), "neither was answered");
            Ok(())
        }
        Way::ClosedWhileCalling => {
            let job = world.open_job(tenant).await?;
            let prompt = format!("[[latency_ms=50]] {prompt}");
            let (called, closed) =
                tokio::join!(world.call(tenant, &job, &prompt), world.complete(tenant, &job, "failed"));
            // Whichever came first: the call was answered before the job was closed, or refused because it was.
            ensure!([200, 409].contains(&called?.status) && [200, 409].contains(&closed?.status));
            Ok(())
        }
    }
}

/// What the provider has read and written for a call, counted from the request and not by the code under test.
fn tokens_of(call: &RecordedCall) -> anyhow::Result<u64> {
    let messages = call.body["messages"].as_array().context("no messages")?;
    let texts: Vec<&str> = messages.iter().filter_map(|message| message["content"].as_str()).collect();
    let tools: u64 = call.body["tools"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|tool| {
            let function = &tool["function"];
            let text = |name: &str| function[name].as_str().unwrap_or_default().to_owned();
            count_tool_tokens(&text("name"), &text("description"), &function["parameters"])
        })
        .sum();
    let asked = texts.last().context("no text")?;
    let echoed = asked.rsplit("]]").next().unwrap_or(asked).trim_start();
    let answer = format!("Echo: {echoed}");
    Ok(count_prompt_tokens(texts.iter().copied()) + tools + count_tokens(&answer))
}
