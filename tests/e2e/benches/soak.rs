//! Mixed load with faults on both runtimes at once, for an hour or `TOLLGATE_SOAK_MINUTES`: the memory of each runtime by the minute,
//! what was answered, and the audit of the books at the end. Numbers are reported, never judged; only wrong books are an error.

#[cfg(target_os = "linux")]
fn main() -> anyhow::Result<()> {
    measured::main()
}

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("memory is read from /proc: this needs Linux");
}

#[cfg(target_os = "linux")]
mod measured {
    use std::collections::BTreeMap;
    use std::sync::{Arc, Mutex};
    use std::time::{Duration, Instant};

    use anyhow::{Context, ensure};
    use futures_util::StreamExt;
    use rand::Rng;
    use reqwest::Method;
    use serde_json::{Value, json};
    use stack::Runtime;
    use stack::audit::audit;
    use tollgate_e2e::process_usage::{megabytes, usage};
    use tollgate_e2e::{Tenant, TenantOptions, World};

    /// Callers at once, for each runtime.
    const LANES: usize = 6;
    /// What a caller waits between two requests.
    const PAUSE: Duration = Duration::from_millis(400);
    /// How often the database is killed and started again.
    const CRASH_EVERY: u64 = 20;

    /// What the simulated provider plays, besides sound answers.
    const FAULTS: [&str; 9] = [
        "[[status=500]]",
        "[[status=429 retry_after=1]]",
        "[[reset]]",
        "[[malformed]]",
        "[[cut_after=3]]",
        "[[error_after=2]]",
        "[[html]]",
        "[[no_usage]]",
        "[[refuse]]",
    ];

    /// How many answers had each status; 0 where there was none.
    type Answers = Arc<Mutex<BTreeMap<u16, u64>>>;

    pub fn main() -> anyhow::Result<()> {
        let minutes = match std::env::var("TOLLGATE_SOAK_MINUTES") {
            Ok(text) => text.parse().context("TOLLGATE_SOAK_MINUTES is no number")?,
            Err(_) => 60,
        };
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(async {
            let soaks = Runtime::ALL.map(|runtime| soak(runtime, minutes));
            for outcome in futures_util::future::join_all(soaks).await {
                outcome?;
            }
            Ok(())
        })
    }

    async fn soak(runtime: Runtime, minutes: u64) -> anyhow::Result<()> {
        let world = Arc::new(World::start_in(runtime).await?);
        let options = TenantOptions {
            credits: 1_000_000_000,
            budget_mode: "consumption_usd",
            ..TenantOptions::default()
        };
        let tenant = Tenant::create(&world.database, &options).await?;
        let answers = Answers::default();
        let end = Instant::now() + Duration::from_secs(minutes * 60);
        let lanes: Vec<_> = (0..LANES)
            .map(|_| {
                let (world, tenant, answers) = (world.clone(), tenant.clone(), answers.clone());
                tokio::spawn(async move {
                    while Instant::now() < end {
                        let status = step(&world, &tenant).await.unwrap_or(0);
                        if let Ok(mut answers) = answers.lock() {
                            *answers.entry(status).or_default() += 1;
                        }
                        tokio::time::sleep(PAUSE).await;
                    }
                })
            })
            .collect();
        let program = match runtime {
            Runtime::Cloudflare => Some("workerd"),
            Runtime::Spin => None,
        };
        let mut memory = Vec::new();
        for minute in 1..=minutes {
            tokio::time::sleep_until((end - Duration::from_secs((minutes - minute) * 60)).into()).await;
            let leader = world.with_stack(|stack| stack.functions().pid()).await?.context("not running")?;
            let used = usage(leader, program)?;
            memory.push(used.resident_bytes);
            let counted = answers.lock().map(|answers| format!("{answers:?}")).unwrap_or_default();
            println!(
                "{:10} minute {minute:3}: {:7.1} MB, {:7.1} CPU s, answers by status {counted}",
                runtime.name(),
                megabytes(used.resident_bytes),
                used.processor.as_secs_f64()
            );
            if minute % CRASH_EVERY == 0 && minute < minutes {
                world.crash_database(Duration::from_secs(3)).await?;
            }
        }
        for lane in lanes {
            lane.await?;
        }
        report(&world, &memory).await?;
        world.stop().await;
        Ok(())
    }

    /// The memory of the last quarter beside that of the second, when everything has started; and whether the books are right.
    async fn report(world: &World, memory: &[u64]) -> anyhow::Result<()> {
        let quarter = (memory.len() / 4).max(1);
        let mean = |part: &[u64]| {
            megabytes(part.iter().sum::<u64>() / u64::try_from(part.len().max(1)).unwrap_or(1))
        };
        let (early, late) = (memory.iter().skip(quarter).take(quarter), memory.iter().rev().take(quarter));
        let (early, late) =
            (mean(&early.copied().collect::<Vec<_>>()), mean(&late.copied().collect::<Vec<_>>()));
        println!(
            "{:10} second quarter {early:.1} MB, last quarter {late:.1} MB: {:.2} times",
            world.runtime.name(),
            late / early
        );
        let mut connection =
            world.with_stack(|stack| stack.foundation().database().clone()).await?.connect().await?;
        let findings = audit(&mut connection).await?;
        let broken: Vec<&str> = findings
            .iter()
            .filter(|finding| finding.is_breach())
            .map(|finding| finding.invariant.name)
            .collect();
        ensure!(broken.is_empty(), "{}: {broken:?}", world.runtime.name());
        println!("{:10} the books are right", world.runtime.name());
        Ok(())
    }

    /// One request or a few, of a kind that is drawn. Returns the last one's status.
    async fn step(world: &World, tenant: &Tenant) -> anyhow::Result<u16> {
        let (kind, fault, words) = {
            let mut random = rand::rng();
            (
                random.random_range(0..10),
                FAULTS[random.random_range(0..FAULTS.len())],
                random.random_range(1..400),
            )
        };
        let prompt = format!("[[words={words}]] Tell me something.");
        let answer = match kind {
            0..=2 => world.create_and_call(tenant, &prompt).await?,
            3 => world.create_and_call(tenant, fault).await?,
            4 => {
                let job = world.open_job(tenant).await?;
                world.call(tenant, &job, &prompt).await?;
                world.complete(tenant, &job, "completed").await?
            }
            5 => return stream(world, tenant, &prompt, usize::MAX).await,
            6 => return stream(world, tenant, fault, usize::MAX).await,
            // The client leaves after a few slices.
            7 => return stream(world, tenant, &format!("[[chunk_ms=20]] {prompt}"), 3).await,
            8 => {
                let wrong = json!({"team_id": 7, "messages": vec![json!({"role": ""}); 500]}).to_string();
                world.post_text(&tenant.key, "/api/jobs/create-and-call", &wrong).await?
            }
            _ => {
                let path = format!("/api/teams/{}/jobs?limit=50", tenant.team_id);
                world.get_with(&tenant.key, &path).await?;
                world.operate(Method::POST, "/api/maintenance/sweep", &Value::Null).await?
            }
        };
        Ok(answer.status)
    }

    /// A streamed call, of whose answer so many slices are read.
    async fn stream(world: &World, tenant: &Tenant, prompt: &str, slices: usize) -> anyhow::Result<u16> {
        let url = world.url("/api/jobs/create-and-call-stream");
        let body = world.create_and_call_body(tenant, prompt);
        let response = world.http.post(url).bearer_auth(&tenant.key).json(&body).send().await?;
        let status = response.status().as_u16();
        let mut body = response.bytes_stream().take(slices);
        while let Some(slice) = body.next().await {
            slice?;
        }
        Ok(status)
    }
}
