//! What this instance remembers of routes that have just failed.
//!
//! The database learns of a failure when the call is settled, and reports it to later calls. This memory covers the time until then,
//! and the time in which the database cannot be reached. It works in an isolate of Workers, which serves many calls. An instance of
//! Spin serves one call, so it has nothing to remember.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use api::ids::CredentialId;
use api::provider::Provider;
use api::route_health::RouteTrouble;

/// Failures in a row after which a route is set aside.
const FAILURES: u32 = 5;
/// For how long a route is set aside, in milliseconds: by then the database knows.
const SET_ASIDE_MS: u64 = 30_000;
/// Failures that are older than this say nothing about now, in milliseconds.
const FORGOTTEN_MS: u64 = 300_000;
/// The most routes that are remembered.
const MAX_ROUTES: usize = 1_000;

/// A model with a key for it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Route {
    /// Who serves it.
    pub provider: Provider,
    /// The provider's name of the model.
    pub model: String,
    /// The organization's key; none for the deployment's.
    pub credential_id: Option<CredentialId>,
}

/// The routes that have failed.
#[derive(Debug, Default)]
pub struct RouteMemory {
    failing: HashMap<Route, Failures>,
}

#[derive(Debug, Clone, Copy)]
struct Failures {
    in_a_row: u32,
    last_ms: u64,
    is_certain: bool,
}

impl RouteMemory {
    /// Whether a route is better tried after the others.
    #[must_use]
    pub fn is_set_aside(&self, route: &Route, now_ms: u64) -> bool {
        self.failing.get(route).is_some_and(|failures| {
            (failures.is_certain || failures.in_a_row >= FAILURES)
                && now_ms.saturating_sub(failures.last_ms) < SET_ASIDE_MS
        })
    }

    /// Takes note of how an attempt ended: of what it says about its route.
    pub fn note(&mut self, route: Route, is_served: bool, trouble: Option<RouteTrouble>, now_ms: u64) {
        let Some(trouble) = trouble else {
            if is_served {
                self.failing.remove(&route);
            }
            return;
        };
        if self.failing.len() >= MAX_ROUTES && !self.failing.contains_key(&route) {
            self.failing.retain(|_, failures| now_ms.saturating_sub(failures.last_ms) < SET_ASIDE_MS);
            if self.failing.len() >= MAX_ROUTES {
                return;
            }
        }
        let before = self
            .failing
            .get(&route)
            .filter(|failures| now_ms.saturating_sub(failures.last_ms) < FORGOTTEN_MS);
        let failures = Failures {
            in_a_row: before.map_or(0, |failures| failures.in_a_row).saturating_add(1),
            last_ms: now_ms,
            is_certain: trouble != RouteTrouble::Failing,
        };
        self.failing.insert(route, failures);
    }
}

static MEMORY: Mutex<Option<RouteMemory>> = Mutex::new(None);

/// Does something with what this instance remembers.
pub fn with_memory<T>(work: impl FnOnce(&mut RouteMemory) -> T) -> T {
    // What a panic left behind is as good as before.
    let mut memory = MEMORY.lock().unwrap_or_else(PoisonError::into_inner);
    work(memory.get_or_insert_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route(model: &str) -> Route {
        Route { provider: Provider::Openai, model: model.to_owned(), credential_id: None }
    }

    #[test]
    fn a_route_that_keeps_failing_is_set_aside_for_a_while() {
        let mut memory = RouteMemory::default();
        for failure in 1..=5 {
            assert!(!memory.is_set_aside(&route("m"), 1_000), "after {} failures", failure - 1);
            memory.note(route("m"), false, Some(RouteTrouble::Failing), 1_000);
        }
        assert!(memory.is_set_aside(&route("m"), 2_000) && !memory.is_set_aside(&route("other"), 2_000));
        assert!(!memory.is_set_aside(&route("m"), 1_000 + SET_ASIDE_MS), "it is tried again");
        memory.note(route("m"), false, Some(RouteTrouble::Failing), 40_000);
        assert!(memory.is_set_aside(&route("m"), 41_000), "the trial has failed");
        memory.note(route("m"), true, None, 42_000);
        assert!(!memory.is_set_aside(&route("m"), 42_000), "it has served");
    }

    #[test]
    fn a_model_that_is_gone_and_a_key_that_is_refused_are_set_aside_at_once() {
        for trouble in [RouteTrouble::Gone, RouteTrouble::Account] {
            let mut memory = RouteMemory::default();
            memory.note(route("m"), false, Some(trouble), 1_000);
            assert!(memory.is_set_aside(&route("m"), 1_000));
        }
    }

    #[test]
    fn a_failure_of_the_request_says_nothing_about_the_route() {
        let mut memory = RouteMemory::default();
        memory.note(route("m"), false, Some(RouteTrouble::Gone), 1_000);
        memory.note(route("m"), false, None, 2_000);
        memory.note(route("n"), false, None, 2_000);
        assert!(memory.is_set_aside(&route("m"), 2_000) && !memory.is_set_aside(&route("n"), 2_000));
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let mut memory = RouteMemory::default();
        for number in 0..3 * MAX_ROUTES {
            memory.note(route(&number.to_string()), false, Some(RouteTrouble::Gone), 1_000);
        }
        assert_eq!(memory.failing.len(), MAX_ROUTES);
    }
}
