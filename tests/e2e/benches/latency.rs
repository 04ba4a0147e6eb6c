//! What Tollgate adds to a call: its latency over that of the provider simulator alone, measured side by side in one run;
//! and what the first request to a function takes over those after it. On every runtime.
//!
//! `cargo xtask bench` builds the functions as they are deployed and runs this. Numbers are reported, never judged.

use std::time::{Duration, Instant};

use anyhow::Context;
use futures_util::StreamExt;
use reqwest::RequestBuilder;
use serde_json::json;
use stack::Runtime;
use tollgate_e2e::{Tenant, TenantOptions, World};

/// How often each is measured.
const SAMPLES: usize = 100;
/// What a provider takes to begin, in milliseconds.
const PROVIDER_LATENCIES_MS: [u64; 3] = [0, 50, 300];

/// Times of one kind of request.
#[derive(Default)]
struct Times(Vec<Duration>);

impl Times {
    fn quantile(&self, of_hundred: usize) -> Duration {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        sorted[(sorted.len() - 1) * of_hundred / 100]
    }
}

fn main() -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut starts = Vec::new();
        for runtime in Runtime::ALL {
            println!("\n=== {}", runtime.name());
            let world = World::start_in(runtime).await?;
            let outcome = async {
                starts.push(cold_starts(&world).await?);
                measure(&world).await
            };
            let outcome = outcome.await;
            world.stop().await;
            outcome?;
        }
        print_side_by_side(&starts);
        Ok(())
    })
}

/// How long a function takes.
struct Start {
    function: &'static str,
    first: Duration,
    then: Duration,
}

/// The first request to each function, and the median of some more. They are refused for want of a key: what is measured is
/// the way to the function and its start. The front door has started already.
async fn cold_starts(world: &World) -> anyhow::Result<Vec<Start>> {
    let mut starts: Vec<Start> = Vec::new();
    for route in api::routes::ROUTES {
        if starts.iter().any(|start| start.function == route.function().name()) {
            continue;
        }
        let segments =
            route.path.split('/').map(|segment| if segment.starts_with('{') { "x" } else { segment });
        let url = world.url(&segments.collect::<Vec<_>>().join("/"));
        let mut times = Times::default();
        for _ in 0..10 {
            let began = Instant::now();
            world.http.request(route.method.as_str().parse()?, &url).send().await?.bytes().await?;
            times.0.push(began.elapsed());
        }
        let first = times.0.remove(0);
        starts.push(Start { function: route.function().name(), first, then: times.quantile(50) });
    }
    Ok(starts)
}

/// A column for each runtime.
fn print_side_by_side(runtimes: &[Vec<Start>]) {
    println!("\n=== a request that is refused at once (ms)");
    print!("{:>30}", "function");
    for runtime in Runtime::ALL {
        print!(" {:>17} {:>7}", format!("{} first", runtime.name()), "then");
    }
    println!();
    for (number, start) in runtimes.first().into_iter().flatten().enumerate() {
        print!("{:>30}", start.function);
        for start in runtimes.iter().filter_map(|starts| starts.get(number)) {
            print!(" {:>17.1} {:>7.1}", ms(start.first), ms(start.then));
        }
        println!();
    }
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

async fn measure(world: &World) -> anyhow::Result<()> {
    let options = TenantOptions { credits: 1_000_000, ..TenantOptions::default() };
    let tenant = Tenant::create(&world.database, &options).await?;
    let openai = world
        .with_stack(|stack| stack.foundation().simulator().base_url(simulator::Provider::OpenAi))
        .await?;
    println!("time to the first byte of a stream, {SAMPLES} samples each, interleaved (ms)");
    println!(
        "{:>18} {:>10} {:>10} {:>10} {:>10} {:>8}",
        "provider takes", "direct p50", "p95", "Tollgate p50", "p95", "ratio"
    );
    for latency in PROVIDER_LATENCIES_MS {
        let prompt = format!("[[latency_ms={latency}]] How long does this take?");
        let (mut direct, mut through) = (Times::default(), Times::default());
        for sample in 0..SAMPLES + 5 {
            let body = json!({
                "model": "gpt-4o-mini", "stream": true, "stream_options": {"include_usage": true},
                "messages": [{"role": "user", "content": prompt}],
            });
            let request =
                world.http.post(format!("{openai}/v1/chat/completions")).bearer_auth("sk-direct").json(&body);
            let one = first_byte(request).await?;
            let other = first_byte(world.create_and_call_stream(&tenant, &prompt)).await?;
            // The first few warm both up.
            if sample >= 5 {
                direct.0.push(one);
                through.0.push(other);
            }
        }
        println!(
            "{:>18} {:>10.1} {:>10.1} {:>12.1} {:>10.1} {:>8.2}",
            latency,
            ms(direct.quantile(50)),
            ms(direct.quantile(95)),
            ms(through.quantile(50)),
            ms(through.quantile(95)),
            ms(through.quantile(50)) / ms(direct.quantile(50)),
        );
    }
    Ok(())
}

/// Sends a request for a stream, and reads it to the end so that nothing of it weighs on the next one.
async fn first_byte(request: RequestBuilder) -> anyhow::Result<Duration> {
    let began = Instant::now();
    let response = request.send().await?.error_for_status()?;
    let mut body = response.bytes_stream();
    body.next().await.context("an empty stream")??;
    let time = began.elapsed();
    while let Some(piece) = body.next().await {
        piece?;
    }
    Ok(time)
}
