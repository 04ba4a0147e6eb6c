//! What an instance of a component carries along: its view of WASI, of HTTP, of its variables, of PostgreSQL and of key-value stores.

use std::sync::Arc;

use wasmtime::component::{HasData, Linker, ResourceTable};
use wasmtime::{ResourceLimiter, StoreLimits, StoreLimitsBuilder};
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};
use wasmtime_wasi_http::WasiHttpCtx;
use wasmtime_wasi_http::p3::{WasiHttpCtxView, WasiHttpView};

use crate::allowed_hosts::AllowedHosts;
use crate::bindings;
use crate::bindings::spin::variables::variables;
use crate::key_value::{KeyValue, KeyValueView, Stores};
use crate::outbound_http::{HttpClient, OutboundHttp};
use crate::postgres::{Pools, Postgres, PostgresView};
use crate::variables::Values;

/// What all instances of a component share.
#[derive(Debug)]
pub struct ComponentConfig {
    /// The component's name.
    pub name: String,
    /// Its variables.
    pub variables: Values,
    /// Where it may connect to.
    pub allowed_hosts: AllowedHosts,
    /// Its connections to databases.
    pub pools: Pools,
    /// What sends its requests, with the connections that all components share.
    pub http_client: HttpClient,
    /// The labels of the key-value stores that it may open.
    pub key_value_stores: Vec<String>,
    /// The key-value stores, which all components share.
    pub key_value: Arc<Stores>,
    /// The most memory that an instance may have, in bytes.
    pub max_memory: usize,
}

/// The data of one instance.
pub struct Instance {
    config: Arc<ComponentConfig>,
    table: ResourceTable,
    wasi: WasiCtx,
    http: WasiHttpCtx,
    outbound: OutboundHttp,
    limits: StoreLimits,
}

impl Instance {
    /// The data of a new instance. What it logs goes where the host's own log goes.
    pub fn new(config: Arc<ComponentConfig>) -> Self {
        Self {
            limits: StoreLimitsBuilder::new().memory_size(config.max_memory).build(),
            outbound: OutboundHttp(config.clone()),
            config,
            table: ResourceTable::new(),
            wasi: WasiCtx::builder().inherit_stdout().inherit_stderr().build(),
            http: WasiHttpCtx::new(),
        }
    }

    /// What it may use.
    pub fn limits(&mut self) -> &mut dyn ResourceLimiter {
        &mut self.limits
    }

    fn postgres(&mut self) -> PostgresView<'_> {
        PostgresView { config: &self.config, table: &mut self.table }
    }

    fn key_value(&mut self) -> KeyValueView<'_> {
        KeyValueView { config: &self.config, table: &mut self.table }
    }

    fn variables(&mut self) -> VariablesView<'_> {
        VariablesView(&self.config)
    }
}

/// Everything that a component can import.
///
/// # Errors
/// If two define the same.
pub fn add_to_linker(linker: &mut Linker<Instance>) -> wasmtime::Result<()> {
    wasmtime_wasi::p2::add_to_linker_async(linker)?;
    wasmtime_wasi::p3::add_to_linker(linker)?;
    wasmtime_wasi_http::p3::add_to_linker(linker)?;
    variables::add_to_linker::<_, Variables>(linker, Instance::variables)?;
    bindings::spin::key_value::key_value::add_to_linker::<_, KeyValue>(linker, Instance::key_value)?;
    bindings::spin::postgres::postgres::add_to_linker::<_, Postgres>(linker, Instance::postgres)
}

impl WasiView for Instance {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}

impl WasiHttpView for Instance {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        WasiHttpCtxView { hooks: &mut self.outbound, table: &mut self.table, ctx: &mut self.http }
    }
}

struct Variables;

/// An instance's way to its variables.
pub struct VariablesView<'a>(&'a ComponentConfig);

impl HasData for Variables {
    type Data<'a> = VariablesView<'a>;
}

impl variables::Host for VariablesView<'_> {}

impl<T: Send> variables::HostWithStore<T> for Variables {
    async fn get(
        accessor: &wasmtime::component::Accessor<T, Self>,
        name: String,
    ) -> Result<String, variables::Error> {
        accessor.with(|mut access| {
            let VariablesView(config) = access.get();
            config.variables.get(&name).cloned().ok_or(variables::Error::Undefined(name))
        })
    }
}
