//! How the members of a request are read: required ones, optional ones, and those that null takes away.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::reading::{Faults, Patch, Path, ReadValue};

/// A member of a request, as its type says: `T` must be there, `Option<T>` may be absent or null, and a [`Patch`] distinguishes null
/// from absent.
pub trait Member: Serialize + Sized {
    /// Whether there must be a value.
    const REQUIRED: bool;

    /// Reads the member. `None` if something is wrong with it, which `faults` then has.
    fn read_member(
        object: &Map<String, Value>,
        name: &'static str,
        at: &Path<'_>,
        faults: &mut Faults,
    ) -> Option<Self>;

    /// Whether the JSON that the store sends has nothing of it: it is absent, or a secret.
    fn is_left_out(&self) -> bool;
}

/// The value of a member, unless it is absent or null.
pub(super) fn present<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    object.get(name).filter(|value| !value.is_null())
}

impl<T: ReadValue + Serialize> Member for T {
    const REQUIRED: bool = true;

    fn read_member(
        object: &Map<String, Value>,
        name: &'static str,
        at: &Path<'_>,
        faults: &mut Faults,
    ) -> Option<Self> {
        let at = at.member(name);
        match present(object, name) {
            Some(value) => T::read_value(value, &at, faults),
            None => {
                faults.missing(&at);
                None
            }
        }
    }

    fn is_left_out(&self) -> bool {
        T::IS_SECRET
    }
}

impl<T: ReadValue + Serialize> Member for Option<T> {
    const REQUIRED: bool = false;

    fn read_member(
        object: &Map<String, Value>,
        name: &'static str,
        at: &Path<'_>,
        faults: &mut Faults,
    ) -> Option<Self> {
        match present(object, name) {
            Some(value) => T::read_value(value, &at.member(name), faults).map(Some),
            None => Some(None),
        }
    }

    fn is_left_out(&self) -> bool {
        T::IS_SECRET || self.is_none()
    }
}

impl<T: ReadValue + Serialize> Member for Patch<T> {
    const REQUIRED: bool = false;

    fn read_member(
        object: &Map<String, Value>,
        name: &'static str,
        at: &Path<'_>,
        faults: &mut Faults,
    ) -> Option<Self> {
        match object.get(name) {
            None => Some(Self::Keep),
            Some(Value::Null) => Some(Self::Clear),
            Some(value) => T::read_value(value, &at.member(name), faults).map(Self::Set),
        }
    }

    fn is_left_out(&self) -> bool {
        T::IS_SECRET || self.is_keep()
    }
}
