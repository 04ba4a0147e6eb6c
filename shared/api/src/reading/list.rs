//! Lists of a bounded length.

use std::ops::{Deref, DerefMut, RangeInclusive};

use serde::Serialize;
use serde_json::Value;

use crate::reading::{Faults, Path, ReadValue};

/// A list of at least `MIN` and at most `MAX` items.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct List<T, const MAX: usize, const MIN: usize = 0>(Vec<T>);

impl<T, const MAX: usize, const MIN: usize> List<T, MAX, MIN> {
    /// The items.
    #[must_use]
    pub fn into_vec(self) -> Vec<T> {
        self.0
    }

    /// What becomes of the items, of which some may be left out: there are no more than before.
    pub(crate) fn filter_map<U>(self, made: impl FnMut(T) -> Option<U>) -> List<U, MAX> {
        List(self.0.into_iter().filter_map(made).collect())
    }
}

impl<T, const MAX: usize> Default for List<T, MAX> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T, const MAX: usize, const MIN: usize> Deref for List<T, MAX, MIN> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T, const MAX: usize, const MIN: usize> DerefMut for List<T, MAX, MIN> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.0
    }
}

impl<T: ReadValue, const MAX: usize, const MIN: usize> ReadValue for List<T, MAX, MIN> {
    fn read_value(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        let items = items_of(value, MIN..=MAX, at, faults)?;
        read_items(items, at, faults, T::read_value).map(Self)
    }
}

/// Reads every item, so that the faults of all of them are named, until so many have been found that no more are listed.
pub(crate) fn read_items<T>(
    items: &[Value],
    at: &Path<'_>,
    faults: &mut Faults,
    mut read: impl FnMut(&Value, &Path<'_>, &mut Faults) -> Option<T>,
) -> Option<Vec<T>> {
    let mut all = Some(Vec::new());
    for (index, item) in items.iter().enumerate() {
        if faults.are_enough() {
            return None;
        }
        match (read(item, &at.item(index), faults), &mut all) {
            (Some(item), Some(items)) => items.push(item),
            (None, all) => *all = None,
            (Some(_), None) => {}
        }
    }
    all
}

/// The items of a list that must have so many.
pub(crate) fn items_of<'v>(
    value: &'v Value,
    length: RangeInclusive<usize>,
    at: &Path<'_>,
    faults: &mut Faults,
) -> Option<&'v [Value]> {
    let Value::Array(items) = value else {
        faults.malformed(at, "list_type", "Must be a list");
        return None;
    };
    if items.len() > *length.end() {
        faults.malformed(at, "too_long", format!("Must have at most {} items", length.end()));
        return None;
    }
    if items.len() < *length.start() {
        let message = match length.start() {
            1 => "Must have at least one item".to_owned(),
            least => format!("Must have at least {least} items"),
        };
        faults.malformed(at, "too_short", message);
        return None;
    }
    Some(items)
}
