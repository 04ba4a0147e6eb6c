//! Streams: every answer arrives as it is made, and every token is counted, however the stream ends.

use std::sync::Arc;
use std::time::Duration;

use anyhow::ensure;
use tollgate_e2e::stream::{hang_up_after, read};
use tollgate_e2e::{Tenant, TenantOptions, World, books};

use crate::trial::Outcome;

crate::trials![
    a_stream_arrives_as_it_is_made_in_openais_form,
    a_stream_is_charged_like_the_same_answer_given_whole,
    create_and_call_stream_completes_its_job_and_charges_after_the_end,
    what_goes_wrong_before_the_first_event_is_an_error_with_a_status,
    a_passing_fault_before_the_first_event_is_tried_again,
    a_stream_that_breaks_off_ends_in_an_error_chunk_and_is_charged_by_estimate,
    a_provider_that_falls_silent_is_given_up_after_the_idle_timeout,
    a_client_that_hangs_up_is_charged_once_for_what_the_provider_counted,
    what_a_hung_up_client_is_not_waited_for_is_charged_by_estimate,
    a_stream_without_usage_is_charged_by_estimate,
];

async fn tenant(world: &World) -> anyhow::Result<Tenant> {
    Tenant::create(&world.database, &TenantOptions::default()).await
}

async fn a_stream_arrives_as_it_is_made_in_openais_form(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let job = world.open_job(&tenant).await?;
    let stream =
        read(world.call_stream(&tenant, &job, "[[chunk_ms=150]] one two three four five six seven")).await?;
    let stream = stream.stream()?;
    stream.check_shape(&tenant.alias)?;
    ensure!(stream.content() == "Echo: one two three four five six seven", "{}", stream.raw);
    ensure!(stream.header("x-job-id")? == job, "{:?}", stream.headers);
    ensure!(stream.last()?["tollgate"]["call_id"] == stream.header("x-call-id")?, "{}", stream.raw);
    ensure!(!stream.raw.contains("gpt-4o") && !stream.raw.contains("chatcmpl-AI"), "leaks: {}", stream.raw);
    let last = stream.chunks.last().map(|(_, time)| *time).unwrap_or_default();
    ensure!(last - stream.first_byte >= Duration::from_millis(400), "all came at once, after {last:?}");
    let call = books::settled_call(&world.database, stream.header("x-call-id")?).await?;
    ensure!(call["status"] == "succeeded" && call["estimated"] == false, "{call}");
    let number = |field: &str| call[field].as_str().and_then(|text| text.parse::<u64>().ok()).unwrap_or(0);
    ensure!(number("time_to_first_token_ms") + 300 < number("latency_ms"), "{call}");
    Ok(())
}

async fn a_stream_is_charged_like_the_same_answer_given_whole(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let job = world.open_job(&tenant).await?;
    let prompt = "[[words=40]] the same either way";
    let whole = world.call(&tenant, &job, prompt).await?;
    whole.expect(200)?;
    let stream = read(world.call_stream(&tenant, &job, prompt)).await?.stream()?;
    ensure!(stream.content() == whole.body["response"]["content"], "{}", stream.raw);
    ensure!(stream.last()?["usage"] == whole.body["usage"], "{}", stream.raw);
    let one = books::settled_call(&world.database, whole.text("call_id")?).await?;
    let other = books::settled_call(&world.database, stream.header("x-call-id")?).await?;
    for field in ["prompt_tokens", "completion_tokens", "client_cost_usd", "provider_cost_usd"] {
        ensure!(one[field] == other[field], "{field}: {} is not {}", one[field], other[field]);
    }
    Ok(())
}

async fn create_and_call_stream_completes_its_job_and_charges_after_the_end(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let stream = read(world.create_and_call_stream(&tenant, "hello")).await?.stream()?;
    stream.check_shape(&tenant.alias)?;
    books::settled_call(&world.database, stream.header("x-call-id")?).await?;
    let job = books::row(&world.database, "jobs", "job_id", stream.header("x-job-id")?).await?;
    ensure!(job["status"] == "completed" && job["credits_charged"] == "1", "{job}");
    books::assert_balanced(&world.database, &tenant.team_id).await
}

async fn what_goes_wrong_before_the_first_event_is_an_error_with_a_status(world: Arc<World>) -> Outcome {
    let cases = [
        ("[[status=500]]", 502, "provider_error"),
        ("[[status=429 retry_after=1]]", 429, "provider_rate_limited"),
        ("[[status=400]]", 502, "provider_bad_request"),
        ("[[html]]", 502, "provider_bad_response"),
    ];
    for (fault, status, code) in cases {
        let tenant = tenant(&world).await?;
        let answer = read(world.create_and_call_stream(&tenant, &format!("{fault} hi"))).await?.other()?;
        answer.expect_error(status, code)?;
        let call = books::settled_call(&world.database, answer.text("call_id")?).await?;
        ensure!(
            call["status"] == "failed" && call["error_code"] == code && call["client_cost_usd"] == "0",
            "{call}"
        );
        let job = books::row(&world.database, "jobs", "job_id", answer.text("job_id")?).await?;
        ensure!(job["status"] == "failed" && job["credits_charged"] == "0", "{job}");
        books::assert_balanced(&world.database, &tenant.team_id).await?;
    }
    let broke =
        Tenant::create(&world.database, &TenantOptions { credits: 0, ..TenantOptions::default() }).await?;
    let refused = read(world.create_and_call_stream(&broke, "hi")).await?.other()?;
    refused.expect_error(402, "insufficient_credits")
}

async fn a_passing_fault_before_the_first_event_is_tried_again(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let prompt = format!("[[fail_first=2 status=503 key={}]] hi", tenant.team_id);
    let stream = read(world.create_and_call_stream(&tenant, &prompt)).await?.stream()?;
    ensure!(stream.content() == "Echo: hi", "{}", stream.raw);
    let call = books::settled_call(&world.database, stream.header("x-call-id")?).await?;
    ensure!(call["attempts"].as_array().map(Vec::len) == Some(3), "{call}");
    Ok(())
}

async fn a_stream_that_breaks_off_ends_in_an_error_chunk_and_is_charged_by_estimate(
    world: Arc<World>,
) -> Outcome {
    for fault in ["[[words=30]][[cut_after=8]]", "[[words=30]][[error_after=8]]"] {
        let tenant = tenant(&world).await?;
        let job = world.open_job(&tenant).await?;
        let stream = read(world.call_stream(&tenant, &job, &format!("{fault} hi"))).await?.stream()?;
        let last = stream.last()?;
        ensure!(
            last["error"].is_string() && last["code"] == "provider_error" && stream.is_done,
            "{}",
            stream.raw
        );
        ensure!(!stream.content().is_empty(), "{}", stream.raw);
        let call = books::settled_call(&world.database, stream.header("x-call-id")?).await?;
        ensure!(call["status"] == "failed" && call["error_code"] == "provider_error", "{call}");
        ensure!(call["estimated"] == true && call["completion_tokens"] != "0", "{call}");
        ensure!(call["client_cost_usd"] != "0", "{call}");
        let row = books::row(&world.database, "jobs", "job_id", &job).await?;
        ensure!(row["status"] == "in_progress", "{row}");
        world.complete(&tenant, &job, "completed").await?.expect(200)?;
        books::assert_balanced(&world.database, &tenant.team_id).await?;
    }
    Ok(())
}

async fn a_provider_that_falls_silent_is_given_up_after_the_idle_timeout(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let stream =
        read(world.create_and_call_stream(&tenant, "[[words=30]][[stall_after=5]] hi")).await?.stream()?;
    ensure!(stream.last()?["code"] == "provider_timeout" && stream.is_done, "{}", stream.raw);
    let waited = stream.chunks.last().map(|(_, time)| *time).unwrap_or_default();
    ensure!(waited >= World::STREAM_IDLE_TIMEOUT, "given up after {waited:?}");
    let call = books::settled_call(&world.database, stream.header("x-call-id")?).await?;
    ensure!(call["status"] == "failed" && call["estimated"] == true, "{call}");
    let job = books::row(&world.database, "jobs", "job_id", stream.header("x-job-id")?).await?;
    ensure!(job["status"] == "failed", "{job}");
    books::assert_balanced(&world.database, &tenant.team_id).await
}

async fn a_client_that_hangs_up_is_charged_once_for_what_the_provider_counted(world: Arc<World>) -> Outcome {
    for single in [true, false] {
        let options = TenantOptions {
            budget_mode: "consumption_usd",
            credits_per_dollar: "1000000",
            credits: 10_000_000,
            ..TenantOptions::default()
        };
        let tenant = Tenant::create(&world.database, &options).await?;
        let job = world.open_job(&tenant).await?;
        let whole = world.call(&tenant, &job, "[[words=40]][[chunk_ms=50]] go on").await?;
        let prompt = "[[words=40]][[chunk_ms=50]] go on";
        let request = if single {
            world.create_and_call_stream(&tenant, prompt)
        } else {
            world.call_stream(&tenant, &job, prompt)
        };
        let headers = hang_up_after(request, "\"content\":\"").await?;
        let call_id = headers.get("x-call-id").and_then(|id| id.to_str().ok()).unwrap_or("none");
        let call = books::settled_call(&world.database, call_id).await?;
        ensure!(call["status"] == "succeeded" && call["estimated"] == false, "{call}");
        let counted = &whole.body["usage"]["completion_tokens"];
        ensure!(call["completion_tokens"] == books::exactly(counted), "{call} is not {counted}");
        let ledger = books::rows(&world.database, "credit_transactions", "call_id", call_id).await?;
        ensure!(ledger.len() == 1, "{ledger:?}");
        books::assert_balanced(&world.database, &tenant.team_id).await?;
    }
    Ok(())
}

async fn what_a_hung_up_client_is_not_waited_for_is_charged_by_estimate(world: Arc<World>) -> Outcome {
    // A minute of answer: longer than a runtime lets work run after the client has gone.
    let tenant = tenant(&world).await?;
    let request = world.create_and_call_stream(&tenant, "[[words=600]][[chunk_ms=100]] go on and on");
    let headers = hang_up_after(request, "\"content\":\"").await?;
    let call_id = headers.get("x-call-id").and_then(|id| id.to_str().ok()).unwrap_or("none");
    let call = books::settled_within(&world.database, call_id, 40).await?;
    ensure!(call["error_code"] == "client_closed" && call["estimated"] == true, "{call}");
    let tokens = call["completion_tokens"].as_str().and_then(|text| text.parse::<u32>().ok()).unwrap_or(0);
    ensure!((50..600).contains(&tokens), "{call}");
    let job = books::row(&world.database, "jobs", "job_id", call["job_id"].as_str().unwrap_or("")).await?;
    ensure!(job["status"] == "completed" && job["credits_charged"] == "1", "{job}");
    books::assert_balanced(&world.database, &tenant.team_id).await
}

async fn a_stream_without_usage_is_charged_by_estimate(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let stream = read(world.create_and_call_stream(&tenant, "[[no_usage]] hello there")).await?.stream()?;
    stream.check_shape(&tenant.alias)?;
    let call = books::settled_call(&world.database, stream.header("x-call-id")?).await?;
    ensure!(
        call["status"] == "succeeded" && call["estimated"] == true && call["completion_tokens"] != "0",
        "{call}"
    );
    Ok(())
}
