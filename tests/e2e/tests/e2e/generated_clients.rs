//! Clients that others generate from the OpenAPI document: no generator has anything to object to it, and the examples of
//! docs/api.md run as they stand there.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use anyhow::{Context, ensure};
use stack::Checkout;
use stack::node::NodeTools;
use stack::process::last_lines;
use stack::python::PythonTools;
use tollgate_e2e::{Tenant, TenantOptions, World};

use crate::trial::{Outcome, Skipped};

crate::trials![
    a_python_client_is_generated_without_a_warning_and_makes_calls,
    a_typescript_client_is_generated_without_a_warning_and_makes_calls,
];

/// Imports every module of the generated package; prints how many there are.
const IMPORT_ALL: &str = "\
import importlib, pkgutil, tollgate_client
modules = list(pkgutil.walk_packages(tollgate_client.__path__, 'tollgate_client.'))
for module in modules: importlib.import_module(module.name)
print(len(modules))";

/// What the examples print: the answer, and how many jobs the team has.
const PRINTED: &str = "Echo: Say hello.\n1\n";

async fn a_python_client_is_generated_without_a_warning_and_makes_calls(world: Arc<World>) -> Outcome {
    let example = example(&world, "python").await?;
    let document = world.url("/openapi.json");
    let folder = empty_folder(&world, "python")?;
    tokio::task::spawn_blocking(move || {
        let checkout = Checkout::find()?;
        let requirements = checkout.root().join("tools/clients/requirements.txt");
        let python =
            PythonTools::ready(&checkout, "openapi-python-client", &requirements).map_err(skipped)?;
        let mut generator = python.program("openapi-python-client");
        generator.args([
            "generate",
            "--fail-on-warning",
            "--meta",
            "none",
            "--output-path",
            "tollgate_client",
        ]);
        said(generator.args(["--url", &document]).current_dir(&folder))?;
        let imported =
            said(python.program("python").args(["-W", "error", "-c", IMPORT_ALL]).current_dir(&folder))?;
        let modules: usize = imported.trim().parse().context(imported)?;
        ensure!(modules > api::routes::ROUTES.len(), "only {modules} modules were generated");
        std::fs::write(folder.join("example.py"), example)?;
        let printed = said(python.program("python").arg("example.py").current_dir(&folder))?;
        ensure!(printed == PRINTED, "{printed}");
        Ok(())
    })
    .await?
}

async fn a_typescript_client_is_generated_without_a_warning_and_makes_calls(world: Arc<World>) -> Outcome {
    let example = example(&world, "ts").await?;
    let document = world.url("/openapi.json");
    let folder = empty_folder(&world, "typescript")?;
    tokio::task::spawn_blocking(move || {
        let checkout = Checkout::find()?;
        let packages = checkout.root().join("tools/clients");
        let node = NodeTools::ready(&checkout)?
            .with_packages_of(&packages, "openapi-typescript")
            .map_err(skipped)?;
        let mut generator = node.script("openapi-typescript/bin/cli.js");
        generator.args([&document, "--default-non-nullable", "false", "--output", "tollgate.d.ts"]);
        let told = said(generator.current_dir(&folder))?;
        // It succeeds in spite of warnings: it may say its name and what it has written, and nothing else.
        let warning = told.lines().find(|line| !line.is_empty() && !line.starts_with(['✨', '🚀']));
        ensure!(warning.is_none(), "{told}");
        std::os::unix::fs::symlink(node.modules(), folder.join("node_modules"))?;
        std::fs::write(folder.join("example.mts"), example)?;
        let mut compiler = node.script("typescript/bin/tsc");
        compiler.args(["--strict", "--noEmitOnError", "--target", "es2022", "--module", "nodenext"]);
        said(compiler.arg("example.mts").current_dir(&folder))?;
        let printed = said(node.node().arg("example.mjs").current_dir(&folder))?;
        ensure!(printed == PRINTED, "{printed}");
        Ok(())
    })
    .await?
}

/// The example of docs/api.md in a language, with this system's address and a team of its own.
async fn example(world: &World, language: &str) -> anyhow::Result<String> {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let docs = std::fs::read_to_string(Checkout::find()?.root().join("docs/api.md"))?;
    let begin = format!("```{language}\n");
    let (_, rest) = docs.split_once(&begin).with_context(|| format!("no example in {language}"))?;
    let (mut example, _) =
        rest.split_once("```").map(|(code, rest)| (code.to_owned(), rest)).context("no end")?;
    let url = world.url("");
    for (text, ours) in [
        ("http://127.0.0.1:8787", url.as_str()),
        ("sk-…", &tenant.key),
        ("demo-team", &tenant.team_id),
        ("\"chat\"", &format!("\"{}\"", tenant.alias)),
    ] {
        ensure!(example.contains(text), "the example in {language} has no {text}");
        example = example.replace(text, ours);
    }
    Ok(example)
}

fn empty_folder(world: &World, language: &str) -> std::io::Result<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{language}-{}", world.runtime.name()));
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Where a generator cannot be installed, nothing is known of the document.
fn skipped(error: anyhow::Error) -> Skipped {
    Skipped(format!("{error:#}"))
}

/// What a command prints, on both of its outputs.
fn said(command: &mut Command) -> anyhow::Result<String> {
    // The system under test is on this machine: no proxy leads there.
    command.env("NO_PROXY", "*").env("no_proxy", "*").stdin(Stdio::null());
    let output = command.output().with_context(|| format!("{command:?}"))?;
    let text =
        [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    ensure!(output.status.success(), "{command:?}:\n{}", last_lines(&text, 60));
    Ok(text)
}
