//! An application: its components, compiled, and the routes to them.

use std::collections::BTreeMap;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context as TaskContext, Poll};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use tokio::sync::Semaphore;
use tokio::time::Sleep;
use wasmtime::component::{Component, GuestTaskId, Linker};
use wasmtime::{Cache, CacheConfig, Config, Engine, Store, StoreContextMut};
use wasmtime_wasi_http::handler::{
    HandlerState, Instance as Worker, Proxy, ProxyHandler, ShouldAccept, ViewFn, WorkerExpiration,
    WorkerState, WorkerStatus,
};
use wasmtime_wasi_http::p3::WasiHttpView;
use wasmtime_wasi_http::p3::bindings::ServicePre;

use crate::allowed_hosts::AllowedHosts;
use crate::instance::{ComponentConfig, Instance, add_to_linker};
use crate::manifest::{self, Manifest};
use crate::outbound_http;
use crate::postgres::Pools;
use crate::router::Router;
use crate::runtime_config::RuntimeConfig;
use crate::variables::{self, Values};

/// How many requests an instance serves at once, as in Spin.
const CONCURRENT_REQUESTS: usize = 16;
/// How many requests an instance serves before it is replaced, as in Spin.
const REQUESTS: usize = 128;
/// How long an instance without a request is kept.
const IDLE: Duration = Duration::from_secs(1);

/// How often compiling says how far it is.
const PROGRESS: Duration = Duration::from_secs(5);

/// The ways to the components.
pub type Application = Router<ProxyHandler<ServedComponent>>;

/// Reads a manifest and compiles its components.
///
/// # Errors
/// If something of the manifest, a variable or a component is not as it should be.
pub fn load(path: &Path, config: &RuntimeConfig) -> Result<Application> {
    let start = Instant::now();
    let manifest = manifest::read(path)?;
    let values = variables::of_application(&manifest.variables, |name| std::env::var(name).ok())?;
    let engine = engine()?;
    let mut linker = Linker::new(&engine);
    add_to_linker(&mut linker)?;
    let handlers = handlers(&manifest, folder_of(path), &values, config, &engine, &linker)?;
    let mut routes = Vec::new();
    for trigger in manifest.trigger.http {
        let handler = handlers.get(&trigger.component).cloned();
        let handler = handler.with_context(|| format!("{} leads to no component", trigger.route))?;
        routes.push((trigger.route, handler));
    }
    eprintln!("{} components loaded in {:.1} s", handlers.len(), start.elapsed().as_secs_f32());
    Router::new(routes)
}

/// Compiles the components of a manifest.
///
/// # Errors
/// If one is not there or cannot be compiled.
pub fn compile(path: &Path) -> Result<()> {
    let engine = engine()?;
    let components = manifest::read(path)?.component;
    let (all, mut told) = (components.len(), Instant::now());
    for (number, (name, component)) in components.into_iter().enumerate() {
        Component::from_file(&engine, folder_of(path).join(&component.source))
            .map_err(anyhow::Error::from)
            .with_context(|| format!("the component {name}"))?;
        if told.elapsed() > PROGRESS {
            told = Instant::now();
            eprintln!("compiled {} of {all} components", number + 1);
        }
    }
    Ok(())
}

fn folder_of(manifest: &Path) -> &Path {
    manifest.parent().unwrap_or(Path::new("."))
}

/// What is compiled is kept beside this program, for the next time that it starts.
fn engine() -> Result<Engine> {
    let mut cache = CacheConfig::new();
    cache.with_directory(std::env::current_exe()?.with_extension("cache"));
    let mut config = Config::new();
    config.wasm_component_model_async(true).cache(Some(Cache::new(cache)?));
    Ok(Engine::new(&config)?)
}

fn handlers(
    manifest: &Manifest,
    folder: &Path,
    values: &Values,
    runtime: &RuntimeConfig,
    engine: &Engine,
    linker: &Linker<Instance>,
) -> Result<BTreeMap<String, ProxyHandler<ServedComponent>>> {
    let key_value = Arc::default();
    let http_client = outbound_http::client();
    let permits = runtime.outbound_pg.max_connections.map(|most| Arc::new(Semaphore::new(most)));
    let mut handlers = BTreeMap::new();
    for (name, component) in &manifest.component {
        let expand = |template: &String| variables::expand(template, values);
        let load = || -> Result<_> {
            let hosts = component.allowed_outbound_hosts.iter().map(expand).collect::<Result<Vec<_>>>()?;
            let variables =
                component.variables.iter().map(|(name, value)| Ok((name.clone(), expand(value)?)));
            let config = ComponentConfig {
                name: name.clone(),
                variables: variables.collect::<Result<_>>()?,
                allowed_hosts: AllowedHosts::parse(&hosts)?,
                pools: Pools::new(permits.clone()),
                http_client: http_client.clone(),
                key_value_stores: component.key_value_stores.clone(),
                key_value: Arc::clone(&key_value),
                max_memory: runtime.max_instance_memory.unwrap_or(usize::MAX),
            };
            let component = Component::from_file(engine, folder.join(&component.source))?;
            let service = ServicePre::new(linker.instantiate_pre(&component)?)?;
            Ok(ProxyHandler::new(ServedComponent { config: Arc::new(config), service }))
        };
        handlers.insert(name.clone(), load().with_context(|| format!("the component {name}"))?);
    }
    Ok(handlers)
}

/// A component that is served.
pub struct ServedComponent {
    config: Arc<ComponentConfig>,
    service: ServicePre<Instance>,
}

impl HandlerState for ServedComponent {
    type StoreData = Instance;
    type WorkerExpiration = Idleness;
    type WorkerState = Sharing;

    async fn instantiate(&self) -> wasmtime::Result<Worker<Instance, Idleness, Sharing>> {
        let mut store = Store::new(self.service.engine(), Instance::new(self.config.clone()));
        store.limiter(Instance::limits);
        let proxy = Proxy::P3(self.service.instantiate_async(&mut store).await?);
        Ok(Worker {
            store,
            proxy,
            view: ViewFn::P3(Instance::http),
            expiration: Idleness(Box::pin(tokio::time::sleep(IDLE))),
            state: Sharing { component: self.config.name.clone() },
        })
    }
}

/// Ends an instance that has nothing to do. What it does after its responses is something to do.
pub struct Idleness(Pin<Box<Sleep>>);

impl WorkerExpiration for Idleness {
    fn poll(
        mut self: Pin<&mut Self>,
        cx: &mut TaskContext<'_>,
        status: WorkerStatus,
        since: Instant,
    ) -> Poll<()> {
        if status != WorkerStatus::Idle {
            return Poll::Pending;
        }
        self.0.as_mut().reset((since + IDLE).into());
        self.0.as_mut().poll(cx)
    }
}

/// How the requests share an instance.
pub struct Sharing {
    component: String,
}

impl WorkerState for Sharing {
    type StoreData = Instance;
    type RequestId = ();

    fn should_accept_request(&self, concurrent: usize, total: usize) -> ShouldAccept {
        match (concurrent, total) {
            (_, REQUESTS..) => ShouldAccept::Never,
            (CONCURRENT_REQUESTS.., _) => ShouldAccept::No,
            _ => ShouldAccept::Yes,
        }
    }

    fn on_request_start(
        &self,
        _: StoreContextMut<'_, Instance>,
        (): (),
        _: GuestTaskId,
    ) -> Pin<Box<dyn Future<Output = ()> + Send + Sync>> {
        // There is no limit to a request's time.
        Box::pin(std::future::pending())
    }

    fn drop(&self, _: Store<Instance>, outcome: wasmtime::Result<()>) {
        if let Err(error) = outcome {
            eprintln!("an instance of {} ended: {error:?}", self.component);
        }
    }
}
