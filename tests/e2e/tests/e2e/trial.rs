//! A test of the suite: a name and an async function of the world.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use libtest_mimic::{Completion, Failed, Trial as MimicTrial};
use tokio::runtime::Runtime;
use tollgate_e2e::World;

/// What a test gives back.
pub type Outcome = anyhow::Result<()>;
/// Why a test cannot be made on this machine. It counts as ignored then, not as failed.
#[derive(Debug)]
pub struct Skipped(pub String);

impl std::fmt::Display for Skipped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "skipped: {}", self.0)
    }
}

impl std::error::Error for Skipped {}

/// A test's body.
pub type Body = fn(Arc<World>) -> Pin<Box<dyn Future<Output = Outcome> + Send>>;

/// One test.
#[derive(Clone, Copy)]
pub struct Trial {
    pub name: &'static str,
    pub body: Body,
}

impl Trial {
    /// Makes it runnable.
    pub fn bind(self, runtime: &Arc<Runtime>, world: Option<&Arc<World>>) -> MimicTrial {
        let (runtime, world) = (runtime.clone(), world.cloned());
        MimicTrial::ignorable_test(self.name.replace('_', " "), move || match world {
            Some(world) => completion(runtime.block_on((self.body)(world))),
            None => Err(Failed::from("the system under test is not running")),
        })
    }
}

fn completion(outcome: Outcome) -> Result<Completion, Failed> {
    match outcome {
        Ok(()) => Ok(Completion::Completed),
        Err(error) => match error.downcast::<Skipped>() {
            Ok(skipped) => Ok(Completion::ignored_with(skipped)),
            // Without a backtrace: it would bury what the test says.
            Err(error) => Err(Failed::from(format!("{error:#}"))),
        },
    }
}

/// The tests that run one at a time, after the others.
pub fn exclusive(runtime: &Arc<Runtime>, world: &Arc<World>, trials: &[Trial]) -> Vec<MimicTrial> {
    trials.iter().map(|trial| trial.bind(runtime, Some(world))).collect()
}

/// Lists a module's tests: `trials![a_sentence_about_behaviour, another]`.
#[macro_export]
macro_rules! trials {
    ($($name:ident),* $(,)?) => {
        /// The tests of this module.
        pub const TRIALS: &[$crate::trial::Trial] = &[
            $($crate::trial::Trial { name: stringify!($name), body: |world| Box::pin($name(world)) }),*
        ];
    };
}
