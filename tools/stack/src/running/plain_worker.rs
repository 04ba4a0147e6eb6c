//! One function alone in Cloudflare's `workerd`. `wrangler dev` puts Workers of its own before ours, which keep requests alive that
//! the runtime itself would cancel; here nothing stands between the client and the function.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use nix::sys::signal::Signal;
use tokio::net::TcpStream;
use toml::Table;

use crate::build;
use crate::checkout::Checkout;
use crate::database::DatabaseUrl;
use crate::function::Function;
use crate::node::NodeTools;
use crate::ports::free_port;
use crate::private_file;
use crate::process::{Guarded, last_lines};
use crate::runtime::Runtime;

/// The running function. Stopped when dropped.
#[derive(Debug)]
pub struct PlainWorker {
    process: Guarded,
    port: u16,
}

impl PlainWorker {
    /// Starts a function that [`Builder`](crate::build::Builder) has made for Workers, and waits until it answers.
    ///
    /// # Errors
    /// If it was not built or does not come up; the message has the runtime's last words.
    pub async fn start(
        checkout: &Checkout,
        node: &NodeTools,
        function: &Function,
        folder: &Path,
        database: &DatabaseUrl,
        settings: &BTreeMap<String, String>,
    ) -> Result<Self> {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let built = build::folder(checkout, Runtime::Cloudflare, function);
        let modules = copy_modules(&built, folder)?;
        let deployed: Table = std::fs::read_to_string(checkout.wrangler_config(function))?.parse()?;
        let date = deployed["compatibility_date"].as_str().context("no compatibility_date")?;
        let port = free_port()?;
        let config = folder.join("config.capnp");
        private_file::write(&config, &configuration(&modules, date, port, database, settings)?)?;
        let log = folder.join("functions.log");
        let output = private_file::create(&log)?;
        let mut command = node.script("workerd/bin/workerd");
        command.arg("serve").arg(&config).stdout(output.try_clone()?).stderr(output);
        let mut process = Guarded::start(&mut command, Signal::SIGTERM, Duration::from_secs(5))?;
        for _ in 0..400 {
            if TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
                return Ok(Self { process, port });
            }
            if process.exit_status()?.is_some() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let said = std::fs::read_to_string(&log).unwrap_or_default();
        bail!("{} does not answer in workerd:\n{}", function.name(), last_lines(&said, 40))
    }

    /// The process id of the runtime.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.process.pid()
    }

    /// Where it is reached, without a slash at the end.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

/// Copies the built modules beside the configuration, which can embed only what lies there. Returns their names, the entry
/// point's first.
fn copy_modules(built: &Path, folder: &Path) -> Result<Vec<String>> {
    let mut modules = Vec::new();
    let mut unseen: Vec<PathBuf> = vec![PathBuf::new()];
    while let Some(relative) = unseen.pop() {
        let entries = std::fs::read_dir(built.join(&relative))
            .with_context(|| format!("{} is not built: run `cargo xtask build`", built.display()))?;
        std::fs::create_dir_all(folder.join(&relative))?;
        for entry in entries {
            let entry = entry?;
            let path = relative.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                unseen.push(path);
            } else if path.extension().is_some_and(|kind| kind == "js" || kind == "wasm") {
                std::fs::copy(entry.path(), folder.join(&path))?;
                modules.push(path.to_str().context("a module's name is not UTF-8")?.to_owned());
            }
        }
    }
    modules.sort_by_key(|name| name != "index.js");
    ensure!(modules.first().is_some_and(|first| first == "index.js"), "there is no index.js");
    Ok(modules)
}

fn configuration(
    modules: &[String],
    date: &str,
    port: u16,
    database: &DatabaseUrl,
    settings: &BTreeMap<String, String>,
) -> Result<String> {
    let modules: Vec<String> = modules
        .iter()
        .map(|name| {
            let kind = if name.ends_with(".wasm") { "wasm" } else { "esModule" };
            format!("(name = {name:?}, {kind} = embed {name:?})")
        })
        .collect();
    let settings: Vec<String> = settings
        .iter()
        .map(|(name, value)| format!("(name = {}, text = {})", quoted(name), quoted(value)))
        .collect();
    let address = url::Url::parse(database.as_str())?;
    let [user, password, name] =
        [address.username(), address.password().unwrap_or_default(), address.path().trim_start_matches('/')]
            .map(quoted);
    Ok(format!(
        r#"using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "function", worker = .function),
    (name = "database", external = (address = {database}, tcp = ())),
    (name = "internet", network = (allow = ["public", "private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:{port}", http = (), service = "function")],
);
const function :Workerd.Worker = (
  compatibilityDate = {date},
  modules = [{modules}],
  bindings = [
    (name = "DB", hyperdrive = (
      designator = "database", database = {name}, user = {user}, password = {password}, scheme = "postgres")),
    {settings}
  ],
);
"#,
        database = quoted(&database.address()),
        date = quoted(date),
        modules = modules.join(", "),
        settings = settings.join(",\n    "),
    ))
}

/// A text in the language of the configuration, whose escapes are those of C.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}
