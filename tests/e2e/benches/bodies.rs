//! What the worst bodies cost that somebody may send: memory, processor time, and the size of the answer, for each route on each
//! runtime. The callers of prompts' routes have no valid key; those of operators' routes have the admin key, because without it no
//! body is read. Numbers are reported, never judged.

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
    use std::time::Duration;

    use api::routes::{Auth, MAX_PROMPT_BODY_BYTES, ROUTES, Route};
    use serde_json::{Value, json};
    use stack::Runtime;
    use tollgate_e2e::World;
    use tollgate_e2e::process_usage::{megabytes, reset_peaks, usage};

    /// One measured request.
    struct Cost {
        route: String,
        body: &'static str,
        sent: usize,
        answered: usize,
        status: u16,
        memory: u64,
        processor: Duration,
    }

    /// A process that serves a function, and where.
    struct Served {
        /// The function, if it is one alone.
        function: Option<&'static str>,
        base_url: String,
        leader: u32,
        /// Ends the process when it is dropped.
        _process: Box<dyn std::any::Any>,
    }

    impl Served {
        fn serves(&self, route: &Route) -> bool {
            self.function.is_none_or(|function| function == route.function().name())
        }
    }

    pub fn main() -> anyhow::Result<()> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(async {
            for runtime in Runtime::ALL {
                let world = World::start_in(runtime).await?;
                let outcome = measure(&world).await;
                world.stop().await;
                print(runtime, &outcome?);
            }
            Ok(())
        })
    }

    async fn measure(world: &World) -> anyhow::Result<Vec<Cost>> {
        let document = openapi::document().map_err(anyhow::Error::msg)?;
        let mut costs = Vec::new();
        // Spin gives each request an instance of its own; a Worker does not give back what one request took.
        let mut served = None;
        for route in ROUTES.iter().filter(|route| !members(&document, route).is_empty()) {
            let limit = route.operation.max_body_bytes();
            let bodies = match limit {
                MAX_PROMPT_BODY_BYTES => prompts(),
                _ => filled(&members(&document, route), limit),
            };
            let mut of_route = Vec::new();
            for (name, body) in bodies {
                let of_one_request = world.runtime == Runtime::Cloudflare && limit == MAX_PROMPT_BODY_BYTES;
                if of_one_request || !served.as_ref().is_some_and(|served: &Served| served.serves(route)) {
                    served = Some(serve(world, route).await?);
                }
                let Some(served) = &served else { continue };
                of_route.push(cost(world, served, route, name, body).await?);
            }
            if limit < MAX_PROMPT_BODY_BYTES {
                // The worst by each measure is enough.
                let worst = |by: fn(&Cost) -> u128| of_route.iter().map(by).max().unwrap_or_default();
                let (memory, time) =
                    (worst(|cost| cost.memory.into()), worst(|cost| cost.processor.as_millis()));
                let mut found = 0;
                of_route.retain(|cost| {
                    let is_worst = u128::from(cost.memory) == memory || cost.processor.as_millis() == time;
                    found += usize::from(is_worst);
                    is_worst && found <= 2
                });
            }
            costs.append(&mut of_route);
        }
        Ok(costs)
    }

    /// The members of a route's body, as the description names them.
    fn members(document: &Value, route: &Route) -> Vec<String> {
        let body = &openapi::lookup::operation_of(document, route)["requestBody"]["content"]["application/json"]
            ["schema"];
        let reference = body["$ref"].as_str().and_then(|reference| document.pointer(reference.get(1..)?));
        reference.unwrap_or(body)["properties"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, _)| name.clone())
            .collect()
    }

    /// A text of about so many bytes that has an item as often as it fits.
    fn list(item: &str, bytes: usize) -> String {
        format!("[{}]", vec![item; bytes / (item.len() + 1)].join(","))
    }

    /// Bodies with something wrong in every member.
    fn filled(members: &[String], limit: usize) -> Vec<(&'static str, String)> {
        let room = limit.saturating_sub(2_000) / members.len() - 40;
        let with = |value: String| {
            let members: Vec<String> = members.iter().map(|name| format!("\"{name}\":{value}")).collect();
            format!("{{{}}}", members.join(","))
        };
        vec![
            ("numbers", with(list("0", room))),
            ("objects", with(list("{}", room))),
            ("lists", with(list("[0]", room))),
            ("texts", with(format!("\"{}\"", "x".repeat(room)))),
        ]
    }

    fn prompts() -> Vec<(&'static str, String)> {
        let room = MAX_PROMPT_BODY_BYTES - 1_000;
        let body = |member: &str, value: &str| {
            format!(r#"{{"team_id": "north", "job_type": "x", "model": "fast", "{member}": {value}}}"#)
        };
        let message = |content: Value| json!([{"role": "user", "content": content}]).to_string();
        let parts = vec![json!({"type": "text", "text": "x"}); 2_000];
        let image = format!("data:image/png;base64,iVBORw0KGgo{}", "A".repeat(room / 2));
        vec![
            ("numbers", body("messages", &list("0", room))),
            ("objects", body("messages", &list("{}", room))),
            ("lists", body("messages", &list("[0]", room))),
            ("wrong messages", body("messages", &list(r#"{"role":""}"#, room))),
            ("many parts", body("messages", &message(json!(parts)))),
            ("an unknown member", body("unknown", &list("{}", room))),
            ("one text", body("messages", &message(json!("x".repeat(room - 200))))),
            (
                "an image",
                body("messages", &message(json!([{"type": "image_url", "image_url": {"url": image}}]))),
            ),
        ]
    }

    /// A fresh process for the function of a route.
    async fn serve(world: &World, route: &Route) -> anyhow::Result<Served> {
        let name = format!("bodies-{:08x}", rand::random::<u32>());
        match world.runtime {
            Runtime::Cloudflare => {
                let worker = world.plain_worker(&name, route.function().name()).await?;
                let (base_url, leader) = (worker.base_url(), worker.pid());
                let function = Some(route.function().name());
                Ok(Served { function, base_url, leader, _process: Box::new(worker) })
            }
            Runtime::Spin => {
                let functions = world.more_functions(&name, None, BTreeMap::new()).await?;
                let leader = functions.pid().ok_or_else(|| anyhow::anyhow!("not running"))?;
                let base_url = functions.base_url();
                Ok(Served { function: None, base_url, leader, _process: Box::new(functions) })
            }
        }
    }

    async fn cost(
        world: &World,
        served: &Served,
        route: &Route,
        name: &'static str,
        body: String,
    ) -> anyhow::Result<Cost> {
        let segments = route.path.split('/').map(|segment| {
            if segment.starts_with('{') { "00000000-0000-7000-8000-000000000000" } else { segment }
        });
        let url = format!("{}{}", served.base_url, segments.collect::<Vec<_>>().join("/"));
        let send = |body: String| {
            let request =
                world.http.request(route.method.as_str().parse().unwrap_or_default(), &url).body(body);
            match route.auth {
                Auth::Open => request,
                Auth::Team => request.bearer_auth("sk-nobodys-key-that-looks-like-one"),
                Auth::Operator(_) | Auth::TeamOrOperator(_) | Auth::SignedIn(_) => {
                    request.header("x-admin-key", &world.admin_key)
                }
            }
        };
        // The function has started, and reached the database, before anything is measured.
        for _ in 0..3 {
            send("{}".to_owned()).send().await?.bytes().await?;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
        reset_peaks(served.leader, None)?;
        let before = usage(served.leader, None)?;
        let sent = body.len();
        let response = send(body).send().await?;
        let status = response.status().as_u16();
        let answered = response.bytes().await?.len();
        let after = usage(served.leader, None)?;
        Ok(Cost {
            route: format!("{} {}", route.method.as_str(), route.path),
            body: name,
            sent,
            answered,
            status,
            memory: after.peak_bytes.saturating_sub(before.resident_bytes),
            processor: after.processor.saturating_sub(before.processor),
        })
    }

    fn print(runtime: Runtime, costs: &[Cost]) {
        println!("\n=== {}: the runtime's whole process, one request each", runtime.name());
        println!(
            "{:44} {:18} {:>7} {:>10} {:>9} {:>9} {:>13} {:>8}",
            "route", "body of", "status", "bytes in", "out", "memory MB", "times the body", "CPU s"
        );
        for cost in costs {
            println!(
                "{:44} {:18} {:>7} {:>10} {:>9} {:>9.1} {:>13.1} {:>8.2}",
                cost.route,
                cost.body,
                cost.status,
                cost.sent,
                cost.answered,
                megabytes(cost.memory),
                megabytes(cost.memory) / megabytes(u64::try_from(cost.sent).unwrap_or(u64::MAX)),
                cost.processor.as_secs_f64()
            );
        }
    }
}
