//! A function's `wrangler.toml`: the configuration of its Worker.

use std::path::Path;

use anyhow::{Context, Result};
use toml::{Table, Value};

use crate::function::Function;
use crate::runtime::Runtime;

/// The behaviour of the Workers runtime that the functions are made for.
const COMPATIBILITY_DATE: &str = "2026-11-01";

/// Its path. The front door's is at the root, where wrangler looks for the project's own.
pub(crate) fn path(function: &Function) -> String {
    if function.is_front_door() {
        "wrangler.toml".to_owned()
    } else {
        format!("functions/{}/wrangler.toml", function.name())
    }
}

pub(super) fn render(function: &Function, all: &[Function]) -> String {
    let mut text = format!("# {}\n", super::FROM_FUNCTIONS);
    text.push_str(&if function.is_front_door() { front_door(function) } else { inner(function) });
    text.push_str(&build(function));
    if function.uses_database() {
        text.push_str(DATABASE);
    }
    if function.keeps_settlements() {
        text.push_str(SETTLEMENTS);
    }
    if let Some(schedule) = function.manifest().schedule {
        text.push_str(&format!("\n[triggers]\n# {}.\ncrons = [\"{}\"]\n", schedule.words, schedule.cron));
    }
    if function.is_front_door() {
        text.push_str(ASSETS);
        text.extend(all.iter().filter(|other| is_bound(other)).map(service));
    }
    text
}

/// Sets the folder of the static assets in a configuration that is not in its place in the checkout.
///
/// # Errors
/// If the folder's path is not UTF-8.
pub(crate) fn place_assets(config: &mut Table, folder: &Path) -> Result<()> {
    if let Some(assets) = config.get_mut("assets").and_then(Value::as_table_mut) {
        let folder = folder.to_str().context("the checkout's path is not UTF-8")?;
        assets.insert("directory".to_owned(), Value::from(folder));
    }
    Ok(())
}

/// Whether the front door is bound to it: it is a Worker of its own.
fn is_bound(function: &Function) -> bool {
    !function.is_front_door() && function.is_compiled_for(Runtime::Cloudflare)
}

fn front_door(function: &Function) -> String {
    format!(
        r#"# The front door: the one Worker that is reached from outside. It hands each request to the function that serves its
# path, through the service bindings below.
name = "tollgate"
main = "build/{}/index.js"
compatibility_date = "{COMPATIBILITY_DATE}"
workers_dev = true
"#,
        function.name()
    )
}

fn inner(function: &Function) -> String {
    format!(
        r#"name = "{}"
main = "../../build/{}/index.js"
compatibility_date = "{COMPATIBILITY_DATE}"
# Reached through the front door only.
workers_dev = false
"#,
        function.package(),
        function.name()
    )
}

fn build(function: &Function) -> String {
    // Its files are uploaded with the front door.
    let files = if function.is_front_door() { " dashboard" } else { "" };
    format!(
        r#"preview_urls = false
send_metrics = false

[build]
# `cargo xtask dev` builds by itself and leaves this out.
command = "cargo xtask build --release {}{files}"

[observability]
enabled = true
"#,
        function.name()
    )
}

const DATABASE: &str = r#"
[[hyperdrive]]
binding = "DB"
# `cargo xtask deploy --hyperdrive <id>` deploys with yours, which `wrangler hyperdrive create` prints.
id = "00000000000000000000000000000000"
"#;

const SETTLEMENTS: &str = r#"
[[kv_namespaces]]
binding = "SETTLEMENTS"
# Where settlements that failed are kept. `cargo xtask deploy --settlements <id>` deploys with yours, which `wrangler kv namespace
# create` prints, and without that option there is no such binding.
id = "00000000000000000000000000000000"
"#;

const ASSETS: &str = r#"
# The dashboard's files. The front door asks for them itself, and decides which file a path leads to and with what headers.
[assets]
directory = "build/dashboard-app"
binding = "ASSETS"
run_worker_first = true
html_handling = "none"
not_found_handling = "none"
"#;

fn service(function: &Function) -> String {
    format!("\n[[services]]\nbinding = \"{}\"\nservice = \"{}\"\n", function.binding(), function.package())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn config(function: &Function) -> Table {
        render(function, &Function::all()).parse().unwrap()
    }

    #[test]
    fn every_function_has_a_configuration_and_the_front_door_is_bound_to_each() {
        let front_door = config(&Function::named("front-door").unwrap());
        let bound: BTreeMap<&str, &str> = front_door["services"]
            .as_array()
            .unwrap()
            .iter()
            .map(|service| (service["binding"].as_str().unwrap(), service["service"].as_str().unwrap()))
            .collect();
        let mut others = Function::all();
        others.retain(is_bound);
        for function in &others {
            let config = config(function);
            let binding = function.name().to_uppercase().replace('-', "_");
            assert_eq!(config["name"].as_str(), Some(function.package().as_str()));
            assert_eq!(bound.get(binding.as_str()), Some(&function.package().as_str()));
            assert_eq!(config["compatibility_date"], front_door["compatibility_date"]);
            let database = config.get("hyperdrive").and_then(|pools| pools[0]["binding"].as_str());
            assert_eq!(database, function.uses_database().then_some("DB"));
            let store = config.get("kv_namespaces").and_then(|stores| stores[0]["binding"].as_str());
            assert_eq!(store, function.keeps_settlements().then_some("SETTLEMENTS"));
            assert!(
                config["main"].as_str().unwrap().ends_with(&format!("build/{}/index.js", function.name()))
            );
        }
        assert_eq!(bound.len(), others.len());
    }

    #[test]
    fn files_are_assets_of_the_front_door_which_sees_every_request_first() {
        let mut front_door = config(&Function::named("front-door").unwrap());
        assert_eq!(front_door["assets"]["run_worker_first"].as_bool(), Some(true));
        assert!(front_door["build"]["command"].as_str().unwrap().ends_with("front-door dashboard"));
        place_assets(&mut front_door, Path::new("/x/build/dashboard-app")).unwrap();
        assert_eq!(front_door["assets"]["directory"].as_str(), Some("/x/build/dashboard-app"));
        let mut other = config(&Function::named("teams").unwrap());
        place_assets(&mut other, Path::new("/x")).unwrap();
        assert!(other.get("assets").is_none());
    }
}
