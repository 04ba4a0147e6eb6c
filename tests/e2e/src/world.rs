//! The running system, and how tests talk to it.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use api::ids::{CredentialId, OrganizationId};
use api::provider::Provider;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use simulator::RecordedCall;
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;
use stack::audit::{Finding, audit};
use stack::database::DatabaseUrl;
use stack::node::NodeTools;
use stack::running::Running;
use stack::running::plain_worker::PlainWorker;
use stack::{Checkout, Foundation, Runtime, Stack, StackOptions, sql_functions, story};
use tokio::sync::RwLock;
use uuid::Uuid;
use vault::{SealContext, Secret};

use crate::Tenant;
use crate::described;
use crate::relay::Relay;

/// The system under test: functions on the real runtime, PostgreSQL behind a relay, and the provider simulator.
pub struct World {
    /// A client that follows no proxy of the environment.
    pub http: reqwest::Client,
    /// The database, past the relay.
    pub database: PgPool,
    /// What runs the functions.
    pub runtime: Runtime,
    /// The relay between the functions and the database.
    pub relay: Relay,
    /// What scripts send as `X-Admin-Key`.
    pub admin_key: String,
    /// What operators' access tokens are signed with.
    pub token_secret: String,
    base_url: String,
    stack: RwLock<Option<Stack>>,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: reqwest::header::HeaderMap,
    /// The body as it came.
    pub raw: String,
    /// The body as JSON, null if it is none.
    pub body: Value,
}

impl World {
    /// The deployment's own key for OpenAI.
    pub const FALLBACK_KEY: &'static str = "sk-deployments-own-key";

    /// The origin whose pages may use the API.
    pub const ALLOWED_ORIGIN: &'static str = "https://admin.north.example";

    /// How long a provider may be silent in mid-stream.
    pub const STREAM_IDLE_TIMEOUT: Duration = Duration::from_secs(4);

    /// Starts everything, with the functions in the runtime that `TOLLGATE_RUNTIME` names; in Workers if it names none.
    /// The functions must have been built for it.
    ///
    /// # Errors
    /// When something does not come up.
    pub async fn start() -> anyhow::Result<Self> {
        Self::start_in(Self::wanted_runtime()?).await
    }

    /// The runtime that `TOLLGATE_RUNTIME` names; Workers if it names none.
    ///
    /// # Errors
    /// When there is no such runtime.
    pub fn wanted_runtime() -> anyhow::Result<Runtime> {
        Ok(Self::named_runtime()?.unwrap_or(Runtime::Cloudflare))
    }

    /// The runtime that `TOLLGATE_RUNTIME` names; all if it names none.
    ///
    /// # Errors
    /// When there is no such runtime.
    pub fn wanted_runtimes() -> anyhow::Result<Vec<Runtime>> {
        Ok(Self::named_runtime()?.map_or_else(|| Runtime::ALL.to_vec(), |runtime| vec![runtime]))
    }

    fn named_runtime() -> anyhow::Result<Option<Runtime>> {
        let Ok(name) = std::env::var("TOLLGATE_RUNTIME") else { return Ok(None) };
        Runtime::named(&name).with_context(|| format!("no runtime {name:?}")).map(Some)
    }

    /// The same in a given runtime.
    ///
    /// # Errors
    /// When something does not come up.
    pub async fn start_in(runtime: Runtime) -> anyhow::Result<Self> {
        let checkout = Checkout::find()?;
        let node = NodeTools::ready(&checkout)?;
        let options = StackOptions::test(&checkout, &format!("e2e-{}", runtime.name()))?.in_runtime(runtime);
        let mut foundation = Foundation::lay(&checkout, &node, options).await?;
        let openai = format!("{}/v1", foundation.simulator().base_url(simulator::Provider::OpenAi));
        foundation.set("OPENAI_API_KEY", Self::FALLBACK_KEY);
        foundation.set("OPENAI_BASE_URL", &openai);
        foundation.set("TOLLGATE_CORS_ORIGINS", &format!("http://localhost:3002, {}", Self::ALLOWED_ORIGIN));
        foundation.set("STREAM_IDLE_TIMEOUT_SECONDS", &Self::STREAM_IDLE_TIMEOUT.as_secs().to_string());
        let (database_url, functions_url) = (foundation.database().clone(), foundation.pooled_database()?);
        let addresses = reqwest::Url::parse(functions_url.as_str())?.socket_addrs(|| Some(5432))?;
        let relay = Relay::start(*addresses.first().context("the database server has no address")?).await?;
        let database = World::connect(&database_url, 20).await?;
        let stack = foundation.raise_over(functions_url.with_address(relay.address())?).await?;
        let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(60)).build()?;
        let (base_url, secrets) = (stack.base_url(), stack.foundation().secrets());
        let (admin_key, token_secret) = (secrets.admin_key().to_owned(), secrets.token_secret().to_owned());
        let stack = RwLock::new(Some(stack));
        Ok(Self { http, database, runtime, relay, admin_key, token_secret, base_url, stack })
    }

    /// Stops everything.
    pub async fn stop(&self) {
        self.database.close().await;
        drop(self.stack.write().await.take());
    }

    /// Does something with the running stack.
    ///
    /// # Errors
    /// When it has been stopped.
    pub async fn with_stack<T>(&self, work: impl FnOnce(&Stack) -> T) -> anyhow::Result<T> {
        self.stack.read().await.as_ref().map(work).context("the stack is stopped")
    }

    /// The audit finds no breach in the books.
    ///
    /// # Errors
    /// When it finds one, or the database does not answer.
    pub async fn check_books(&self) -> anyhow::Result<()> {
        let database = self.with_stack(|stack| stack.foundation().database().clone()).await?;
        let findings = audit(&mut database.connect().await?).await?;
        let broken: Vec<String> =
            findings.into_iter().filter(Finding::is_breach).map(|finding| finding.invariant.name).collect();
        anyhow::ensure!(broken.is_empty(), "{}: {broken:?}", self.runtime.name());
        Ok(())
    }

    /// Tells the story of a quarter in the database, so that pages have something to show.
    ///
    /// # Errors
    /// When it cannot be told.
    pub async fn tell_story(&self, checkout: &Checkout) -> anyhow::Result<()> {
        let stack = self.stack.read().await;
        let foundation = stack.as_ref().context("the stack is stopped")?.foundation();
        let simulator = foundation.simulator().root_url();
        story::tell(checkout, foundation.database(), foundation.secrets(), &simulator, story::CALLS).await?;
        Ok(())
    }

    /// Kills the functions and their runtime, as a crash would, and starts them again at the same address.
    ///
    /// # Errors
    /// When they do not come up.
    pub async fn crash_functions(&self) -> anyhow::Result<()> {
        let mut stack = self.stack.write().await;
        let functions = stack.as_mut().context("the stack is stopped")?.functions_mut();
        functions.kill();
        functions.restart().await
    }

    /// Connections to a database, which find its newest SQL functions by their bare names.
    ///
    /// # Errors
    /// When it is not reached.
    pub async fn connect(database: &DatabaseUrl, most: u32) -> anyhow::Result<PgPool> {
        let mut connection = database.connect().await?;
        let schema: String = sql_functions::newest(&mut connection).await?;
        let database = database.searching(&["public", &schema]);
        Ok(PgPoolOptions::new().max_connections(most).connect(database.as_str()).await?)
    }

    /// Kills the database server, as a crash would, and starts it again at the same address after `down`. Says no where the
    /// server is not ours.
    ///
    /// # Errors
    /// When it does not come up.
    pub async fn crash_database(&self, down: Duration) -> anyhow::Result<bool> {
        let mut stack = self.stack.write().await;
        let foundation = stack.as_mut().context("the stack is stopped")?.foundation_mut();
        let Some(postgres) = foundation.postgres_mut() else { return Ok(false) };
        postgres.kill();
        tokio::time::sleep(down).await;
        postgres.restart().await?;
        Ok(true)
    }

    /// Starts another set of functions beside the first, set up differently: other settings, another database.
    ///
    /// # Errors
    /// When they do not come up.
    pub async fn more_functions(
        &self,
        name: &str,
        database: Option<DatabaseUrl>,
        settings: BTreeMap<String, String>,
    ) -> anyhow::Result<Running> {
        let stack = self.stack.read().await;
        let foundation = stack.as_ref().context("the stack is stopped")?.foundation();
        let database = match database {
            Some(database) => database,
            None => foundation.pooled_database()?,
        };
        foundation.functions(name, &database, &settings).await
    }

    /// Starts another set of functions with a database of their own, that may hold so many connections to it at once, or any number,
    /// where the runtime pools them (Spin).
    ///
    /// # Errors
    /// When they do not come up.
    pub async fn functions_with_connections(
        &self,
        name: &str,
        database: &DatabaseUrl,
        max_connections: Option<usize>,
    ) -> anyhow::Result<Running> {
        let stack = self.stack.read().await;
        let foundation = stack.as_ref().context("the stack is stopped")?.foundation();
        foundation.functions_with_connections(name, database, &BTreeMap::new(), max_connections).await
    }

    /// Starts one function, built for Workers, without anything between it and its clients.
    ///
    /// # Errors
    /// When it does not come up.
    pub async fn plain_worker(&self, name: &str, function: &str) -> anyhow::Result<PlainWorker> {
        let stack = self.stack.read().await;
        stack.as_ref().context("the stack is stopped")?.foundation().plain_worker(name, function).await
    }

    /// The address of a path.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base_url)
    }

    /// Sends a request and reads the whole answer.
    ///
    /// # Errors
    /// When there is none, or one that the API's description does not have.
    pub async fn send(request: RequestBuilder) -> anyhow::Result<Answer> {
        let (client, request) = request.build_split();
        let request = request?;
        let (method, path) = (request.method().clone(), request.url().path().to_owned());
        let response = client.execute(request).await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let raw = response.text().await?;
        let body = serde_json::from_str(&raw).unwrap_or(Value::Null);
        let answer = Answer { status, headers, raw, body };
        described::check(method.as_str(), &path, &answer)?;
        Ok(answer)
    }

    /// A GET without a key.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn get(&self, path: &str) -> anyhow::Result<Answer> {
        Self::send(self.http.get(self.url(path))).await
    }

    /// A POST of JSON without a key, from an address of its own: failed logins are counted by address.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn post_anonymously(&self, path: &str, body: &Value) -> anyhow::Result<Answer> {
        let address = std::net::Ipv4Addr::from(rand::random::<u32>()).to_string();
        Self::send(self.http.post(self.url(path)).header("cf-connecting-ip", address).json(body)).await
    }

    /// A POST of JSON with a virtual key or access token.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn post(&self, key: &str, path: &str, body: &Value) -> anyhow::Result<Answer> {
        Self::send(self.http.post(self.url(path)).bearer_auth(key).json(body)).await
    }

    /// A POST of any text with a virtual key.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn post_text(&self, key: &str, path: &str, body: &str) -> anyhow::Result<Answer> {
        Self::send(self.http.post(self.url(path)).bearer_auth(key).body(body.to_owned())).await
    }

    /// A request with the admin key; a null body is none.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn operate(&self, method: Method, path: &str, body: &Value) -> anyhow::Result<Answer> {
        let request = self.http.request(method, self.url(path)).header("x-admin-key", &self.admin_key);
        Self::send(if body.is_null() { request } else { request.json(body) }).await
    }

    /// A GET with a virtual key or access token.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn get_with(&self, key: &str, path: &str) -> anyhow::Result<Answer> {
        Self::send(self.http.get(self.url(path)).bearer_auth(key)).await
    }

    /// Opens a job and gives back its id.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn open_job(&self, tenant: &Tenant) -> anyhow::Result<String> {
        let request = json!({"team_id": tenant.team_id, "job_type": "test"});
        let answer = self.post(&tenant.key, "/api/jobs/create", &request).await?;
        answer.expect(200)?;
        Ok(answer.text("job_id")?.to_owned())
    }

    /// One call of a job. The team's id goes along as a system message, so that teams can be told apart in the provider's log.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn call(&self, tenant: &Tenant, job_id: &str, prompt: &str) -> anyhow::Result<Answer> {
        self.post(&tenant.key, &format!("/api/jobs/{job_id}/llm-call"), &self.call_body(tenant, prompt)).await
    }

    /// The body of a call.
    #[must_use]
    pub fn call_body(&self, tenant: &Tenant, prompt: &str) -> Value {
        json!({"model": tenant.alias, "messages": messages(tenant, prompt)})
    }

    /// The body of a create-and-call.
    #[must_use]
    pub fn create_and_call_body(&self, tenant: &Tenant, prompt: &str) -> Value {
        json!({"team_id": tenant.team_id, "job_type": "test", "model": tenant.alias, "messages": messages(tenant, prompt)})
    }

    /// A job with one call.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn create_and_call(&self, tenant: &Tenant, prompt: &str) -> anyhow::Result<Answer> {
        self.post(&tenant.key, "/api/jobs/create-and-call", &self.create_and_call_body(tenant, prompt)).await
    }

    /// Closes a job.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn complete(&self, tenant: &Tenant, job_id: &str, status: &str) -> anyhow::Result<Answer> {
        self.post(&tenant.key, &format!("/api/jobs/{job_id}/complete"), &json!({"status": status})).await
    }

    /// The calls that have reached the provider for a team, or with another text in their body.
    ///
    /// # Errors
    /// When the stack is stopped.
    pub async fn provider_calls(&self, team_id: &str) -> anyhow::Result<Vec<RecordedCall>> {
        let calls = self.with_stack(|stack| stack.foundation().simulator().requests()).await?;
        Ok(calls.into_iter().filter(|call| call.body.to_string().contains(team_id)).collect())
    }

    /// Waits until so many calls of a team have reached the provider.
    ///
    /// # Errors
    /// When they have not within ten seconds.
    pub async fn until_provider_calls(&self, team_id: &str, count: usize) -> anyhow::Result<()> {
        for _ in 0..500 {
            if self.provider_calls(team_id).await?.len() >= count {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        bail!("the provider was not called {count} times")
    }

    /// Gives a tenant's organization a provider key of its own that reaches the simulator.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn store_credential(
        &self,
        tenant: &Tenant,
        provider: &str,
        key: &str,
        priority: i32,
    ) -> anyhow::Result<Uuid> {
        let simulated = match provider {
            "openai" => (simulator::Provider::OpenAi, "/v1"),
            "fireworks" => (simulator::Provider::Fireworks, "/inference/v1"),
            "anthropic" => (simulator::Provider::Anthropic, ""),
            "gemini" => (simulator::Provider::Gemini, ""),
            other => bail!("no simulated provider {other}"),
        };
        let base = self.with_stack(|stack| stack.foundation().simulator().base_url(simulated.0)).await?;
        self.store_credential_at(tenant, provider, key, priority, &format!("{base}{}", simulated.1)).await
    }

    /// The same at another address.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn store_credential_at(
        &self,
        tenant: &Tenant,
        provider: &str,
        key: &str,
        priority: i32,
        api_base: &str,
    ) -> anyhow::Result<Uuid> {
        let organization_id: OrganizationId = tenant.organization_id.parse()?;
        let credential_id: Uuid = sqlx::query_scalar("SELECT new_uuid()").fetch_one(&self.database).await?;
        let provider_name: Provider = serde_json::from_value(json!(provider))?;
        let context = SealContext {
            organization_id: &organization_id,
            provider: provider_name,
            credential_id: CredentialId(credential_id),
            api_base: Some(api_base),
        };
        let sealed = self
            .with_stack(|stack| {
                let keyring = stack.foundation().secrets().keyring();
                keyring.seal(&Secret::new(key.to_owned()), &context, rand::random())
            })
            .await??;
        sqlx::query(
            "INSERT INTO provider_credentials
                (credential_id, organization_id, provider, credential_name, sealed_key, api_base, priority)
             VALUES ($1, $2, $3::provider, 'test', $4, $5, $6)",
        )
        .bind(credential_id)
        .bind(&tenant.organization_id)
        .bind(provider)
        .bind(sealed)
        .bind(api_base)
        .bind(priority)
        .execute(&self.database)
        .await?;
        Ok(credential_id)
    }
}

/// Whether a call that the provider received was sent with this key.
#[must_use]
pub fn was_sent_with(call: &RecordedCall, key: &str) -> bool {
    use std::fmt::Write as _;
    let hash = Sha256::digest(key.as_bytes());
    let hex = hash.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    call.api_key_sha256 == hex
}

fn messages(tenant: &Tenant, prompt: &str) -> Value {
    json!([{"role": "system", "content": tenant.team_id}, {"role": "user", "content": prompt}])
}

impl Answer {
    /// Expects a status.
    ///
    /// # Errors
    /// If the status differs; with the whole answer.
    pub fn expect(&self, status: u16) -> anyhow::Result<()> {
        ensure!(self.status == status, "expected {status}, got {}: {}", self.status, self.raw);
        Ok(())
    }

    /// The code of an error, in our form or in that of OpenAI's API; empty where there is none.
    #[must_use]
    pub fn code(&self) -> &str {
        let body = self.body.get("error").filter(|error| error.is_object()).unwrap_or(&self.body);
        body["code"].as_str().unwrap_or_default()
    }

    /// Expects an error body.
    ///
    /// # Errors
    /// When it is something else.
    pub fn expect_error(&self, status: u16, code: &str) -> anyhow::Result<()> {
        self.expect(status)?;
        ensure!(self.body["code"] == code, "expected {code}: {}", self.raw);
        let detail = &self.body["detail"];
        ensure!(detail.is_string() || detail.is_array(), "no detail: {}", self.raw);
        Ok(())
    }

    /// The places of the fields that a 422 names, each as JSON text: `["body","messages",0,"role"]`.
    #[must_use]
    pub fn places(&self) -> Vec<String> {
        self.body["detail"].as_array().into_iter().flatten().map(|field| field["loc"].to_string()).collect()
    }

    /// A text of the body.
    ///
    /// # Errors
    /// When it is not there.
    pub fn text(&self, field: &str) -> anyhow::Result<&str> {
        self.body[field].as_str().with_context(|| format!("no {field}: {}", self.raw))
    }
}
