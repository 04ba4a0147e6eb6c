//! What requests say of webhooks.

use api::ids::TeamId;
use api::webhooks::WebhookEvent;
use vault::Secret;

use crate::http::fields::Fields;
use crate::secrets::webhook_address::{AllowedAddresses, MAX_URL};

/// The longest description, in characters.
const MAX_DESCRIPTION: usize = 500;
/// The longest `Authorization`, in characters.
const MAX_AUTH_HEADER: usize = 500;

/// A webhook as it is asked for.
pub struct AskedWebhook {
    pub team_id: TeamId,
    pub webhook_url: String,
    pub description: Option<String>,
    pub events: Vec<WebhookEvent>,
    pub auth_header: Option<Secret>,
}

/// What is to change of one. `Some(None)` takes away.
pub struct AskedChange {
    pub webhook_url: Option<String>,
    pub description: Option<Option<String>>,
    pub events: Option<Vec<WebhookEvent>>,
    pub is_active: Option<bool>,
    pub auth_header: Option<Option<Secret>>,
}

/// Reads a new webhook. What is wrong is noted in `fields`.
pub fn read_new(fields: &mut Fields<'_>, addresses: &AllowedAddresses) -> Option<AskedWebhook> {
    let team_id = fields.required_name("team_id");
    fields.require("webhook_url");
    let webhook_url = url(fields, addresses);
    fields.require("events");
    let events = events(fields);
    let description = fields.optional_text("description", MAX_DESCRIPTION);
    let auth_header = auth_header(fields, "auth_header");
    Some(AskedWebhook {
        team_id: team_id?,
        webhook_url: webhook_url?,
        description,
        events: events?,
        auth_header,
    })
}

/// Reads what is to change. What is wrong is noted in `fields`.
pub fn read_change(fields: &mut Fields<'_>, addresses: &AllowedAddresses) -> AskedChange {
    AskedChange {
        webhook_url: url(fields, addresses),
        description: fields
            .or_null("description", |fields, name| fields.optional_text(name, MAX_DESCRIPTION)),
        events: events(fields),
        is_active: fields.boolean("is_active"),
        auth_header: fields.or_null("auth_header", auth_header),
    }
}

fn url(fields: &mut Fields<'_>, addresses: &AllowedAddresses) -> Option<String> {
    let url = fields.optional_text("webhook_url", MAX_URL)?;
    if addresses.allow(&url) {
        return Some(url);
    }
    let message = "Must be a public https address, without a user or a fragment in it";
    fields.wrong("webhook_url", "url_not_allowed", message);
    None
}

fn events(fields: &mut Fields<'_>) -> Option<Vec<WebhookEvent>> {
    let mut events: Vec<WebhookEvent> = Vec::new();
    for (number, name) in fields.texts("events", WebhookEvent::ALL.len(), 100)?.iter().enumerate() {
        match name.parse() {
            Ok(event) if events.contains(&event) => {}
            Ok(event) => events.push(event),
            Err(error) => fields.wrong(&format!("events.{number}"), "enum", error.to_string()),
        }
    }
    if events.is_empty() {
        fields.wrong("events", "too_short", "Must have at least one event");
    }
    Some(events)
}

fn auth_header(fields: &mut Fields<'_>, name: &str) -> Option<Secret> {
    let header = fields.optional_text(name, MAX_AUTH_HEADER)?;
    // Headers of other characters are sent by some runtimes and refused by others.
    if header.is_empty() || !header.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) {
        fields.wrong(name, "value_error", "Must be visible ASCII characters and spaces");
        return None;
    }
    Some(Secret::new(header))
}
