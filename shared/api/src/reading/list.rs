//! Lists of a bounded length.

use std::ops::{Deref, DerefMut};

use serde::Serialize;
use serde_json::Value;

use crate::reading::{Faults, Path, ReadValue};

/// A list of at most `MAX` items.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct List<T, const MAX: usize>(Vec<T>);

impl<T, const MAX: usize> List<T, MAX> {
    /// The items.
    #[must_use]
    pub fn into_vec(self) -> Vec<T> {
        self.0
    }
}

impl<T, const MAX: usize> Default for List<T, MAX> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T, const MAX: usize> Deref for List<T, MAX> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T, const MAX: usize> DerefMut for List<T, MAX> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.0
    }
}

impl<T: ReadValue, const MAX: usize> ReadValue for List<T, MAX> {
    fn read_value(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        let Value::Array(items) = value else {
            faults.malformed(at, "list_type", "Must be a list");
            return None;
        };
        if items.len() > MAX {
            faults.malformed(at, "too_long", format!("Must have at most {MAX} items"));
            return None;
        }
        // Every item is looked at, so that the faults of all of them are named.
        let read: Vec<Option<T>> = items
            .iter()
            .enumerate()
            .map(|(index, item)| T::read_value(item, &at.item(index), faults))
            .collect();
        read.into_iter().collect::<Option<Vec<T>>>().map(Self)
    }
}
