//! What the types that check themselves look like in JSON, as JSON Schema 2020-12: for the OpenAPI document. Types that are
//! plain structures derive theirs.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::json;

use crate::admin_users::Email;
use crate::calendar::{DateOrTime, Day};
use crate::call_listing::CallIds;
use crate::ids::{
    AccessGroupName, CallId, CredentialId, DeliveryId, JobId, ModelAlias, ModelGroupName, OrganizationId,
    SessionId, TeamId, UserId, VirtualKeyId, WebhookId,
};
use crate::money::{Credits, CreditsPerDollar, MarkupPercent, PlanPrice, Usd, UsdPerMillionTokens};
use crate::period::Period;
use crate::timestamp::Timestamp;
use crate::webhooks::{AuthHeader, WebhookEvent, WebhookEvents, WebhookUrl};

/// Describes types by schemas that stand where they are used.
macro_rules! described {
    ($($type:ty => $schema:expr),* $(,)?) => {$(
        impl JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    )*};
}

described! {
    JobId => uuid(),
    CallId => uuid(),
    CredentialId => uuid(),
    UserId => uuid(),
    SessionId => uuid(),
    VirtualKeyId => uuid(),
    WebhookId => uuid(),
    DeliveryId => uuid(),
    CallIds => {
        let id = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";
        json_schema!({
            "type": "string",
            "pattern": format!("^{id}(,{id}){{0,{}}}$", CallIds::MAX - 1),
            "examples": ["0192f0c1-0000-7000-8000-000000000001,0192f0c1-0000-7000-8000-000000000002"],
        })
    },
    TeamId => name(TeamId::MAX_LENGTH),
    OrganizationId => name(OrganizationId::MAX_LENGTH),
    ModelAlias => name(ModelAlias::MAX_LENGTH),
    AccessGroupName => name(AccessGroupName::MAX_LENGTH),
    ModelGroupName => name(ModelGroupName::MAX_LENGTH),
    Email => json_schema!({"type": "string", "format": "email", "maxLength": Email::MAX_LENGTH}),
    WebhookUrl => json_schema!({
        "type": "string", "format": "uri", "minLength": 1, "maxLength": WebhookUrl::MAX_LENGTH,
    }),
    AuthHeader => json_schema!({
        "type": "string",
        "format": "password",
        "minLength": 1,
        "maxLength": AuthHeader::MAX_LENGTH,
        "pattern": "^[ -~]+$",
    }),
    Timestamp => json_schema!({"type": "string", "format": "date-time"}),
    Day => json_schema!({"type": "string", "format": "date"}),
    DateOrTime => json_schema!({"anyOf": [
        {"type": "string", "format": "date"},
        {"type": "string", "format": "date-time"},
    ]}),
    Period => json_schema!({
        "type": "string",
        "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$",
        "examples": ["2026", "2026-11", "2026-11-24"],
    }),
    Credits => json_schema!({"type": "integer", "format": "int64"}),
    Usd => amount(1_000_000_000, 28),
    UsdPerMillionTokens => amount(1_000_000, 6),
    PlanPrice => amount(1_000_000, 6),
    CreditsPerDollar => {
        let mut schema = amount(1_000_000, 6);
        schema.remove("minimum");
        schema.insert("exclusiveMinimum".to_owned(), json!(0));
        schema
    },
    MarkupPercent => {
        let mut schema = amount(999, 2);
        schema.insert("maximum".to_owned(), json!(999.99));
        schema
    },
}

impl JsonSchema for WebhookEvents {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "WebhookEvents".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let event = generator.subschema_for::<WebhookEvent>();
        json_schema!({"type": "array", "minItems": 1, "maxItems": WebhookEvent::ALL.len(), "items": event})
    }
}

fn uuid() -> Schema {
    json_schema!({"type": "string", "format": "uuid"})
}

/// An id that people choose.
fn name(max: usize) -> Schema {
    json_schema!({"type": "string", "pattern": "^[A-Za-z0-9._:@-]+$", "minLength": 1, "maxLength": max})
}

/// An exact amount as requests may have it: a number, or the same as decimal text.
fn amount(max: u32, decimals: u32) -> Schema {
    json_schema!({
        "type": ["number", "string"],
        "minimum": 0,
        "maximum": max,
        "pattern": format!("^[0-9]+(\\.[0-9]{{1,{decimals}}})?$"),
    })
}
