//! The dashboard in a real browser, against the running system. The trials are in `tests/e2e/browser`; each is one here.
//!
//! `TOLLGATE_CHROMIUM` names a browser; without it the machine's own is used, or the one that an npm package brings.
//! `TOLLGATE_SCREENSHOTS` names a folder for pictures of all pages: `docs/screenshots`. The database is filled first with
//! the demo data of a quarter (`cargo xtask seed --story`). To make only the pictures, run
//! `cargo test -p tollgate-e2e --test browser -- "pictures of"`.

mod runner;

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Result, bail};
use libtest_mimic::{Arguments, Failed, Trial};
use stack::Checkout;
use tokio::runtime::Runtime;
use tollgate_e2e::World;

use runner::{Runner, Scripts};

/// How many trials run side by side: pages wait for the functions, and both for two cores.
const SIDE_BY_SIDE: usize = 3;

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
    let checkout = Checkout::find()?;
    let screenshots = std::env::var_os("TOLLGATE_SCREENSHOTS").map(|folder| checkout.root().join(folder));
    let with_story = screenshots.is_some();
    let scripts = Scripts::ready(&checkout, World::wanted_runtime()?, screenshots)?;
    let sentences = scripts.sentences()?;
    if arguments.list {
        libtest_mimic::run(&arguments, trials(&sentences, |_| Ok(()))).exit();
    }
    let runtime = Runtime::new()?;
    let world = runtime.block_on(World::start())?;
    if with_story {
        runtime.block_on(world.tell_story(&checkout))?;
    }
    let simulator = runtime.block_on(world.with_stack(|stack| stack.foundation().simulator().root_url()))?;
    let runner = Arc::new(Runner::start(&scripts, &world, &simulator)?);
    let trial = {
        let runner = runner.clone();
        move |sentence: &str| runner.run(sentence)
    };
    let arguments = Arguments { test_threads: arguments.test_threads.or(Some(SIDE_BY_SIDE)), ..arguments };
    let conclusion = libtest_mimic::run(&arguments, trials(&sentences, trial));
    runner.stop();
    runtime.block_on(world.stop());
    if conclusion.has_failed() {
        bail!("not every page does what it should; pictures are in {}", scripts.pictures().display())
    }
    Ok(())
}

fn trials(sentences: &[String], trial: impl Fn(&str) -> Result<()> + Clone + Send + 'static) -> Vec<Trial> {
    sentences
        .iter()
        .map(|sentence| {
            let (trial, name) = (trial.clone(), sentence.clone());
            Trial::test(sentence.clone(), move || {
                trial(&name).map_err(|error| Failed::from(format!("{error:#}")))
            })
        })
        .collect()
}
