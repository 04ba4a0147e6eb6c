//! SDKs and frameworks of others, unmodified but for their base URL and key, against a model of every provider. Each trial is one
//! client with one provider's models; the matrix of what works is printed at the end.
//!
//! `TOLLGATE_CLIENTS=all` tries the clients from PyPI too: `cargo xtask clients`.

mod books;
mod client;
mod matrix;
mod provider;
mod script;

use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Result, bail};
use libtest_mimic::{Arguments, Failed, Trial};
use stack::Checkout;
use tokio::runtime::Runtime;
use tollgate_e2e::World;

use client::Client;
use matrix::Matrix;
use provider::ProviderModels;
use script::Scripts;

/// How many clients are tried side by side: most of the time they wait.
const SIDE_BY_SIDE: usize = 6;

fn main() -> ExitCode {
    match run(Arguments::from_args()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<()> {
    let with_python = std::env::var("TOLLGATE_CLIENTS").is_ok_and(|clients| clients == "all");
    let clients: Vec<Client> =
        client::ALL.into_iter().filter(|client| with_python || !client.is_python()).collect();
    if arguments.list {
        libtest_mimic::run(&arguments, trials(&clients, |_, _| Ok(()))).exit();
    }
    let scripts = Arc::new(Scripts::ready(&Checkout::find()?, with_python)?);
    let runtime = Arc::new(Runtime::new()?);
    let world = Arc::new(runtime.block_on(World::start())?);
    let matrix = Arc::new(Mutex::new(Matrix::default()));
    let trial = {
        let (runtime, world, matrix) = (runtime.clone(), world.clone(), matrix.clone());
        move |client: Client, provider: ProviderModels| {
            let tried = runtime.block_on(script::try_client(&world, &scripts, client, provider))?;
            let failures = tried.failures();
            matrix.lock().unwrap_or_else(PoisonError::into_inner).add(client, provider, tried);
            if failures.is_empty() { Ok(()) } else { bail!("{}", failures.join("\n\n")) }
        }
    };
    let arguments = Arguments { test_threads: arguments.test_threads.or(Some(SIDE_BY_SIDE)), ..arguments };
    let clients_tried = libtest_mimic::run(&arguments, trials(&clients, trial));
    let teams = matrix.lock().unwrap_or_else(PoisonError::into_inner).teams();
    let right = {
        let (runtime, world) = (runtime.clone(), world.clone());
        Trial::test("the books are right after all that", move || {
            runtime.block_on(books::check(&world, &teams)).map_err(failed)
        })
    };
    let books_checked = libtest_mimic::run(&Arguments { filter: None, ..arguments }, vec![right]);
    println!("{}", matrix.lock().unwrap_or_else(PoisonError::into_inner));
    runtime.block_on(world.stop());
    if clients_tried.has_failed() || books_checked.has_failed() {
        bail!("not every client works")
    }
    Ok(())
}

/// A trial for each client and provider.
fn trials(
    clients: &[Client],
    trial: impl Fn(Client, ProviderModels) -> Result<()> + Clone + Send + 'static,
) -> Vec<Trial> {
    let pairs = clients.iter().flat_map(|client| provider::ALL.map(|provider| (*client, provider)));
    let trials = pairs.map(|(client, provider)| {
        let (trial, name) = (trial.clone(), format!("{} with models of {}", client.name, provider.name));
        Trial::test(name, move || trial(client, provider).map_err(failed))
    });
    trials.collect()
}

fn failed(error: anyhow::Error) -> Failed {
    Failed::from(format!("{error:#}"))
}
