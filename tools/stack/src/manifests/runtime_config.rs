//! Spin's runtime configuration, `runtime-config.toml`: limits that Spin does not set by default.

use crate::function::Function;

/// Its name in the checkout.
pub const FILE: &str = "runtime-config.toml";

/// How many connections to the database all components hold at once. Statements take milliseconds; one that finds none waits.
pub const MAX_CONNECTIONS: usize = 13;

/// How many pools Spin keeps for a component, by URL (`CONNECTION_POOL_CACHE_CAPACITY` in Spin 4.1). Each check of readiness leaves
/// one behind.
const POOLS_OF_CHECKS: usize = 16;

/// The most memory of one instance, in bytes. It serves up to 16 requests at once, and the greatest takes less than 64 MiB.
const MAX_INSTANCE_MEMORY: usize = 16 * 64 * 1024 * 1024;

const HEAD: &str = "\
# Written by `cargo xtask manifests`. Give it to Spin: `spin up --runtime-config-file runtime-config.toml`.
";

const NETWORKS: &str = r#"
[outbound_networking]
# Webhooks go to addresses that teams choose: nothing private may be reached, whatever a name resolves to.
block_networks = ["private"]

# With several instances, or where the state folder does not outlast one, settlements that wait need a store that all share:
# [key_value_store.default]
# type = "redis"
# url = "redis://redis:6379"
"#;

/// The one of a deployment.
pub(super) fn render() -> String {
    format!("{HEAD}{}{NETWORKS}", limits(Some(MAX_CONNECTIONS)))
}

/// The one on this machine, where the simulated provider is at a private address. `max_connections`: none, for no limit.
#[must_use]
pub fn for_this_machine(max_connections: Option<usize>) -> String {
    limits(max_connections)
}

/// The most connections to the database that so many replicas can have open. Each component has a pool of its own, which grows to
/// what the component held at its busiest and does not shrink.
#[must_use]
pub fn most_connections(max_connections: usize, replicas: usize) -> usize {
    let components = Function::all().iter().filter(|function| function.uses_database()).count();
    max_connections * (components + POOLS_OF_CHECKS) * replicas
}

fn limits(max_connections: Option<usize>) -> String {
    let connections = max_connections.map_or_else(String::new, |most| {
        format!(
            "\n[outbound_pg]\n# What all components together hold at once. Each keeps what it held: docs/deploying.md has the sums.\n\
             max_connections = {most}\n"
        )
    });
    format!(
        "# An instance of a component serves up to 16 requests at once. In bytes.\n\
         max_instance_memory = {MAX_INSTANCE_MEMORY}\n\
         # What components log goes to the output of Spin alone, not to files beside it as well.\n\
         log_dir = \"\"\n{connections}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checkout::Checkout;
    use toml::Table;

    fn deploying() -> String {
        std::fs::read_to_string(Checkout::find().unwrap().root().join("docs/deploying.md")).unwrap()
    }

    #[test]
    fn both_are_toml_with_the_same_limits() {
        let deployed: Table = render().parse().unwrap();
        let here: Table = for_this_machine(Some(MAX_CONNECTIONS)).parse().unwrap();
        for (name, value) in &here {
            assert_eq!(deployed.get(name), Some(value), "{name}");
        }
        assert_eq!(deployed["outbound_networking"]["block_networks"][0].as_str(), Some("private"));
        assert!(!here.contains_key("outbound_networking"));
        assert!(!for_this_machine(None).parse::<Table>().unwrap().contains_key("outbound_pg"));
    }

    #[test]
    fn the_page_about_deploying_has_the_connections_of_each_number_of_replicas() {
        let page = deploying();
        for replicas in [1, 2, 3, 5] {
            let row = format!("| {replicas} | {} |", most_connections(MAX_CONNECTIONS, replicas));
            assert!(page.contains(&row), "docs/deploying.md lacks {row:?}");
        }
        let without = most_connections(2, 1);
        assert!(page.contains(&format!("`max_connections = 2`, which keeps {without}")), "{without}");
        let components = most_connections(1, 1) - POOLS_OF_CHECKS;
        assert!(page.contains(&format!("{components} components reach the database")), "{components}");
    }

    #[test]
    fn the_pooler_that_the_page_about_deploying_sets_up_takes_the_connections_of_its_replicas() {
        let page = deploying();
        let number = |name: &str| -> usize {
            let rest = page.split_once(name).unwrap_or_else(|| panic!("docs/deploying.md has no {name}")).1;
            rest.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap()
        };
        let (replicas, most) = (number("\n  replicas: "), number("\nmax_client_conn = "));
        assert!(
            most_connections(MAX_CONNECTIONS, replicas) < most,
            "{replicas} replicas, {most} connections"
        );
    }
}
