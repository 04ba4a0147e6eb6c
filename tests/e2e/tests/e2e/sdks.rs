//! SDKs of others, with nothing changed but the base URL and the key.

use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;

use anyhow::{Context, ensure};
use stack::Checkout;
use stack::node::NodeTools;
use stack::process::last_lines;
use tollgate_e2e::conversation::{Client, PROVIDERS};
use tollgate_e2e::{World, books};

use crate::trial::{Outcome, Skipped};

crate::trials![openais_sdk_works_with_a_model_of_every_provider];

/// What the script tries, as it prints it.
const SURFACES: [&str; 10] = [
    "models",
    "chat",
    "stream",
    "tools",
    "streamed_tools",
    "vision",
    "structured_output",
    "errors",
    "broken_stream",
    "abort",
];

async fn openais_sdk_works_with_a_model_of_every_provider(world: Arc<World>) -> Outcome {
    for (provider, model) in PROVIDERS {
        let client = Client::of(&world, provider, model).await?;
        let (key, alias) = (client.tenant.key.clone(), client.tenant.alias.clone());
        let (base, runtime) = (world.url("/v1"), world.runtime.name());
        let run = tokio::task::spawn_blocking(move || run(runtime, "openai.mjs", &[&base, &key, &alias]));
        let printed = run.await?.with_context(|| provider.to_owned())?;
        let surfaces: Vec<&str> = printed.lines().collect();
        ensure!(surfaces == SURFACES, "{provider}: {printed}");
        // A client that has hung up is noticed within half a minute.
        books::all_settled(&world.database, &client.tenant.team_id).await?;
        books::assert_balanced(&world.database, &client.tenant.team_id).await?;
    }
    Ok(())
}

/// What a script of `sdks/` prints.
fn run(runtime: &str, script: &str, arguments: &[&str]) -> anyhow::Result<String> {
    let checkout = Checkout::find()?;
    let packages = checkout.root().join("tools/clients");
    let node = NodeTools::ready(&checkout)?
        .with_packages_of(&packages, "SDKs")
        .map_err(|error| Skipped(format!("{error:#}")))?;
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("sdks-{runtime}"));
    std::fs::create_dir_all(&folder)?;
    let modules = folder.join("node_modules");
    if !modules.exists() {
        std::os::unix::fs::symlink(node.modules(), &modules)?;
    }
    std::fs::copy(checkout.root().join("tests/e2e/sdks").join(script), folder.join(script))?;
    let mut command = node.node();
    command.arg(folder.join(script)).args(arguments).current_dir(&folder);
    // The system under test is on this machine: no proxy leads there.
    command.env("NO_PROXY", "*").env("no_proxy", "*").stdin(Stdio::null());
    let output = command.output().with_context(|| format!("{command:?}"))?;
    let text =
        [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned()).concat();
    ensure!(output.status.success(), "{script}:\n{}", last_lines(&text, 60));
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
