//! The virtual keys of the story's teams: some that work, one that has expired, one that was revoked, one that was replaced. Nobody
//! knows them: only their hashes are written down.

use serde_json::{Value, json};
use vault::{VirtualKey, hash_virtual_key, hex, key_hint};

use super::cast::{ACCOUNTANT, Team};
use super::ids::new_id;
use super::step::Step;
use super::time::{DAY, HOUR, Span, in_seconds};

/// A key with which a team signs its calls for a time.
#[derive(Debug)]
pub struct Key {
    /// SHA-256 of its text, in hex.
    pub hash: String,
    used: Span,
}

/// The keys of a team.
#[derive(Debug)]
pub struct Keys {
    /// The one that it is made with, as `insert_key` reads it.
    pub first: Value,
    keys: Vec<Key>,
}

impl Keys {
    /// Gives a team keys, and tells what operators do with them. `number`: the place of the team in the story.
    #[must_use]
    pub fn of(team: &Team, number: usize, span: Span) -> (Self, Vec<Step>) {
        let first = key("Production");
        let mut keys = vec![Key { hash: hash_of(&first), used: span }];
        let mut steps = Vec::new();
        let id = |key: &Value| key["key_id"].clone();
        let make = |at: i64, key: &Value, expires: Option<i64>| {
            Step::act(
                at,
                "SELECT create_key(story.operator($1->>'by'), $1->>'team', $1->'key' || jsonb_strip_nulls(jsonb_build_object(
                     'expires_at', to_timestamp(($1->>'expires')::double precision))), NULL, 100)",
                json!({"by": ACCOUNTANT, "team": team.id, "key": key, "expires": expires.map(in_seconds)}),
            )
        };
        let batch = key("Nightly batch");
        let batch_from = span.days_before_end(60, 8, 15);
        steps.push(make(batch_from, &batch, None));
        keys.push(Key { hash: hash_of(&batch), used: Span { from: batch_from + HOUR, until: span.until } });
        match number % 3 {
            0 => {
                let expires = span.days_before_end(30, 0, 0);
                let at = span.days_before_end(75, 13, 20);
                let contractor = key("Contractor");
                steps.push(make(at, &contractor, Some(expires)));
                keys.push(Key {
                    hash: hash_of(&contractor),
                    used: Span { from: at + HOUR, until: expires - DAY },
                });
            }
            1 => {
                let (made, revoked) = (span.days_before_end(80, 9, 5), span.days_before_end(47, 16, 40));
                let old = key("Old CI");
                steps.push(make(made, &old, None));
                steps.push(Step::act(
                    revoked,
                    "SELECT revoke_key(story.operator($1->>'by'), $1->>'team', ($1->>'key')::uuid)",
                    json!({"by": ACCOUNTANT, "team": team.id, "key": id(&old)}),
                ));
            }
            _ => {
                let at = span.days_before_end(21, 10, 30);
                let next = key("Production");
                steps.push(Step::act(
                    at,
                    "SELECT rotate_key(story.operator($1->>'by'), $1->>'team', ($1->>'old')::uuid, $1->'key', 86400, NULL)",
                    json!({"by": ACCOUNTANT, "team": team.id, "old": id(&first), "key": next}),
                ));
                keys[0].used.until = at + 12 * HOUR;
                keys.push(Key { hash: hash_of(&next), used: Span { from: at + HOUR, until: span.until } });
            }
        }
        (Self { first, keys }, steps)
    }

    /// A key that works from a moment on for some hours, chosen by a number.
    #[must_use]
    pub fn at(&self, moment: i64, number: usize) -> &Key {
        let working: Vec<&Key> = self.keys.iter().filter(|key| key.used.has(moment)).collect();
        working.get(number % working.len().max(1)).copied().unwrap_or(&self.keys[0])
    }
}

/// A new key, as `insert_key` reads it.
fn key(name: &str) -> Value {
    let key = VirtualKey::generate(rand::random());
    json!({
        "key_id": new_id(&mut rand::rng(), 0),
        "key_hash": hex(&hash_virtual_key(key.expose())),
        "key_hint": key_hint(key.expose()),
        "name": name,
    })
}

fn hash_of(key: &Value) -> String {
    key["key_hash"].as_str().unwrap_or_default().to_owned()
}
