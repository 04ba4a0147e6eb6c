//! Spin's manifest, `spin.toml`: from the functions, their routes and the settings.

use std::fmt::Write;

use anyhow::Result;
use api::functions::Reach;
use api::provider::Provider;
use api::routes::ROUTES;
use platform::Setting;

use crate::build::{self, COMPONENT_FILE};
use crate::checkout::Checkout;
use crate::function::Function;
use crate::runtime::Runtime;

/// Its name in the checkout.
pub const FILE: &str = "spin.toml";

const HEAD: &str = r#"# Written by `cargo xtask manifests` from functions.rs and routes/table.rs in shared/api/src, and the settings.
spin_manifest_version = 2

[application]
name = "tollgate"
description = "A gateway for LLM calls that are paid for by jobs."
"#;

/// The application's variables that are not settings of its functions.
const DATABASE_VARIABLES: &str = r#"# The database: a URL with user and password, and its host and port, which the functions are allowed to reach.
database_url = { required = true, secret = true }
database_address = { required = true }
# The same of a read replica for reports, if there is one.
database_read_url = { default = "", secret = true }
database_read_address = { default = "none.invalid:5432" }
# The header in which a proxy before Spin tells the address of its client, such as x-real-ip; empty if there is none.
client_address_header = { default = "" }
"#;

/// The manifest as it should be.
///
/// # Errors
/// If the functions are not built within the checkout.
pub(super) fn render(checkout: &Checkout, functions: &[Function]) -> Result<String> {
    let version = env!("CARGO_PKG_VERSION");
    let mut text = format!("{HEAD}version = \"{version}\"\n\n[variables]\n{DATABASE_VARIABLES}");
    text.push_str("# The settings. One that is empty is not set.\n");
    for setting in Setting::ALL {
        let required = setting == Setting::Keyring;
        let value = if required { "required = true" } else { "default = \"\"" };
        let secret = if setting.is_secret() { ", secret = true" } else { "" };
        writeln!(text, "{} = {{ {value}{secret} }}", setting.name().to_lowercase())?;
    }
    text.push_str("# Where a base URL that is set leads: its scheme, host and port.\n");
    for provider in Provider::ALL {
        writeln!(text, "{} = {{ default = \"{}\" }}", origin_variable(provider), origin(provider))?;
    }
    text.push_str("# For development: where webhooks may go besides public https addresses, such as http://127.0.0.1:*.\n");
    writeln!(text, "webhook_private_origin = {{ default = \"https://none.invalid\" }}")?;
    for function in functions {
        text.push('\n');
        text.push_str(&component(checkout, function)?);
    }
    Ok(text)
}

fn component(checkout: &Checkout, function: &Function) -> Result<String> {
    let name = function.name();
    let mut text = String::new();
    for route in routes(function) {
        writeln!(text, "[[trigger.http]]\nroute = \"{route}\"\ncomponent = \"{name}\"\n")?;
    }
    let folder = build::folder(checkout, Runtime::Spin, function);
    let folder = folder.strip_prefix(checkout.root())?;
    writeln!(text, "[component.{name}]\nsource = \"{}\"", folder.join(COMPONENT_FILE).display())?;
    if function.uses_database() {
        writeln!(text, "allowed_outbound_hosts = [")?;
        for host in allowed_hosts(function) {
            writeln!(text, "    \"{host}\",")?;
        }
        writeln!(text, "]")?;
    }
    if function.keeps_settlements() {
        writeln!(text, "# Where settlements that failed are kept.")?;
        writeln!(text, "key_value_stores = [\"default\"]")?;
    }
    writeln!(text, "\n[component.{name}.variables]")?;
    writeln!(text, "client_address_header = \"{{{{ client_address_header }}}}\"")?;
    if function.uses_database() {
        writeln!(text, "database_url = \"{{{{ database_url }}}}\"")?;
        writeln!(text, "database_read_url = \"{{{{ database_read_url }}}}\"")?;
    }
    for setting in function.settings() {
        let variable = setting.name().to_lowercase();
        writeln!(text, "{variable} = \"{{{{ {variable} }}}}\"")?;
    }
    writeln!(
        text,
        "\n[component.{name}.build]\ncommand = \"cargo xtask build --runtime spin --release {name}\""
    )?;
    let watched = [&format!("functions/{name}/**/*"), "shared/**/*"].map(|glob| format!("\"{glob}\""));
    writeln!(text, "watch = [{}]", watched.join(", "))?;
    Ok(text)
}

/// The paths that a function serves. The front door has its own, and what no other function has.
fn routes(function: &Function) -> Vec<String> {
    let mut paths: Vec<String> = Vec::new();
    for route in ROUTES.iter().filter(|route| route.function() == function.in_routes()) {
        let path = route.path.replace('{', ":").replace('}', "");
        if !paths.contains(&path) {
            paths.push(path);
        }
    }
    if let Some(below) = function.manifest().files_below {
        paths.push(format!("{below}/..."));
    }
    if function.is_front_door() {
        paths.push("/...".to_owned());
    }
    paths
}

/// Functions that ask providers reach them; what delivers webhooks reaches any host by https, of which the runtime's own
/// network rules leave the public ones; all reach the database; nothing else is reached.
fn allowed_hosts(function: &Function) -> Vec<String> {
    let mut hosts = ["{{ database_address }}", "{{ database_read_address }}"]
        .map(|address| format!("postgres://{address}"))
        .to_vec();
    match function.manifest().reaches {
        Reach::Nothing | Reach::Database => {}
        Reach::DatabaseAndProviders => {
            hosts.extend(Provider::ALL.map(origin));
            hosts.extend(Provider::ALL.map(|provider| format!("{{{{ {} }}}}", origin_variable(provider))));
        }
        Reach::DatabaseAndReceivers => {
            hosts.extend(["https://*:*", "{{ webhook_private_origin }}"].map(str::to_owned));
        }
    }
    hosts
}

fn origin_variable(provider: Provider) -> String {
    format!("{}_origin", provider.as_str())
}

/// The scheme and host of a provider.
fn origin(provider: Provider) -> String {
    let base = providers::default_base(provider);
    base.splitn(4, '/').take(3).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;
    use toml::{Table, Value};

    fn manifest() -> Table {
        std::fs::read_to_string(Checkout::find().unwrap().root().join(FILE)).unwrap().parse().unwrap()
    }

    #[test]
    fn every_route_leads_to_its_function() {
        let manifest = manifest();
        let triggers: BTreeMap<&str, &str> = manifest["trigger"]["http"]
            .as_array()
            .unwrap()
            .iter()
            .map(|trigger| (trigger["route"].as_str().unwrap(), trigger["component"].as_str().unwrap()))
            .collect();
        for route in ROUTES {
            let path = route.path.replace('{', ":").replace('}', "");
            assert_eq!(triggers.get(path.as_str()), Some(&route.function().name()), "{}", route.path);
            assert!(
                manifest["component"].get(route.function().name()).is_some(),
                "no component {}",
                route.function().name()
            );
        }
        assert_eq!(triggers["/..."], "front-door");
    }

    #[test]
    fn those_that_settle_calls_have_the_store_of_settlements_and_those_that_need_it_not_have_none() {
        let manifest = manifest();
        let stores = |function: &str| manifest["component"][function].get("key_value_stores");
        for function in ["job-llm-call", "job-create-and-call-stream", "sweep", "metrics", "health-ready"] {
            assert_eq!(stores(function), Some(&Value::from(vec!["default"])), "{function}");
        }
        for function in ["front-door", "teams", "provider-credentials", "webhook-delivery"] {
            assert_eq!(stores(function), None, "{function}");
        }
    }

    #[test]
    fn what_a_function_may_reach_is_the_database_and_for_calls_the_providers() {
        let manifest = manifest();
        let hosts = |function: &str| -> Vec<String> {
            let hosts = manifest["component"][function].get("allowed_outbound_hosts");
            hosts
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .map(|host| host.as_str().unwrap().to_owned())
                .collect()
        };
        assert_eq!(hosts("front-door"), [""; 0]);
        assert_eq!(hosts("api-docs"), [""; 0]);
        let databases = ["postgres://{{ database_address }}", "postgres://{{ database_read_address }}"];
        assert_eq!(hosts("job-create"), databases);
        let delivery = hosts("webhook-delivery");
        assert_eq!(delivery[2..], ["https://*:*", "{{ webhook_private_origin }}"]);
        let call = hosts("job-llm-call");
        assert_eq!(call.len(), 10);
        assert!(call.contains(&"https://generativelanguage.googleapis.com".to_owned()));
        assert!(call.contains(&"{{ fireworks_origin }}".to_owned()));
    }
}
