//! `cargo xtask schemathesis`: the running system, tried with requests that schemathesis makes from the OpenAPI document,
//! well-formed and malformed ones. What it answers must be what the document says.

use anyhow::{Context, Result, ensure};
use api::routes::{Auth, ROUTES, Route};
use clap::Args;
use stack::build::{Builder, Mode};
use stack::process::{run as run_command, say};
use stack::python::PythonTools;
use stack::{Checkout, Foundation, Function, Stack, StackOptions, seed};

use crate::runtime::RuntimeArgument;

/// Has the version whose checks this project passes.
const REQUIREMENTS: &str = "tools/xtask/src/schemathesis/requirements.txt";

/// What an answer is held to. That a request was well-formed does not make it one that can be granted, so
/// `positive_data_acceptance` is not among them; credentials are tried by the end-to-end tests, and so are methods:
/// `unsupported_method` and `allow_header_conformance` take `/api/models/create` for a path that could not be that of the alias
/// `create`, which it is as well.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,\
                      response_schema_conformance,negative_data_rejection";

/// How much to try, and on which runtime.
#[derive(Debug, Args)]
pub struct Arguments {
    /// At most so many requests for each operation, beyond those at the edges of its schemas.
    #[arg(long, default_value_t = 30)]
    examples: u32,
    /// What the requests are made from: another number makes other requests.
    #[arg(long, default_value_t = 1)]
    seed: u32,
    #[command(flatten)]
    runtime: RuntimeArgument,
}

/// Who sends the requests.
struct Sender<'a> {
    title: &'a str,
    header: String,
    may_call: fn(&Route) -> bool,
}

/// Runs the command.
///
/// # Errors
/// If something is missing or does not come up, or if an answer is not as described.
pub fn run(checkout: &Checkout, arguments: &Arguments) -> Result<()> {
    let python = PythonTools::ready(checkout, "schemathesis", &checkout.root().join(REQUIREMENTS))?;
    let builder = Builder::ready(checkout, arguments.runtime.get())?;
    say(format!("Building the functions ({})", builder.toolchain().description()));
    builder.build(checkout, &Function::all(), Mode::Development)?;
    let runtime = tokio::runtime::Runtime::new().context("no async runtime")?;
    let stack = runtime.block_on(async {
        let options = StackOptions::test(checkout, "schemathesis")?.in_runtime(arguments.runtime.get());
        let foundation = Foundation::lay(checkout, builder.node(), options).await?;
        seed::seed(foundation.database(), foundation.secrets(), &foundation.simulator().root_url()).await?;
        foundation.raise().await
    })?;
    let secrets = stack.foundation().secrets();
    let senders = [
        Sender {
            title: "with a team's virtual key",
            header: format!("Authorization: Bearer {}", secrets.demo_key()),
            may_call: |route| matches!(route.auth, Auth::Team | Auth::TeamOrOperator(_)),
        },
        Sender {
            title: "with the admin key",
            header: format!("X-Admin-Key: {}", secrets.admin_key()),
            may_call: |route| !matches!(route.auth, Auth::Team),
        },
    ];
    let mut failed = Vec::new();
    for sender in senders {
        say(format!("\n=== schemathesis {}", sender.title));
        // All that it finds is of use: the second sender has its turn whatever the first one found.
        if let Err(error) = send(checkout, &python, &stack, &sender, arguments) {
            say(format!("{error:#}"));
            failed.push(sender.title);
        }
    }
    say(format!("The functions' log is {}", stack.functions().log().display()));
    ensure!(failed.is_empty(), "not everything is as described: {}", failed.join(", "));
    Ok(())
}

fn send(
    checkout: &Checkout,
    python: &PythonTools,
    stack: &Stack,
    sender: &Sender<'_>,
    arguments: &Arguments,
) -> Result<()> {
    let root = checkout.root();
    let mut command = python.program("schemathesis");
    command
        // What it keeps for itself, it keeps here.
        .current_dir(python.folder())
        .arg("--config-file")
        .arg(root.join("tools/xtask/src/schemathesis/schemathesis.toml"))
        .arg("run")
        .arg(root.join("docs/openapi.json"))
        .args(["--url", &stack.base_url(), "--checks", CHECKS])
        .args(["--header", &sender.header, "--phases", "examples,coverage,fuzzing", "--workers", "1"])
        .args(["--max-examples", &arguments.examples.to_string(), "--seed", &arguments.seed.to_string()])
        .args(["--generation-deterministic", "--continue-on-failure"])
        .args(["--warnings", "off", "--request-timeout", "30"]);
    for route in ROUTES.iter().filter(|route| (sender.may_call)(route)) {
        command.args(["--include-operation-id", route.operation.name()]);
    }
    run_command(&mut command)
}
