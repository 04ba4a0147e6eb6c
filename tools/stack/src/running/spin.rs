//! Spin on this machine: the `spin` program where it is on the PATH, and the project's own test host where it is not.
//! Both are given the same manifest, and the same variables in the environment.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use api::provider::Provider;
use url::Url;

use super::RunningOptions;
use crate::build::{self, COMPONENT_FILE};
use crate::checkout::Checkout;
use crate::database::DatabaseUrl;
use crate::function::Function;
use crate::manifests::{self, runtime_config};
use crate::private_file;
use crate::process::{on_path, run, say};
use crate::runtime::Runtime;

/// What names a variable of the application in the environment.
const VARIABLE_PREFIX: &str = "SPIN_VARIABLE_";

/// How Spin is started.
#[derive(Debug)]
pub(super) struct Spin {
    program: PathBuf,
    manifest: PathBuf,
    runtime_config: PathBuf,
    folder: PathBuf,
    variables: Vec<(String, String)>,
}

impl Spin {
    /// Finds the program, or builds the test host that replaces it.
    pub(super) fn prepare(checkout: &Checkout, options: &RunningOptions) -> Result<Self> {
        for function in Function::all() {
            let component = build::folder(checkout, Runtime::Spin, &function).join(COMPONENT_FILE);
            ensure!(
                component.is_file(),
                "{} is not built: run `cargo xtask build --runtime spin`",
                function.name()
            );
        }
        let runtime_config = options.folder.join(runtime_config::FILE);
        private_file::write(&runtime_config, &runtime_config::for_this_machine(options.max_connections))?;
        Ok(Self {
            program: if on_path("spin") { "spin".into() } else { test_host(checkout)? },
            manifest: checkout.root().join(manifests::SPIN_FILE),
            runtime_config,
            folder: options.folder.clone(),
            variables: variables(options)?,
        })
    }

    /// The command that serves on a port until it is ended.
    pub(super) fn command(&self, port: u16) -> Command {
        let mut command = Command::new(&self.program);
        command.arg("up").arg("--from").arg(&self.manifest).current_dir(&self.folder);
        command.args(["--listen", &format!("127.0.0.1:{port}")]);
        command.arg("--runtime-config-file").arg(&self.runtime_config);
        // Several of these may run beside each other: what one keeps is not for the others.
        command.arg("--state-dir").arg(self.folder.join("state"));
        for (name, value) in &self.variables {
            command.env(format!("{VARIABLE_PREFIX}{name}"), value);
        }
        command
    }
}

/// The settings as variables, and the addresses that the manifest lets the functions reach.
fn variables(options: &RunningOptions) -> Result<Vec<(String, String)>> {
    let mut variables: Vec<(String, String)> =
        options.settings.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    variables.push(("DATABASE_URL".to_owned(), options.database.as_str().to_owned()));
    variables.push(("DATABASE_ADDRESS".to_owned(), options.database.address()));
    if let Some(replica) = options.settings.get("DATABASE_READ_URL") {
        let replica: DatabaseUrl = replica.parse()?;
        variables.push(("DATABASE_READ_ADDRESS".to_owned(), replica.address()));
    }
    // As on Workers: tests play clients of several addresses.
    variables.push(("CLIENT_ADDRESS_HEADER".to_owned(), "cf-connecting-ip".to_owned()));
    if options.settings.contains_key("WEBHOOK_PRIVATE_ORIGINS") {
        variables.push(("WEBHOOK_PRIVATE_ORIGIN".to_owned(), "http://127.0.0.1:*".to_owned()));
    }
    for provider in Provider::ALL {
        let name = provider.as_str().to_uppercase();
        let base_url = options.settings.get(&format!("{name}_BASE_URL")).filter(|url| !url.is_empty());
        // Where nothing else is set, the demo's credentials lead to the simulator.
        let origin = origin(base_url.map_or(options.simulator.as_str(), String::as_str))?;
        variables.push((format!("{name}_ORIGIN"), origin));
    }
    Ok(variables)
}

/// The scheme, host and port of a URL.
fn origin(url: &str) -> Result<String> {
    let parsed = Url::parse(url).with_context(|| format!("{url} is not a URL"))?;
    ensure!(parsed.origin().is_tuple(), "{url} has no host");
    Ok(parsed.origin().ascii_serialization())
}

/// Builds the test host and returns where it is.
fn test_host(checkout: &Checkout) -> Result<PathBuf> {
    const PACKAGE: &str = "tollgate-spin-host";
    let host = checkout.target_dir().join("debug").join(PACKAGE);
    if !host.is_file() {
        say("There is no `spin` on the PATH: building the project's own test host in its place, once");
    }
    run(checkout.cargo().args(["build", "--quiet", "--package", PACKAGE]))?;
    ensure!(host.is_file(), "cargo did not make {}", host.display());
    // Compiled components are kept. What has changed is compiled here, where its progress is shown.
    let mut compile = Command::new(&host);
    run(compile.arg("compile").arg("--from").arg(checkout.root().join(manifests::SPIN_FILE)))?;
    Ok(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_has_no_path_and_no_known_port() {
        assert_eq!(origin("http://127.0.0.1:4010/openai/v1").unwrap(), "http://127.0.0.1:4010");
        assert_eq!(origin("https://api.example.com:443/v1").unwrap(), "https://api.example.com");
        assert!(origin("nowhere").is_err() && origin("data:text").is_err());
    }
}
