//! Cloudflare's own runtime on this machine: one `wrangler dev` with all functions, the front door first, bound to each
//! other as they are when deployed.

mod local_config;
mod settings_file;

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, ensure};

use super::RunningOptions;
use crate::build;
use crate::checkout::Checkout;
use crate::function::Function;
use crate::node::NodeTools;
use crate::ports::free_port;
use crate::runtime::Runtime;

/// How wrangler is started.
#[derive(Debug)]
pub(super) struct Wrangler {
    node: NodeTools,
    configs: Vec<PathBuf>,
    folder: PathBuf,
}

impl Wrangler {
    /// Writes the configurations of all functions that [`build`](crate::build) has made.
    pub(super) fn prepare(checkout: &Checkout, node: &NodeTools, options: &RunningOptions) -> Result<Self> {
        let mut functions = Function::all();
        functions.retain(|function| function.is_compiled_for(Runtime::Cloudflare));
        build::ensure_app(checkout)?;
        functions.sort_by_key(|function| (!function.is_front_door(), function.name().to_owned()));
        ensure!(functions.first().is_some_and(Function::is_front_door), "there is no function front-door");
        let configs = functions
            .iter()
            .map(|function| {
                let entry_point = build::folder(checkout, Runtime::Cloudflare, function).join("index.js");
                ensure!(entry_point.is_file(), "{} is not built: run `cargo xtask build`", function.name());
                local_config::write(checkout, function, options, &entry_point)
            })
            .collect::<Result<_>>()?;
        Ok(Self { node: node.clone(), configs, folder: options.folder.clone() })
    }

    /// The command that serves on a port until it is ended.
    pub(super) fn command(&self, port: u16) -> Result<Command> {
        let mut command = self.node.script("wrangler/bin/wrangler.js");
        command.arg("dev").current_dir(&self.folder);
        for config in &self.configs {
            command.arg("--config").arg(config);
        }
        command.arg("--persist-to").arg(self.folder.join("runtime"));
        command.args(["--ip", "127.0.0.1", "--port", &port.to_string()]);
        command.args(["--inspector-port", &free_port()?.to_string(), "--show-interactive-dev-session=false"]);
        // They would override the configured addresses.
        command.env_remove("CLOUDFLARE_HYPERDRIVE_LOCAL_CONNECTION_STRING_DB");
        command.env_remove("CLOUDFLARE_HYPERDRIVE_LOCAL_CONNECTION_STRING_DB_READ");
        // Quiet, and without a network.
        command.env("CI", "1").env("NO_COLOR", "1");
        command.env("WRANGLER_SEND_METRICS", "false").env("CLOUDFLARE_CF_FETCH_ENABLED", "false");
        // Several of these may run beside each other: nothing outside the folder is shared.
        command.env("XDG_CONFIG_HOME", self.folder.join("wrangler"));
        command.env("WRANGLER_REGISTRY_PATH", self.folder.join("wrangler/registry"));
        command.env("WRANGLER_LOG_PATH", self.folder.join("wrangler/logs"));
        Ok(command)
    }
}
