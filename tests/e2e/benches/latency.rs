//! What Tollgate adds to a call: its latency over that of the provider simulator alone, measured side by side in one run; of a
//! whole answer, of a stream's first byte, and of its end. And what the first request to a function takes over those after it.
//! On every runtime, or on that of `TOLLGATE_RUNTIME`.
//!
//! `cargo xtask bench` builds the functions as they are deployed and runs this. Numbers are reported, never judged.

use std::time::{Duration, Instant};

use anyhow::Context;
use futures_util::StreamExt;
use reqwest::RequestBuilder;
use serde_json::json;
use stack::Runtime;
use tollgate_e2e::timing::{Times, answered, ms};
use tollgate_e2e::{Tenant, TenantOptions, World};

/// How often each is measured.
const SAMPLES: usize = 100;
/// What a provider takes to begin, in milliseconds.
const PROVIDER_LATENCIES_MS: [u64; 3] = [0, 50, 300];

fn main() -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut starts = Vec::new();
        let runtimes = World::wanted_runtimes()?;
        for &runtime in &runtimes {
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
        print_side_by_side(&runtimes, &starts);
        Ok(())
    })
}

/// How long a function takes, in milliseconds.
struct Start {
    function: &'static str,
    first: f64,
    then: f64,
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
        starts.push(Start {
            function: route.function().name(),
            first: ms(first),
            then: times.quantile_ms(50),
        });
    }
    Ok(starts)
}

/// A column for each runtime.
fn print_side_by_side(runtimes: &[Runtime], all: &[Vec<Start>]) {
    println!("\n=== a request that is refused at once (ms)");
    print!("{:>30}", "function");
    for runtime in runtimes {
        print!(" {:>17} {:>7}", format!("{} first", runtime.name()), "then");
    }
    println!();
    for (number, start) in all.first().into_iter().flatten().enumerate() {
        print!("{:>30}", start.function);
        for start in all.iter().filter_map(|starts| starts.get(number)) {
            print!(" {:>17.1} {:>7.1}", start.first, start.then);
        }
        println!();
    }
}

async fn measure(world: &World) -> anyhow::Result<()> {
    let options = TenantOptions { credits: 1_000_000, ..TenantOptions::default() };
    let tenant = Tenant::create(&world.database, &options).await?;
    let openai = world
        .with_stack(|stack| stack.foundation().simulator().base_url(simulator::Provider::OpenAi))
        .await?;
    println!("{SAMPLES} samples of each, interleaved (ms)");
    println!(
        "{:>14} {:>14} {:>10} {:>8} {:>12} {:>8} {:>10} {:>6}",
        "what", "provider takes", "direct p50", "p95", "Tollgate p50", "p95", "added p50", "ratio"
    );
    for latency in PROVIDER_LATENCIES_MS {
        let prompt = format!("[[latency_ms={latency}]] How long does this take?");
        let directly = |stream: bool| {
            let mut body = json!({"model": "gpt-4o-mini", "messages": [{"role": "user", "content": prompt}]});
            if stream {
                body["stream"] = true.into();
                body["stream_options"] = json!({"include_usage": true});
            }
            world.http.post(format!("{openai}/v1/chat/completions")).bearer_auth("sk-direct").json(&body)
        };
        let (mut whole, mut first, mut end) =
            (Comparison::default(), Comparison::default(), Comparison::default());
        for sample in 0..SAMPLES + 5 {
            let direct = answered(directly(false)).await?;
            let body = world.create_and_call_body(&tenant, &prompt);
            let path = world.url("/api/jobs/create-and-call");
            let through = answered(world.http.post(path).bearer_auth(&tenant.key).json(&body)).await?;
            let direct_stream = streamed(directly(true)).await?;
            let through_stream = streamed(world.create_and_call_stream(&tenant, &prompt)).await?;
            // The first few warm both up.
            if sample >= 5 {
                whole.add(direct, through);
                first.add(direct_stream.first, through_stream.first);
                end.add(direct_stream.end, through_stream.end);
            }
        }
        whole.print("whole answer", latency);
        first.print("first byte", latency);
        end.print("end of stream", latency);
    }
    Ok(())
}

/// Times of the same, without Tollgate and through it.
#[derive(Default)]
struct Comparison {
    direct: Times,
    through: Times,
}

impl Comparison {
    fn add(&mut self, direct: Duration, through: Duration) {
        self.direct.0.push(direct);
        self.through.0.push(through);
    }

    fn print(&self, what: &str, latency: u64) {
        let [direct, direct_95] = [50, 95].map(|of_hundred| self.direct.quantile_ms(of_hundred));
        let [through, through_95] = [50, 95].map(|of_hundred| self.through.quantile_ms(of_hundred));
        println!(
            "{what:>14} {latency:>14} {direct:>10.1} {direct_95:>8.1} {through:>12.1} {through_95:>8.1} {:>10.1} {:>6.2}",
            through - direct,
            through / direct,
        );
    }
}

/// How long a stream takes.
struct StreamTimes {
    first: Duration,
    end: Duration,
}

async fn streamed(request: RequestBuilder) -> anyhow::Result<StreamTimes> {
    let began = Instant::now();
    let response = request.send().await?.error_for_status()?;
    let mut body = response.bytes_stream();
    body.next().await.context("an empty stream")??;
    let first = began.elapsed();
    while let Some(piece) = body.next().await {
        piece?;
    }
    Ok(StreamTimes { first, end: began.elapsed() })
}
