//! `cargo xtask dev`: everything on this machine, until Ctrl-C.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use api::functions::DASHBOARD;
use clap::Args;
use stack::build::{Builder, Mode};
use stack::checkout::Checkout;
use stack::database::{Migrated, migrate};
use stack::node::NodeTools;
use stack::operators::has_operators;
use stack::ports::is_free;
use stack::process::say;
use stack::sql_functions::{Retention, drop_unused};
use stack::watch::Sources;
use stack::{Foundation, Function, Runtime, Stack, StackOptions, seed};

use crate::runtime::RuntimeArgument;
use crate::story::StoryArguments;

/// How often the sources are looked at.
const INTERVAL: Duration = Duration::from_millis(400);

/// Where the functions are, and what runs them.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The functions' port on this machine.
    #[arg(long, default_value_t = 8787)]
    port: u16,
    #[command(flatten)]
    runtime: RuntimeArgument,
    #[command(flatten)]
    story: StoryArguments,
}

/// Runs the command.
///
/// # Errors
/// If something is missing or does not come up. A function that does not compile after a change is no error: the
/// last one that did keeps running.
pub fn run(checkout: &Checkout, arguments: &Arguments) -> Result<()> {
    let start = Instant::now();
    anyhow::ensure!(
        is_free(arguments.port),
        "port {} is in use: choose another one with --port",
        arguments.port
    );
    arguments.story.check(StackOptions::development(checkout)?.database())?;
    let builder = Builder::ready(checkout, arguments.runtime.get())?;
    let sources = Sources::of(checkout);
    say(format!("Building the functions ({})", builder.toolchain().description()));
    builder.build(checkout, &Function::all(), Mode::Development)?;
    let runtime = tokio::runtime::Runtime::new().context("no async runtime")?;
    runtime.block_on(async {
        let interrupted = interruption()?;
        tokio::pin!(interrupted);
        let options = StackOptions::development(checkout)?
            .in_runtime(arguments.runtime.get())
            .with_port(arguments.port);
        let stack = tokio::select! {
            stack = raise(checkout, builder.node(), options, &arguments.story) => stack?,
            () = &mut interrupted => return Ok(()),
        };
        greet(&stack, start.elapsed()).await?;
        tokio::select! {
            outcome = keep_up(checkout, &builder, stack, sources) => outcome,
            () = &mut interrupted => {
                say("\nStopping");
                Ok(())
            }
        }
    })
}

/// Ends at Ctrl-C, or when the terminal or a supervisor asks to end.
fn interruption() -> Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            _ = hang_up.recv() => {}
        }
    })
}

async fn raise(
    checkout: &Checkout,
    node: &NodeTools,
    options: StackOptions,
    story: &StoryArguments,
) -> Result<Stack> {
    say("Starting PostgreSQL");
    let foundation = Foundation::lay(checkout, node, options).await?;
    let simulator = foundation.simulator().root_url();
    seed::seed(foundation.database(), foundation.secrets(), &simulator).await?;
    story.tell(checkout, foundation.database(), foundation.secrets(), &simulator).await?;
    say("Starting the functions");
    foundation.raise().await
}

async fn greet(stack: &Stack, time: Duration) -> Result<()> {
    let foundation = stack.foundation();
    say(format!("\n  dashboard   {}", dashboard(stack).await?));
    say(format!(
        "\nTollgate is up after {:.1} s. Ctrl-C stops it; data, secrets and logs stay in",
        time.as_secs_f32()
    ));
    say(format!("{}.\n", foundation.folder().display()));
    say(format!("  functions   {}", stack.base_url()));
    say(format!("  database    {}", foundation.database().for_people()));
    say(format!("  simulator   {}", foundation.simulator().root_url()));
    say(format!("  logs        {}", stack.functions().log().display()));
    say(format!("  admin key   in {}", foundation.folder().join("admin-key").display()));
    say("\nA first call:\n");
    println!("{}", first_call(&stack.base_url(), foundation.secrets().demo_key()));
    let others: Vec<&str> =
        seed::ALIASES.iter().map(|(alias, ..)| *alias).filter(|alias| *alias != seed::ALIAS).collect();
    say(format!(
        "\nThe same with another provider, also simulated: \"model\":\"{}\".",
        others.join("\" or \"")
    ));
    say("Changed sources are built and picked up as you save them.");
    Ok(())
}

/// Where the dashboard is: while nobody can sign in yet, at its first set-up, with the admin key in the fragment, which a browser
/// keeps to itself.
async fn dashboard(stack: &Stack) -> Result<String> {
    let foundation = stack.foundation();
    let page = format!("{}{DASHBOARD}/", stack.base_url());
    if has_operators(foundation.database()).await? {
        return Ok(page);
    }
    Ok(format!("{page}set-up#admin-key={}", foundation.secrets().admin_key()))
}

/// A command line that works as pasted.
fn first_call(base_url: &str, key: &str) -> String {
    let body = serde_json::json!({
        "team_id": seed::TEAM,
        "job_type": "greeting",
        "model": seed::ALIAS,
        "messages": [{"role": "user", "content": "Say hello."}],
    });
    format!(
        "curl {base_url}/api/jobs/create-and-call \\\n  -H 'authorization: Bearer {key}' \\\n  \
         -H 'content-type: application/json' \\\n  -d '{body}'"
    )
}

async fn migrate_again(checkout: &Checkout, foundation: &Foundation) -> Result<Migrated> {
    migrate(checkout, foundation.database(), Some(foundation.functions_database()?)).await
}

/// Builds again whenever a source changes, and has the runtime take what the build has changed.
async fn keep_up(
    checkout: &Checkout,
    builder: &Builder,
    mut stack: Stack,
    mut sources: Sources,
) -> Result<()> {
    loop {
        tokio::time::sleep(INTERVAL).await;
        stack.functions_mut().check()?;
        if !sources.changed() {
            continue;
        }
        let start = Instant::now();
        match migrate_again(checkout, stack.foundation()).await {
            Ok(migrated) if migrated.migrations > 0 || migrated.functions => {
                say(format!("Database: {migrated}"))
            }
            Ok(_) => {}
            Err(error) => say(format!("{error:#}")),
        }
        let functions = Function::all();
        match tokio::task::block_in_place(|| builder.build(checkout, &functions, Mode::Development)) {
            Ok(built) => {
                let changed: Vec<&str> =
                    built.iter().filter(|b| b.changed).map(|b| b.function.name()).collect();
                // The functions that run now are of the newest version, or of the previous one until they are replaced.
                let mut connection = stack.foundation().database().connect().await?;
                drop_unused(&mut connection, Retention::Development).await?;
                if !changed.is_empty() {
                    // wrangler watches what it runs.
                    if builder.runtime() == Runtime::Spin {
                        stack.functions_mut().restart().await?;
                    }
                    say(format!("Built {} in {:.1} s", changed.join(", "), start.elapsed().as_secs_f32()));
                }
            }
            Err(error) => say(format!("{error:#}; the functions built before keep running")),
        }
    }
}
