//! The configurations `wrangler dev` is given. They are those in the checkout, which are what is deployed, with what
//! differs on this machine: each stack writes its own, so that several with different databases and secrets can run
//! beside each other. (`wrangler dev` hands command-line variables and files only to the first of several Workers.)

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use toml::{Table, Value};

use super::settings_file;
use crate::analytics;
use crate::build;
use crate::checkout::Checkout;
use crate::database::DatabaseUrl;
use crate::function::Function;
use crate::manifests::place_assets;
use crate::private_file;
use crate::running::RunningOptions;

/// The setting that names a read replica, as on the runtimes where that is a setting. Here it becomes a binding.
const REPLICA: &str = "DATABASE_READ_URL";

/// Writes the local configuration of a function, with its secrets beside it, and returns its path.
pub(super) fn write(
    checkout: &Checkout,
    function: &Function,
    options: &RunningOptions,
    entry_point: &Path,
) -> Result<PathBuf> {
    let deployed = checkout.wrangler_config(function);
    let text =
        std::fs::read_to_string(&deployed).with_context(|| format!("cannot read {}", deployed.display()))?;
    let mut settings = options.settings.clone();
    let replica = settings.remove(REPLICA);
    let files = build::app_folder(checkout);
    let local = localize(&text, entry_point, &files, &options.database, replica.as_deref())
        .with_context(|| format!("{} is not a configuration", deployed.display()))?;
    let folder = options.folder.join(function.name());
    std::fs::create_dir_all(&folder)?;
    let path = folder.join("wrangler.toml");
    private_file::write(&path, &local)?;
    private_file::write(&folder.join(".dev.vars"), &settings_file::render(&settings)?)?;
    Ok(path)
}

fn localize(
    deployed: &str,
    entry_point: &Path,
    files: &Path,
    database: &DatabaseUrl,
    replica: Option<&str>,
) -> Result<String> {
    let mut config: Table = deployed.parse()?;
    let entry_point = entry_point.to_str().context("the checkout's path is not UTF-8")?;
    config.insert("main".to_owned(), Value::from(entry_point));
    config.remove("build");
    // What is built needs no bundler, and one that watches dozens of functions takes a third of a processor for ever.
    config.insert("no_bundle".to_owned(), Value::from(true));
    let script = [("type", Value::from("ESModule")), ("globs", Value::from(vec!["**/*.js"]))];
    let script = script.map(|(name, value)| (name.to_owned(), value));
    config.insert("rules".to_owned(), Value::from(vec![Table::from_iter(script)]));
    place_assets(&mut config, files)?;
    if let Some(bindings) = config.get_mut("hyperdrive").and_then(Value::as_array_mut) {
        for binding in bindings.iter_mut().filter_map(Value::as_table_mut) {
            binding.insert("localConnectionString".to_owned(), Value::from(database.as_str()));
        }
        if let Some(replica) = replica {
            let binding = [("binding", "DB_READ"), ("id", "replica"), ("localConnectionString", replica)];
            let binding = binding.map(|(name, value)| (name.to_owned(), Value::from(value)));
            bindings.push(Table::from_iter(binding).into());
        }
    }
    // So that the functions count here too. The local runtime forgets what it is given.
    analytics::bind(&mut config, "tollgate_local");
    Ok(config.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_deployed_is_kept_and_only_the_place_differs() {
        let deployed = "name = \"tollgate-job-create\"\nmain = \"../../build/job-create/index.js\"\n\
            compatibility_date = \"2026-11-01\"\n[build]\ncommand = \"cargo\"\n\
            [[hyperdrive]]\nbinding = \"DB\"\nid = \"abc\"\n[[services]]\nbinding = \"A\"\nservice = \"b\"\n";
        let database = "postgres://user:secret@127.0.0.1:6000/tollgate".parse().unwrap();
        let local: Table =
            localize(deployed, Path::new("/x/build/index.js"), Path::new("/x/app"), &database, None)
                .unwrap()
                .parse()
                .unwrap();
        let expected: Table = "name = \"tollgate-job-create\"\nmain = \"/x/build/index.js\"\n\
            compatibility_date = \"2026-11-01\"\nno_bundle = true\n\
            [[rules]]\ntype = \"ESModule\"\nglobs = [\"**/*.js\"]\n\
            [[hyperdrive]]\nbinding = \"DB\"\nid = \"abc\"\n\
            localConnectionString = \"postgres://user:secret@127.0.0.1:6000/tollgate\"\n\
            [[services]]\nbinding = \"A\"\nservice = \"b\"\n\
            [[analytics_engine_datasets]]\nbinding = \"ANALYTICS\"\ndataset = \"tollgate_local\"\n"
            .parse()
            .unwrap();
        assert_eq!(local, expected);
    }

    #[test]
    fn a_read_replica_is_one_more_binding() {
        let database = "postgres://user:secret@127.0.0.1:6000/tollgate".parse().unwrap();
        let replica = "postgres://user:secret@127.0.0.1:6000/replica";
        let deployed = "[[hyperdrive]]\nbinding = \"DB\"\nid = \"abc\"\n";
        let local: Table = localize(deployed, Path::new("/x"), Path::new("/x/app"), &database, Some(replica))
            .unwrap()
            .parse()
            .unwrap();
        assert_eq!(local["hyperdrive"][0]["localConnectionString"].as_str(), Some(database.as_str()));
        assert_eq!(local["hyperdrive"][1]["binding"].as_str(), Some("DB_READ"));
        assert_eq!(local["hyperdrive"][1]["localConnectionString"].as_str(), Some(replica));
    }
}
