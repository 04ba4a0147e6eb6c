//! Ids, names, addresses and times: texts that parse into their types.

use std::fmt::Display;
use std::str::FromStr;

use serde_json::Value;
use uuid::Uuid;

use crate::admin_users::Email;
use crate::calendar::DateOrTime;
use crate::ids::{
    AccessGroupName, CallId, CredentialId, DeliveryId, JobId, ModelAlias, ModelGroupName, OrganizationId,
    SessionId, TeamId, UserId, VirtualKeyId, WebhookId,
};
use crate::reading::{Faults, Path, ReadValue};
use crate::timestamp::Timestamp;

/// Reads texts by [`FromStr`]. What does not parse is malformed, and the error says what it must be.
macro_rules! read_by_parsing {
    ($($type:ty),* $(,)?) => {$(
        impl ReadValue for $type {
            fn read_value(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
                parse(text_of(value, "string_type", "Must be a string", at, faults)?, "value_error", at, faults)
            }
        }
    )*};
}

read_by_parsing!(TeamId, OrganizationId, ModelAlias, AccessGroupName, ModelGroupName, Email);

macro_rules! read_uuids {
    ($($type:ty),* $(,)?) => {$(
        impl ReadValue for $type {
            fn read_value(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
                let id = text_of(value, "string_type", "Must be a string", at, faults)?.parse().ok();
                if id.is_none() {
                    faults.malformed(at, "uuid_parsing", "Must be an id: a UUID");
                }
                id
            }
        }
    )*};
}

read_uuids!(Uuid, JobId, CallId, CredentialId, UserId, SessionId, VirtualKeyId, WebhookId, DeliveryId);

impl ReadValue for Timestamp {
    fn read_value(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        let text = text_of(value, "datetime_type", "Must be a date and time", at, faults)?;
        parse(text, "datetime_parsing", at, faults)
    }
}

impl ReadValue for DateOrTime {
    fn read_value(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        let bound = value.as_str().and_then(|text| text.parse().ok());
        if bound.is_none() {
            let name = at.name();
            faults.impossible(
                at,
                format!("`{name}` must be a date as in 2026-01-31 or a time as in 2026-01-31T08:00:00Z."),
            );
        }
        bound
    }
}

/// The text that a value must be.
fn text_of<'v>(
    value: &'v Value,
    kind: &'static str,
    message: &str,
    at: &Path<'_>,
    faults: &mut Faults,
) -> Option<&'v str> {
    if value.as_str().is_none() {
        faults.malformed(at, kind, message);
    }
    value.as_str()
}

/// What a text parses into.
fn parse<T: FromStr<Err: Display>>(
    text: &str,
    kind: &'static str,
    at: &Path<'_>,
    faults: &mut Faults,
) -> Option<T> {
    text.parse().map_err(|error: T::Err| faults.malformed(at, kind, error.to_string())).ok()
}
