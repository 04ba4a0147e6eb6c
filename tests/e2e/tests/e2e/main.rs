//! End-to-end tests: HTTP against the functions on the real runtime, with a real PostgreSQL behind a counting relay and
//! a provider simulator that speaks the providers' wire formats.
//!
//! One system serves all tests of a run; each test has a team of its own. Tests that break something everybody uses
//! run alone, after the others.

mod access_groups;
mod admin_users;
mod admission;
mod adversary;
mod attention;
mod bounded_bodies;
mod calls;
mod completion;
mod connections;
mod crashes;
mod credits;
mod dashboard_files;
mod database;
mod docs;
mod doors;
mod doubts;
mod dropping;
mod embeddings;
mod envelope;
mod fallback;
mod faults;
mod generated_clients;
mod holds;
mod idempotency;
mod importing;
mod isolation;
mod job_reading;
mod jobs;
mod keys;
mod load;
mod looking_through;
mod messages;
mod model_groups;
mod models;
mod organizations;
mod parameters_by_model;
mod permissions;
mod plans;
mod prompt_caching;
mod provider_credentials;
mod provider_faults;
mod provider_keys;
mod providers;
mod rates;
mod reasoning;
mod replica;
mod resealing;
mod responses;
mod round_trips;
mod route_faults;
mod route_health;
mod sdk_retries;
mod setting_up;
mod sign_in;
mod sign_in_by_cookie;
mod stale_forms;
mod stats;
mod streams;
mod sweep;
mod teams;
mod tool_translation;
mod translation;
mod trial;
mod usage;
mod webhook_delivery;
mod webhooks;

use std::process::ExitCode;
use std::sync::Arc;

use libtest_mimic::Arguments;
use tollgate_e2e::World;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => Arc::new(runtime),
        Err(error) => {
            eprintln!("no runtime: {error}");
            return ExitCode::FAILURE;
        }
    };
    if arguments.list {
        let world = None;
        libtest_mimic::run(&arguments, trials(&runtime, world)).exit();
    }
    let world = match runtime.block_on(World::start()) {
        Ok(world) => Arc::new(world),
        Err(error) => {
            eprintln!("the system under test did not start: {error:?}");
            return ExitCode::FAILURE;
        }
    };
    let alone = Arguments { test_threads: Some(1), ..arguments.clone() };
    let first = libtest_mimic::run(&alone, trial::exclusive(&runtime, &world, sign_in::first::TRIALS));
    let together = libtest_mimic::run(&arguments, trials(&runtime, Some(&world)));
    let exclusive = libtest_mimic::run(
        &alone,
        trial::exclusive(
            &runtime,
            &world,
            &[
                round_trips::TRIALS,
                envelope::alone::TRIALS,
                faults::TRIALS,
                connections::TRIALS,
                replica::TRIALS,
                webhook_delivery::alone::TRIALS,
                resealing::TRIALS,
                load::TRIALS,
                adversary::TRIALS,
                crashes::TRIALS,
            ]
            .concat(),
        ),
    );
    runtime.block_on(world.stop());
    if first.has_failed() || together.has_failed() || exclusive.has_failed() {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

fn trials(runtime: &Arc<tokio::runtime::Runtime>, world: Option<&Arc<World>>) -> Vec<libtest_mimic::Trial> {
    [
        access_groups::TRIALS,
        admin_users::TRIALS,
        admission::TRIALS,
        attention::TRIALS,
        bounded_bodies::TRIALS,
        calls::TRIALS,
        completion::TRIALS,
        credits::TRIALS,
        database::TRIALS,
        dashboard_files::TRIALS,
        docs::TRIALS,
        doors::TRIALS,
        sdk_retries::TRIALS,
        messages::TRIALS,
        responses::TRIALS,
        doubts::TRIALS,
        dropping::TRIALS,
        embeddings::TRIALS,
        envelope::TRIALS,
        fallback::TRIALS,
        generated_clients::TRIALS,
        holds::TRIALS,
        idempotency::TRIALS,
        importing::TRIALS,
        isolation::TRIALS,
        job_reading::TRIALS,
        looking_through::TRIALS,
        jobs::TRIALS,
        model_groups::TRIALS,
        keys::TRIALS,
        models::TRIALS,
        organizations::TRIALS,
        parameters_by_model::TRIALS,
        permissions::TRIALS,
        plans::TRIALS,
        prompt_caching::TRIALS,
        provider_credentials::TRIALS,
        provider_faults::TRIALS,
        route_faults::TRIALS,
        provider_keys::TRIALS,
        providers::TRIALS,
        rates::TRIALS,
        reasoning::TRIALS,
        route_health::TRIALS,
        sign_in::TRIALS,
        sign_in_by_cookie::TRIALS,
        setting_up::TRIALS,
        stale_forms::TRIALS,
        stats::TRIALS,
        streams::TRIALS,
        teams::TRIALS,
        tool_translation::TRIALS,
        translation::TRIALS,
        sweep::TRIALS,
        usage::TRIALS,
        webhook_delivery::TRIALS,
        webhooks::TRIALS,
    ]
    .concat()
    .into_iter()
    .map(|trial| trial.bind(runtime, world))
    .collect()
}
