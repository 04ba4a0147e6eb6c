//! What a call with its books costs, on each runtime or on that of `TOLLGATE_RUNTIME`: what is added to it, how many a second there are
//! at sixteen callers, of 64 teams and of one; the processor time of the functions' runtime and of PostgreSQL, the versions of rows and the
//! bytes of WAL. Numbers are reported, never judged; only wrong books are an error.
//!
//! On Workers the function has a `workerd` of its own, as wrangler's proxies are not deployed. The pool between it and PostgreSQL runs in
//! this program, as the simulated provider does: neither is counted. PostgreSQL writes nothing through to the disk.

#[cfg(target_os = "linux")]
fn main() -> anyhow::Result<()> {
    measured::main()
}

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("processor time is read from /proc: this needs Linux");
}

#[cfg(target_os = "linux")]
mod measured {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::{Duration, Instant};

    use anyhow::{Context, ensure};
    use reqwest::RequestBuilder;
    use serde_json::json;
    use stack::Runtime;
    use stack::running::plain_worker::PlainWorker;
    use tollgate_e2e::process_usage::{megabytes, server_processor, usage};
    use tollgate_e2e::timing::{Times, answered, ms};
    use tollgate_e2e::{Tenant, TenantOptions, World};

    const FUNCTION: &str = "job-create-and-call";
    const TEAMS: usize = 64;
    /// Calls one after the other, with as many that go to the provider directly between them.
    const SAMPLES: usize = 200;
    /// Calls at sixteen callers.
    const CALLS: usize = 1_200;
    const CALLERS: usize = 16;
    /// What is waited between two calls that are compared, so that settling one does not weigh on the next.
    const PAUSE: Duration = Duration::from_millis(10);

    pub fn main() -> anyhow::Result<()> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(async {
            println!("{TEAMS} teams; {SAMPLES} calls one by one, {CALLS} at {CALLERS} callers; per call where nothing else is said\n");
            println!(
                "{:>10} {:>11} {:>7} {:>8} {:>9} {:>9} {:>12} {:>12} {:>9} {:>7} {:>10}",
                "runtime", "added p50", "p95", "calls/s", "one team", "MiB", "runtime ms", "database ms", "versions", "WAL B", "books"
            );
            for runtime in World::wanted_runtimes()? {
                let bench = Arc::new(Bench::new(runtime).await?);
                let outcome = bench.run().await;
                bench.world.stop().await;
                outcome?;
            }
            Ok(())
        })
    }

    struct Bench {
        world: World,
        tenants: Vec<Tenant>,
        worker: Option<PlainWorker>,
        provider: String,
        /// How many calls were answered.
        answered: AtomicUsize,
    }

    /// What has been taken until a moment.
    struct Taken {
        runtime: Duration,
        database: Duration,
        versions: i64,
        wal_bytes: i64,
    }

    impl Bench {
        async fn new(runtime: Runtime) -> anyhow::Result<Self> {
            let world = World::start_in(runtime).await?;
            let options = TenantOptions { credits: 1_000_000, ..TenantOptions::default() };
            let mut tenants = Vec::new();
            for _ in 0..TEAMS {
                tenants.push(Tenant::create(&world.database, &options).await?);
            }
            let worker = match runtime {
                Runtime::Cloudflare => Some(world.plain_worker("books", FUNCTION).await?),
                Runtime::Spin => None,
            };
            let provider = world
                .with_stack(|stack| stack.foundation().simulator().base_url(simulator::Provider::OpenAi))
                .await?;
            Ok(Self { world, tenants, worker, provider, answered: AtomicUsize::new(0) })
        }

        async fn run(self: &Arc<Self>) -> anyhow::Result<()> {
            self.many(CALLERS * 8, TEAMS).await?;
            let (added, added_95) = self.added().await?;
            let before = self.taken().await?;
            let seconds = self.many(CALLS, TEAMS).await?.as_secs_f64();
            let after = self.taken().await?;
            let of_one = self.many(CALLS / 2, 1).await?.as_secs_f64();
            let calls = f64::from(u32::try_from(CALLS)?);
            let each = |time: Duration| ms(time) / calls;
            let count = |number: i64| f64::from(i32::try_from(number).unwrap_or(i32::MAX)) / calls;
            println!(
                "{:>10} {added:>11.1} {added_95:>7.1} {:>8.0} {:>9.0} {:>9.0} {:>12.2} {:>12.2} {:>9.1} {:>7.0} {:>10}",
                self.world.runtime.name(),
                calls / seconds,
                calls / 2.0 / of_one,
                megabytes(usage(self.leader().await?, None)?.resident_bytes),
                each(after.runtime.saturating_sub(before.runtime)),
                each(after.database.saturating_sub(before.database)),
                count(after.versions - before.versions),
                count(after.wal_bytes - before.wal_bytes),
                self.check_books().await?,
            );
            Ok(())
        }

        fn request(&self, team: usize) -> RequestBuilder {
            let tenant = &self.tenants[team % self.tenants.len()];
            let path = "/api/jobs/create-and-call";
            let url = self
                .worker
                .as_ref()
                .map_or_else(|| self.world.url(path), |worker| format!("{}{path}", worker.base_url()));
            self.world
                .http
                .post(url)
                .bearer_auth(&tenant.key)
                .json(&self.world.create_and_call_body(tenant, "Hello"))
        }

        async fn call(&self, team: usize) -> anyhow::Result<Duration> {
            let time = answered(self.request(team)).await?;
            self.answered.fetch_add(1, Ordering::Relaxed);
            Ok(time)
        }

        /// What is added to a call, at the median and at the 95th percentile, in milliseconds.
        async fn added(&self) -> anyhow::Result<(f64, f64)> {
            let body = json!({"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Hello"}]});
            let url = format!("{}/v1/chat/completions", self.provider);
            let (mut direct, mut through) = (Times::default(), Times::default());
            for sample in 0..SAMPLES {
                direct
                    .0
                    .push(answered(self.world.http.post(&url).bearer_auth("sk-direct").json(&body)).await?);
                tokio::time::sleep(PAUSE).await;
                through.0.push(self.call(sample).await?);
                tokio::time::sleep(PAUSE).await;
            }
            let added = |of_hundred| through.quantile_ms(of_hundred) - direct.quantile_ms(of_hundred);
            Ok((added(50), added(95)))
        }

        /// Makes calls of some of the teams, by all callers at once. Returns how long that took.
        async fn many(self: &Arc<Self>, calls: usize, teams: usize) -> anyhow::Result<Duration> {
            let (next, began) = (Arc::new(AtomicUsize::new(0)), Instant::now());
            let callers: Vec<_> = (0..CALLERS)
                .map(|_| {
                    let (bench, next) = (self.clone(), next.clone());
                    tokio::spawn(async move {
                        loop {
                            let number = next.fetch_add(1, Ordering::Relaxed);
                            if number >= calls {
                                return anyhow::Ok(());
                            }
                            bench.call(number % teams).await?;
                        }
                    })
                })
                .collect();
            for caller in callers {
                caller.await??;
            }
            Ok(began.elapsed())
        }

        async fn leader(&self) -> anyhow::Result<u32> {
            match &self.worker {
                Some(worker) => Ok(worker.pid()),
                None => {
                    self.world.with_stack(|stack| stack.functions().pid()).await?.context("it is stopped")
                }
            }
        }

        async fn taken(&self) -> anyhow::Result<Taken> {
            // What settles after its answer has ended by then, and PostgreSQL's processes have reported what they have written.
            tokio::time::sleep(Duration::from_secs(3)).await;
            let server = self
                .world
                .with_stack(|stack| stack.foundation().postgres().and_then(|server| server.pid()))
                .await?;
            let server = server.context("the database is another machine's")?;
            let (versions, wal_bytes): (i64, i64) = sqlx::query_as(
                "SELECT (SELECT sum(n_tup_ins + n_tup_upd + n_tup_del)::bigint FROM pg_stat_user_tables),
                        (pg_current_wal_insert_lsn() - '0/0')::bigint",
            )
            .fetch_one(&self.world.database)
            .await?;
            Ok(Taken {
                runtime: usage(self.leader().await?, None)?.processor,
                database: server_processor(server)?,
                versions,
                wal_bytes,
            })
        }

        /// The credits used are the calls made, and the audit finds nothing.
        async fn check_books(&self) -> anyhow::Result<&'static str> {
            let teams: Vec<&str> = self.tenants.iter().map(|tenant| tenant.team_id.as_str()).collect();
            let mut sums = (0, 1);
            // The last calls may be settled after their answers.
            for _ in 0..100 {
                sums = sqlx::query_as::<_, (i64, i64)>(
                    "SELECT sum(credits_used)::bigint, sum(credits_held)::bigint FROM team_credits WHERE team_id = ANY ($1)",
                )
                .bind(&teams)
                .fetch_one(&self.world.database)
                .await?;
                if sums.1 == 0 {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            let (used, held) = sums;
            let answered = i64::try_from(self.answered.load(Ordering::Relaxed))?;
            ensure!((used, held) == (answered, 0), "{answered} calls, {used} credits used, {held} held");
            self.world.check_books().await?;
            Ok("right")
        }
    }
}
