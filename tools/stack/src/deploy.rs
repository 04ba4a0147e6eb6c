//! Deploying the functions to Cloudflare Workers, in the order in which they need each other: the front door last, for
//! it is bound to all others, and a binding to a Worker that does not exist is refused.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use platform::Setting;
use toml::{Table, Value};

use crate::analytics;
use crate::build;
use crate::checkout::Checkout;
use crate::function::Function;
use crate::manifests::place_assets;
use crate::node::NodeTools;
use crate::process::{run, run_with_input, say};
use crate::runtime::Runtime;

/// Where and how to deploy.
#[derive(Debug, Clone, Default)]
pub struct DeployOptions {
    /// The id of the Hyperdrive configuration; the one in the configurations if none is given.
    pub hyperdrive: Option<String>,
    /// The id of the Hyperdrive configuration of a read replica; reports are read from the database itself if none is given.
    pub hyperdrive_read: Option<String>,
    /// A JSON file with the secrets of the functions. What is not in it stays as it is.
    pub secrets_file: Option<PathBuf>,
    /// The dataset of Workers Analytics Engine that requests are counted in; they are not if none is given.
    pub analytics: Option<String>,
    /// The id of the namespace of Workers KV in which settlements that failed are kept; they are not if none is given.
    pub settlements: Option<String>,
    /// The domain of the front door; its address at workers.dev if none is given.
    pub domain: Option<String>,
    /// Whether to check everything and upload nothing.
    pub dry_run: bool,
}

/// Deploys functions that [`Builder`](crate::build::Builder) has built for release.
///
/// # Errors
/// If wrangler refuses one: those after it are not deployed.
pub fn deploy(
    checkout: &Checkout,
    node: &NodeTools,
    functions: &[Function],
    options: &DeployOptions,
) -> Result<()> {
    let secrets = options.secrets_file.as_deref().map(read_secrets).transpose()?;
    let functions = in_order(functions);
    build::ensure_app(checkout)?;
    for (number, function) in functions.iter().enumerate() {
        say(format!("\n{} of {}: {}", number + 1, functions.len(), function.name()));
        let config = write_config(checkout, function, options)?;
        let mut wrangler = node.script("wrangler/bin/wrangler.js");
        wrangler.arg("deploy").arg("--config").arg(&config).env("WRANGLER_SEND_METRICS", "false");
        if options.dry_run {
            wrangler.arg("--dry-run").arg("--outdir").arg(config.with_file_name("bundle"));
        }
        if let (true, Some(domain)) = (function.is_front_door(), &options.domain) {
            wrangler.args(["--domain", domain]);
        }
        wrangler.current_dir(checkout.root());
        let outcome = match &secrets {
            // Through a pipe: neither a command line nor a file has them, so that nothing is left behind however this ends.
            Some(secrets) => {
                wrangler.args(["--secrets-file", "/dev/stdin"]);
                run_with_input(&mut wrangler, &secrets_of(function, secrets)?)
            }
            None => run(&mut wrangler),
        };
        outcome
            .with_context(|| format!("{} is not deployed, nor is what comes after it", function.name()))?;
    }
    Ok(())
}

fn in_order(functions: &[Function]) -> Vec<&Function> {
    let workers = functions.iter().filter(|function| function.is_compiled_for(Runtime::Cloudflare));
    let mut ordered: Vec<&Function> = workers.collect();
    ordered.sort_by_key(|function| (function.is_front_door(), function.name()));
    ordered
}

/// Values by the names of their settings.
type Secrets = BTreeMap<String, String>;

/// A misspelt secret would be missed only when it is needed.
fn read_secrets(file: &Path) -> Result<Secrets> {
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let secrets: Secrets = serde_json::from_str(&text)
        .with_context(|| format!("{} is not a JSON object of names and texts", file.display()))?;
    for name in secrets.keys() {
        if !Setting::ALL.iter().any(|setting| setting.name() == name) {
            let known: Vec<&str> = Setting::ALL.into_iter().map(Setting::name).collect();
            bail!("{} has {name:?}; there are {}", file.display(), known.join(", "));
        }
    }
    Ok(secrets)
}

/// What a function is given of them, as JSON.
fn secrets_of(function: &Function, secrets: &Secrets) -> Result<String> {
    let given: BTreeMap<&String, &String> = secrets
        .iter()
        .filter(|(name, _)| function.settings().iter().any(|setting| setting.name() == name.as_str()))
        .collect();
    Ok(serde_json::to_string(&given)?)
}

fn write_config(checkout: &Checkout, function: &Function, options: &DeployOptions) -> Result<PathBuf> {
    let kept = checkout.wrangler_config(function);
    let text = std::fs::read_to_string(&kept).with_context(|| format!("cannot read {}", kept.display()))?;
    let entry_point = build::folder(checkout, Runtime::Cloudflare, function).join("index.js");
    ensure!(entry_point.is_file(), "{} is not built", function.name());
    let config = deployable(&text, &entry_point, &build::app_folder(checkout), options)
        .with_context(|| format!("{} cannot be deployed", kept.display()))?;
    let folder = checkout.build_dir().join("deploy").join(function.name());
    std::fs::create_dir_all(&folder)?;
    let path = folder.join("wrangler.toml");
    std::fs::write(&path, config).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(path)
}

/// The configuration as it is kept, for a function that is built already, with the database of this deployment.
fn deployable(kept: &str, entry_point: &Path, files: &Path, options: &DeployOptions) -> Result<String> {
    let mut config: Table = kept.parse()?;
    let entry_point = entry_point.to_str().context("the checkout's path is not UTF-8")?;
    config.insert("main".to_owned(), Value::from(entry_point));
    config.remove("build");
    place_assets(&mut config, files)?;
    if let Some(bindings) = config.get_mut("hyperdrive").and_then(Value::as_array_mut) {
        for binding in bindings.iter_mut().filter_map(Value::as_table_mut) {
            let is_database = binding.get("binding").and_then(Value::as_str) == Some("DB");
            if let (true, Some(id)) = (is_database, &options.hyperdrive) {
                binding.insert("id".to_owned(), Value::from(id.as_str()));
            }
            let id = binding.get("id").and_then(Value::as_str).unwrap_or_default();
            ensure!(
                options.dry_run || id.bytes().any(|byte| byte != b'0'),
                "there is no id of a Hyperdrive configuration: give it with --hyperdrive"
            );
        }
        if let Some(id) = &options.hyperdrive_read {
            let replica = [("binding", "DB_READ"), ("id", id)];
            let replica = replica.map(|(name, value)| (name.to_owned(), Value::from(value)));
            bindings.push(Table::from_iter(replica).into());
        }
    }
    match (config.get_mut("kv_namespaces"), &options.settlements) {
        (Some(namespaces), Some(id)) => {
            for binding in namespaces.as_array_mut().into_iter().flatten().filter_map(Value::as_table_mut) {
                binding.insert("id".to_owned(), Value::from(id.as_str()));
            }
        }
        (_, None) => {
            config.remove("kv_namespaces");
        }
        (None, Some(_)) => {}
    }
    if let Some(dataset) = &options.analytics {
        analytics::bind(&mut config, dataset);
    }
    Ok(config.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEPT: &str = "name = \"tollgate-job-create\"\nmain = \"../../build/job-create/index.js\"\n\
        [build]\ncommand = \"cargo\"\n[[hyperdrive]]\nbinding = \"DB\"\nid = \"00000000\"\n\
        [[kv_namespaces]]\nbinding = \"SETTLEMENTS\"\nid = \"00000000\"\n\
        [triggers]\ncrons = [\"*/5 * * * *\"]\n";

    #[test]
    fn the_front_door_comes_after_everything_that_it_is_bound_to() {
        let functions = Function::all();
        let ordered = in_order(&functions);
        assert_eq!(
            ordered.len(),
            functions.len() - 1,
            "the dashboard's files are uploaded with the front door"
        );
        assert!(ordered.last().unwrap().is_front_door());
    }

    #[test]
    fn a_deployment_has_its_own_database_and_keeps_the_rest() {
        let options = DeployOptions {
            hyperdrive: Some("abc1".to_owned()),
            hyperdrive_read: Some("def2".to_owned()),
            analytics: Some("tollgate".to_owned()),
            settlements: Some("fed3".to_owned()),
            ..DeployOptions::default()
        };
        let config: Table = deployable(KEPT, Path::new("/x/index.js"), Path::new("/x/app"), &options)
            .unwrap()
            .parse()
            .unwrap();
        assert_eq!(config["main"].as_str(), Some("/x/index.js"));
        assert_eq!(config["hyperdrive"][0]["id"].as_str(), Some("abc1"));
        assert_eq!(config["hyperdrive"][1]["binding"].as_str(), Some("DB_READ"));
        assert_eq!(config["hyperdrive"][1]["id"].as_str(), Some("def2"));
        assert_eq!(config["kv_namespaces"][0]["binding"].as_str(), Some("SETTLEMENTS"));
        assert_eq!(config["kv_namespaces"][0]["id"].as_str(), Some("fed3"));
        assert_eq!(config["triggers"]["crons"][0].as_str(), Some("*/5 * * * *"));
        assert_eq!(config["analytics_engine_datasets"][0]["binding"].as_str(), Some("ANALYTICS"));
        assert_eq!(config["analytics_engine_datasets"][0]["dataset"].as_str(), Some("tollgate"));
        assert!(config.get("build").is_none());
    }

    #[test]
    fn without_a_namespace_for_settlements_none_is_bound() {
        let options = DeployOptions { hyperdrive: Some("abc1".to_owned()), ..DeployOptions::default() };
        let config: Table = deployable(KEPT, Path::new("/x/index.js"), Path::new("/x/app"), &options)
            .unwrap()
            .parse()
            .unwrap();
        assert!(config.get("kv_namespaces").is_none());
    }

    #[test]
    fn only_a_dry_run_does_without_a_database() {
        let (entry_point, files) = (Path::new("/x/index.js"), Path::new("/x/app"));
        let error = deployable(KEPT, entry_point, files, &DeployOptions::default()).unwrap_err().to_string();
        assert!(error.contains("--hyperdrive"), "{error}");
        assert!(
            deployable(
                KEPT,
                entry_point,
                files,
                &DeployOptions { dry_run: true, ..DeployOptions::default() }
            )
            .is_ok()
        );
    }

    #[test]
    fn a_misspelt_secret_is_refused_and_the_front_door_is_given_none() {
        let file = std::env::temp_dir().join(format!("tollgate-secrets-{}.json", std::process::id()));
        std::fs::write(&file, r#"{"TOLLGATE_KEYRING": "k1:x", "OPENAI_KEY": "sk-1"}"#).unwrap();
        let error = read_secrets(&file).unwrap_err().to_string();
        assert!(error.contains("OPENAI_KEY") && error.contains("OPENAI_API_KEY") && !error.contains("sk-1"));
        std::fs::write(&file, r#"{"TOLLGATE_KEYRING": "k1:x"}"#).unwrap();
        let secrets = read_secrets(&file).unwrap();
        let given = |function: &str| secrets_of(&Function::named(function).unwrap(), &secrets).unwrap();
        assert_eq!(given("job-llm-call"), r#"{"TOLLGATE_KEYRING":"k1:x"}"#);
        assert_eq!(given("front-door"), "{}");
        std::fs::remove_file(&file).unwrap();
    }
}
