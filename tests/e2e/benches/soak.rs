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

    use anyhow::Context;
    use futures_util::StreamExt;
    use rand::Rng;
    use reqwest::{Method, RequestBuilder};
    use serde_json::{Value, json};
    use stack::Runtime;
    use stack::running::plain_worker::PlainWorker;
    use tollgate_e2e::process_usage::{GroupUsage, megabytes, usage};
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

    const CALL: &str = "job-create-and-call";
    const STREAM: &str = "job-create-and-call-stream";
    /// The functions that the load is for.
    const FUNCTIONS: [&str; 6] = [CALL, STREAM, "job-create", "job-llm-call", "job-complete", "jobs"];

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

    /// What the load is sent to. On Workers each function has a `workerd` of its own: `wrangler dev` keeps memory itself.
    struct Target {
        world: World,
        tenant: Tenant,
        workers: BTreeMap<&'static str, PlainWorker>,
    }

    impl Target {
        async fn new(runtime: Runtime) -> anyhow::Result<Self> {
            let world = World::start_in(runtime).await?;
            let options = TenantOptions {
                credits: 1_000_000_000,
                budget_mode: "consumption_usd",
                ..TenantOptions::default()
            };
            let tenant = Tenant::create(&world.database, &options).await?;
            let mut workers = BTreeMap::new();
            if runtime == Runtime::Cloudflare {
                for function in FUNCTIONS {
                    workers
                        .insert(function, world.plain_worker(&format!("soak-{function}"), function).await?);
                }
            }
            Ok(Self { world, tenant, workers })
        }

        /// A request to a function.
        fn request(&self, function: &str, method: Method, path: &str) -> RequestBuilder {
            let base_url =
                self.workers.get(function).map_or_else(|| self.world.url(""), PlainWorker::base_url);
            self.world.http.request(method, format!("{base_url}{path}"))
        }

        /// A team's POST.
        async fn post(&self, function: &str, path: &str, body: &Value) -> anyhow::Result<(u16, Value)> {
            self.send(self.request(function, Method::POST, path).json(body)).await
        }

        /// Sends a team's request. Returns the status and the body, null if that is no JSON.
        async fn send(&self, request: RequestBuilder) -> anyhow::Result<(u16, Value)> {
            let response = request.bearer_auth(&self.tenant.key).send().await?;
            let status = response.status().as_u16();
            Ok((status, serde_json::from_slice(&response.bytes().await?).unwrap_or_default()))
        }

        /// What the functions take now, all together.
        async fn usage(&self) -> anyhow::Result<GroupUsage> {
            let leaders: Vec<u32> = if self.workers.is_empty() {
                self.world.with_stack(|stack| stack.functions().pid()).await?.into_iter().collect()
            } else {
                self.workers.values().map(PlainWorker::pid).collect()
            };
            let mut total = GroupUsage::default();
            for leader in leaders {
                let used = usage(leader, None)?;
                total.resident_bytes += used.resident_bytes;
                total.processor += used.processor;
            }
            Ok(total)
        }
    }

    async fn soak(runtime: Runtime, minutes: u64) -> anyhow::Result<()> {
        let target = Arc::new(Target::new(runtime).await?);
        let answers = Answers::default();
        let end = Instant::now() + Duration::from_secs(minutes * 60);
        let lanes: Vec<_> = (0..LANES)
            .map(|_| {
                let (target, answers) = (target.clone(), answers.clone());
                tokio::spawn(async move {
                    while Instant::now() < end {
                        let status = step(&target).await.unwrap_or(0);
                        if let Ok(mut answers) = answers.lock() {
                            *answers.entry(status).or_default() += 1;
                        }
                        tokio::time::sleep(PAUSE).await;
                    }
                })
            })
            .collect();
        let mut memory = Vec::new();
        for minute in 1..=minutes {
            tokio::time::sleep_until((end - Duration::from_secs((minutes - minute) * 60)).into()).await;
            let used = target.usage().await?;
            memory.push(used.resident_bytes);
            let counted = answers.lock().map(|answers| format!("{answers:?}")).unwrap_or_default();
            println!(
                "{:10} minute {minute:3}: {:7.1} MB, {:7.1} CPU s, answers by status {counted}",
                runtime.name(),
                megabytes(used.resident_bytes),
                used.processor.as_secs_f64()
            );
            if minute % CRASH_EVERY == 0 && minute < minutes {
                target.world.crash_database(Duration::from_secs(3)).await?;
            }
        }
        for lane in lanes {
            lane.await?;
        }
        report(&target.world, &memory).await?;
        target.world.stop().await;
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
        world.check_books().await?;
        println!("{:10} the books are right", world.runtime.name());
        Ok(())
    }

    /// One request or a few, of a kind that is drawn. Returns the last one's status.
    async fn step(target: &Target) -> anyhow::Result<u16> {
        let (kind, fault, words) = {
            let mut random = rand::rng();
            (
                random.random_range(0..10),
                FAULTS[random.random_range(0..FAULTS.len())],
                random.random_range(1..400),
            )
        };
        let prompt = format!("[[words={words}]] Tell me something.");
        let (team, alias) = (&target.tenant.team_id, &target.tenant.alias);
        let messages = |prompt: &str| json!([{"role": "user", "content": prompt}]);
        let whole = |prompt: &str| json!({"team_id": team, "job_type": "soak", "model": alias, "messages": messages(prompt)});
        let (status, _) = match kind {
            0..=2 => target.post(CALL, "/api/jobs/create-and-call", &whole(&prompt)).await?,
            3 => target.post(CALL, "/api/jobs/create-and-call", &whole(fault)).await?,
            4 => {
                let job = json!({"team_id": team, "job_type": "soak"});
                let (_, made) = target.post("job-create", "/api/jobs/create", &job).await?;
                let path = format!("/api/jobs/{}", made["job_id"].as_str().unwrap_or_default());
                let call = json!({"model": alias, "messages": messages(&prompt)});
                target.post("job-llm-call", &format!("{path}/llm-call"), &call).await?;
                target
                    .post("job-complete", &format!("{path}/complete"), &json!({"status": "completed"}))
                    .await?
            }
            5 => return stream(target, &whole(&prompt), usize::MAX).await,
            6 => return stream(target, &whole(fault), usize::MAX).await,
            // The client leaves after a few slices.
            7 => return stream(target, &whole(&format!("[[chunk_ms=20]] {prompt}")), 3).await,
            8 => {
                let wrong = json!({"team_id": 7, "messages": vec![json!({"role": ""}); 500]});
                target.post(CALL, "/api/jobs/create-and-call", &wrong).await?
            }
            _ => {
                let list = target.request("jobs", Method::GET, &format!("/api/teams/{team}/jobs?limit=50"));
                target.send(list).await?
            }
        };
        Ok(status)
    }

    /// A streamed call, of whose answer so many slices are read.
    async fn stream(target: &Target, body: &Value, slices: usize) -> anyhow::Result<u16> {
        let request = target.request(STREAM, Method::POST, "/api/jobs/create-and-call-stream");
        let response = request.bearer_auth(&target.tenant.key).json(body).send().await?;
        let status = response.status().as_u16();
        let mut body = response.bytes_stream().take(slices);
        while let Some(slice) = body.next().await {
            slice?;
        }
        Ok(status)
    }
}
