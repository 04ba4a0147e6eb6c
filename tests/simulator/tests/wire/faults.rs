//! Faults, hang-ups, the log and the control routes: the same machinery for every provider.

use std::time::{Duration, Instant};

use futures_util::StreamExt;
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tollgate_simulator::{Outcome, Provider, RecordedCall, Simulator};

use crate::calling::{KEY, answer, events, eventually, header, openai, parse, say, say_streamed, simulator};

#[tokio::test]
async fn a_status_comes_with_the_provider_s_error_and_its_retry_after() {
    let simulator = simulator().await;
    let response = openai(&simulator, &say("[[status=429 retry_after=2]]")).send().await.unwrap();
    assert_eq!(response.status(), 429);
    assert_eq!(header(&response, "retry-after"), "2");
    let body: Value = response.json().await.unwrap();
    assert_eq!(body["error"]["code"], "rate_limit_exceeded");
    for status in [500, 503] {
        let request = openai(&simulator, &say_streamed(&format!("[[status={status}]]")));
        let (found, body) = answer(request).await;
        assert_eq!((found, body["error"]["type"].as_str()), (status, Some("server_error")));
    }
    assert!(simulator.requests().iter().all(|call| call.outcome == Outcome::Faulted));
}

#[tokio::test]
async fn the_first_calls_of_a_key_fail_and_the_next_is_answered() {
    let simulator = simulator().await;
    let mut statuses = Vec::new();
    for key in ["a", "a", "b", "a", "b", "b"] {
        let text = format!("[[fail_first=2 status=503 key={key}]] hello");
        statuses.push(answer(openai(&simulator, &say(&text))).await.0);
    }
    assert_eq!(statuses, [503, 503, 503, 200, 503, 200]);
    simulator.clear();
    assert_eq!(answer(openai(&simulator, &say("[[fail_first=1 status=503 key=a]]"))).await.0, 503);
}

#[tokio::test]
async fn a_fault_can_be_bound_to_a_credential_or_a_model() {
    let simulator = simulator().await;
    let text = "[[credential_fault=first status=401]] [[model_fault=mini status=503]]";
    let call = async |key: &str, model: &str| {
        let mut body = say(text);
        body["model"] = model.into();
        let url = format!("{}/v1/chat/completions", simulator.base_url(Provider::OpenAi));
        answer(reqwest::Client::new().post(url).bearer_auth(key).json(&body)).await.0
    };
    assert_eq!(call("sk-first", "gpt-4o").await, 401);
    assert_eq!(call("sk-second", "gpt-4o-mini").await, 503);
    assert_eq!(call("sk-second", "gpt-4o").await, 200);
}

#[tokio::test]
async fn an_unknown_directive_is_a_400_that_names_it() {
    let simulator = simulator().await;
    for text in ["[[wrods=3]]", "[[error_after=1]] without a stream", "[[tool_calls=1]] without tools"] {
        let (status, body) = answer(openai(&simulator, &say(text))).await;
        assert_eq!(status, 400);
        assert!(body["error"]["message"].as_str().unwrap().starts_with("simulator directive: "), "{body}");
    }
    let (status, _) = answer(openai(&simulator, &say_streamed("[[cut_after=99]] too short"))).await;
    assert_eq!(status, 400);
    assert!(simulator.requests().iter().all(|call| call.outcome == Outcome::Refused));
}

#[tokio::test]
async fn html_and_broken_json_come_with_status_200() {
    let simulator = simulator().await;
    for body in [say("[[html]]"), say_streamed("[[html]]")] {
        let response = openai(&simulator, &body).send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert!(header(&response, "content-type").starts_with("text/html"));
        assert!(response.text().await.unwrap().starts_with("<!DOCTYPE html>"));
    }
    let response = openai(&simulator, &say("[[malformed]]")).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert!(serde_json::from_str::<Value>(&response.text().await.unwrap()).is_err());
    let stream = events(openai(&simulator, &say_streamed("[[malformed]]"))).await;
    assert!(serde_json::from_str::<Value>(&stream[1].data).is_err());
    assert!(serde_json::from_str::<Value>(&stream[2].data).is_ok());
}

/// Reads a stream to its end, whichever that is: what came, and whether the end was sound.
async fn drain(simulator: &Simulator, body: &Value) -> (String, bool) {
    let response = openai(simulator, body).send().await.unwrap();
    let mut stream = response.bytes_stream();
    let mut bytes = Vec::new();
    while let Some(part) = stream.next().await {
        match part {
            Ok(part) => bytes.extend_from_slice(&part),
            Err(_) => return (String::from_utf8(bytes).unwrap(), false),
        }
    }
    (String::from_utf8(bytes).unwrap(), true)
}

#[tokio::test]
async fn a_cut_closes_the_connection_after_so_many_events() {
    let simulator = simulator().await;
    for count in [0, 3, 4] {
        simulator.clear();
        let (text, sound) =
            drain(&simulator, &say_streamed(&format!("[[cut_after={count} ]] [[words=9]]"))).await;
        assert!(!sound);
        assert_eq!(parse(&text).len(), count);
        let call = &simulator.requests()[0];
        assert_eq!((call.events_sent, call.outcome), (count as u64, Outcome::Faulted));
        assert!(!call.client_hung_up);
    }
    let (text, sound) = drain(&simulator, &say("[[cut_after=1]]")).await;
    assert!(!sound && text.starts_with('{'), "a whole answer is cut in its middle: {text}");
}

#[tokio::test]
async fn an_error_event_ends_a_stream() {
    let simulator = simulator().await;
    let (text, sound) = drain(&simulator, &say_streamed("[[error_after=3]] [[words=9]]")).await;
    let events = parse(&text);
    assert!(sound);
    assert_eq!(events.len(), 4);
    assert_eq!(events[3].json()["error"]["type"], "server_error");
}

#[tokio::test]
async fn latency_comes_before_the_head_and_pauses_between_events() {
    let simulator = simulator().await;
    let start = now();
    let response = openai(&simulator, &say_streamed("[[latency_ms=120]] [[chunk_ms=30]] [[words=4]]"))
        .send()
        .await
        .unwrap();
    let head = start.elapsed();
    assert!(head >= Duration::from_millis(120), "{head:?}");
    let events = parse(&response.text().await.unwrap()).len();
    let rest = start.elapsed() - head;
    assert!(rest >= Duration::from_millis(25 * (events as u64 - 1)), "{rest:?} for {events} events");
}

fn now() -> Instant {
    Instant::now()
}

/// One request on a connection of its own, read as raw bytes.
async fn raw(simulator: &Simulator, body: &Value) -> TcpStream {
    let body = body.to_string();
    let mut stream = TcpStream::connect(simulator.address()).await.unwrap();
    let request = format!(
        "POST /openai/v1/chat/completions HTTP/1.1\r\nhost: simulator\r\nauthorization: Bearer {KEY}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    stream
}

#[tokio::test]
async fn a_stream_is_split_inside_lines_and_inside_characters() {
    let simulator = simulator().await;
    let mut stream = raw(&simulator, &say_streamed("[[words=40]]")).await;
    let mut reads: Vec<Vec<u8>> = Vec::new();
    let mut buffer = [0; 65536];
    while !reads.concat().ends_with(b"0\r\n\r\n") {
        let count = stream.read(&mut buffer).await.unwrap();
        assert!(count > 0, "the stream ends with its last chunk");
        reads.push(buffer[..count].to_vec());
    }
    let payloads: Vec<String> = chunked(&reads.concat());
    assert!(payloads.iter().any(|part| !part.ends_with("\n\n")), "some chunk ends inside an event");
    assert!(payloads.iter().any(|part| part.matches("data: ").count() == 2), "some chunk has two events");
    assert!(reads.len() > 4, "the parts arrive apart: {} reads", reads.len());
    assert!(reads.iter().any(|read| std::str::from_utf8(read).is_err()), "some read ends inside a character");
}

/// The payloads of an HTTP/1.1 chunked body, invalid UTF-8 replaced.
fn chunked(response: &[u8]) -> Vec<String> {
    let start = response.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
    let mut rest = &response[start..];
    let mut payloads = Vec::new();
    loop {
        let line = rest.windows(2).position(|window| window == b"\r\n").unwrap();
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..line]).unwrap(), 16).unwrap();
        if size == 0 {
            return payloads;
        }
        payloads.push(String::from_utf8_lossy(&rest[line + 2..line + 2 + size]).into_owned());
        rest = &rest[line + 2 + size + 2..];
    }
}

fn hung_up(calls: &[RecordedCall]) -> bool {
    calls.iter().any(|call| call.outcome == Outcome::ClientHungUp)
}

#[tokio::test]
async fn a_hang_up_in_mid_stream_is_noticed_and_the_events_before_it_are_counted() {
    let simulator = simulator().await;
    let mut stream = raw(&simulator, &say_streamed("[[chunk_ms=40]] [[words=100]]")).await;
    let mut text = Vec::new();
    while String::from_utf8_lossy(&text).matches("data: ").count() < 3 {
        let mut buffer = [0; 4096];
        let count = stream.read(&mut buffer).await.unwrap();
        text.extend_from_slice(&buffer[..count]);
    }
    drop(stream);
    let call = eventually(&simulator, hung_up).await.remove(0);
    assert!(call.client_hung_up);
    assert_eq!(call.status, Some(200));
    assert!((3..20).contains(&call.events_sent), "{} events", call.events_sent);
    assert!(call.events_total > 100);
}

#[tokio::test]
async fn a_hang_up_is_noticed_while_nothing_is_sent() {
    for text in ["[[hang]]", "[[latency_ms=60000]]", "[[stall_after=2]] [[words=9]]"] {
        let simulator = simulator().await;
        let stream = raw(&simulator, &say_streamed(text)).await;
        eventually(&simulator, |calls| calls.len() == 1).await;
        tokio::time::sleep(Duration::from_millis(60)).await;
        assert_eq!(simulator.requests()[0].outcome, Outcome::Pending, "{text}");
        drop(stream);
        let call = eventually(&simulator, hung_up).await.remove(0);
        assert_eq!(call.events_sent, if text.contains("stall") { 2 } else { 0 });
    }
}

#[tokio::test]
async fn a_reset_comes_before_any_byte_of_an_answer() {
    let simulator = simulator().await;
    let mut stream = raw(&simulator, &say("[[reset]]")).await;
    let mut buffer = [0; 64];
    let error = stream.read(&mut buffer).await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
    assert_eq!(simulator.requests()[0].outcome, Outcome::Faulted);
}

#[tokio::test]
async fn the_log_tells_what_was_received() {
    let simulator = simulator().await;
    let body = say("hello");
    answer(openai(&simulator, &body)).await;
    assert_eq!(simulator.calls_received(), 1);
    let call = simulator.requests().remove(0);
    assert_eq!(call.provider, Provider::OpenAi);
    assert_eq!(call.path, "/openai/v1/chat/completions");
    assert_eq!((call.model.as_str(), call.streaming), ("gpt-4o-mini", false));
    assert_eq!(call.body, body);
    assert_eq!(call.api_key_hint, "1234");
    assert_eq!((call.status, call.outcome), (Some(200), Outcome::Answered));
    assert!(call.received_at_ms <= call.answered_at_ms.unwrap());
    assert!(call.answered_at_ms <= call.ended_at_ms);
}

#[tokio::test]
async fn the_log_can_be_read_and_cleared_from_another_process() {
    let simulator = simulator().await;
    answer(openai(&simulator, &say("hello"))).await;
    let url = format!("{}/__simulator/requests", simulator.root_url());
    let calls: Vec<RecordedCall> = reqwest::get(&url).await.unwrap().json().await.unwrap();
    assert_eq!(calls, simulator.requests());
    let cleared = reqwest::Client::new().delete(&url).send().await.unwrap();
    assert_eq!(cleared.status(), 204);
    assert_eq!(simulator.calls_received(), 0);
    let health = format!("{}/__simulator/health", simulator.root_url());
    assert_eq!(reqwest::get(health).await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_shutdown_ends_what_hangs_and_frees_the_port() {
    let simulator = simulator().await;
    let address = simulator.address();
    let mut hanging = raw(&simulator, &say("[[hang]]")).await;
    let mut stalled = raw(&simulator, &say_streamed("[[stall_after=1]] [[words=5]]")).await;
    eventually(&simulator, |calls| calls.len() == 2).await;
    simulator.shutdown().await.unwrap();
    let mut rest = Vec::new();
    assert!(hanging.read_to_end(&mut rest).await.is_err() && rest.is_empty());
    let _ = stalled.read_to_end(&mut rest).await;
    assert!(!rest.ends_with(b"0\r\n\r\n"), "a stalled stream is not completed");
    assert!(TcpStream::connect(address).await.is_err());
}
