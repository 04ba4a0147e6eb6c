//! The steps of the story: what an application, an operator or the scheduler does at a moment. `play.sql` takes them.

use serde_json::{Map, Value, json};

use super::time::in_seconds;

/// A step.
#[derive(Debug)]
pub struct Step {
    /// When it is taken.
    pub at: i64,
    does: Value,
}

impl Step {
    /// A step of an application: its members are those that `play.sql` reads.
    #[must_use]
    pub const fn of_application(at: i64, does: Value) -> Self {
        Self { at, does }
    }

    /// An operator's: a statement that finds its arguments in `$1`.
    #[must_use]
    pub fn act(at: i64, sql: &str, arguments: Value) -> Self {
        Self { at, does: json!({"do": "act", "sql": sql, "with": arguments}) }
    }

    /// The scheduler's, for a team.
    #[must_use]
    pub fn sweep(at: i64, team: &str) -> Self {
        Self { at, does: json!({"do": "sweep", "team": team}) }
    }

    /// As `play.sql` reads it.
    #[must_use]
    pub fn into_json(self) -> Value {
        let mut step = match self.does {
            Value::Object(members) => members,
            _ => Map::new(),
        };
        step.insert("at".to_owned(), Value::String(in_seconds(self.at)));
        Value::Object(step)
    }
}
