//! Which fields of bodies and queries were read, on this thread: so that a test can tell a field that is read and not
//! described from one that nobody knows.

use std::cell::RefCell;
use std::collections::BTreeSet;

thread_local! {
    static NOTED: RefCell<BTreeSet<String>> = const { RefCell::new(BTreeSet::new()) };
}

/// Notes a field.
pub(crate) fn note(name: &str) {
    NOTED.with_borrow_mut(|noted| noted.insert(name.to_owned()));
}

/// The fields that were read since this was asked last.
#[must_use]
pub fn take() -> BTreeSet<String> {
    NOTED.take()
}
