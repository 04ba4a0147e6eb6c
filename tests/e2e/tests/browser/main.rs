//! The dashboard in a real browser, against the running system. The trials are in `tests/e2e/browser`; each is one here.
//!
//! `TOLLGATE_CHROMIUM` names a browser; without it the machine's own is used, or the one that an npm package brings.

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
    let scripts = Scripts::ready(&Checkout::find()?)?;
    let sentences = scripts.sentences()?;
    if arguments.list {
        libtest_mimic::run(&arguments, trials(&sentences, |_| Ok(()))).exit();
    }
    let runtime = Runtime::new()?;
    let world = runtime.block_on(World::start())?;
    let runner = Arc::new(Runner::start(&scripts, &world)?);
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
