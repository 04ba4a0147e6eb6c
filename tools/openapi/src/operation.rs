//! What one operation takes and answers, as far as the route table does not say it.

use api::error::ErrorCode;
use api::reading::OneMember;
use dialects::Dialect;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::Value;

/// Makes the schema of a type.
pub type Describe = fn(&mut SchemaGenerator) -> Schema;

/// One operation of the route table.
#[derive(Debug, Clone)]
pub struct Operation {
    /// What it does, in a few words.
    pub summary: String,
    /// More about it, in Markdown.
    pub description: Option<&'static str>,
    /// A structure whose members are the parameters of its query.
    pub query: Option<Describe>,
    /// The body that it takes.
    pub body: Option<Body>,
    /// Whether it takes an `Idempotency-Key`.
    pub idempotent: bool,
    /// What it answers where all is well: a 200 in any of these forms.
    pub answers: Vec<Answer>,
    /// Headers of that answer.
    pub headers: Vec<&'static str>,
    /// The reasons for which it may refuse, beyond those that follow from its route: see
    /// [`codes::of`](crate::codes::of).
    pub codes: Vec<ErrorCode>,
    /// An older path for an operation that has a newer one.
    pub older: bool,
    /// Whether it takes the headers that say in which job a call is made.
    pub chooses_job: bool,
    /// Whether the refresh token of its session may be in a cookie.
    pub session_cookie: bool,
    /// Whether the cookie alone proves who asks. One that does not is forgotten.
    pub proven_by_cookie: bool,
    /// The form of its errors.
    pub errors: Dialect,
}

/// A body in JSON.
#[derive(Debug, Clone)]
pub struct Body {
    /// Its schema.
    pub schema: Describe,
    /// Whether there must be one.
    pub required: bool,
    /// A body that works.
    pub example: Option<Value>,
}

/// A form in which an operation answers.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Its content type.
    pub content_type: &'static str,
    /// What it says, in a sentence.
    pub description: &'static str,
    /// The schema of its body.
    pub schema: Describe,
}

/// Begins to describe an operation.
#[must_use]
pub fn describe(summary: &str) -> Operation {
    Operation {
        summary: summary.to_owned(),
        description: None,
        query: None,
        body: None,
        idempotent: false,
        answers: Vec::new(),
        headers: Vec::new(),
        codes: Vec::new(),
        older: false,
        chooses_job: false,
        session_cookie: false,
        proven_by_cookie: false,
        errors: Dialect::Jobs,
    }
}

impl Operation {
    /// Says more about it.
    #[must_use]
    pub const fn about(mut self, description: &'static str) -> Self {
        self.description = Some(description);
        self
    }

    /// It reads the query: the members of `T`.
    #[must_use]
    pub fn query<T: JsonSchema>(mut self) -> Self {
        self.query = Some(T::json_schema);
        self
    }

    /// It needs a body.
    #[must_use]
    pub fn body<T: JsonSchema>(mut self) -> Self {
        self.body = Some(Body { schema: SchemaGenerator::subschema_for::<T>, required: true, example: None });
        self
    }

    /// It needs a body whose one member may also be sent alone: a list.
    #[must_use]
    pub fn list_body<T: OneMember + JsonSchema>(mut self) -> Self {
        self.body = Some(Body { schema: list_or_object::<T>, required: true, example: None });
        self
    }

    /// It takes a body, and does without.
    #[must_use]
    pub fn body_if_any<T: JsonSchema>(mut self) -> Self {
        self.body =
            Some(Body { schema: SchemaGenerator::subschema_for::<T>, required: false, example: None });
        self
    }

    /// A body that works.
    #[must_use]
    pub fn example(mut self, example: Value) -> Self {
        if let Some(body) = &mut self.body {
            body.example = Some(example);
        }
        self
    }

    /// It takes an `Idempotency-Key`.
    #[must_use]
    pub const fn idempotent(mut self) -> Self {
        self.idempotent = true;
        self
    }

    /// It answers in JSON.
    #[must_use]
    pub fn answers<T: JsonSchema>(self, description: &'static str) -> Self {
        self.answers_as::<T>("application/json", description)
    }

    /// It answers in another form.
    #[must_use]
    pub fn answers_as<T: JsonSchema>(
        mut self,
        content_type: &'static str,
        description: &'static str,
    ) -> Self {
        self.answers.push(Answer { content_type, description, schema: SchemaGenerator::subschema_for::<T> });
        self
    }

    /// It answers with server-sent events, each a `T`.
    #[must_use]
    pub fn answers_events<T: JsonSchema>(mut self, description: &'static str) -> Self {
        self.answers.push(Answer { content_type: EVENT_STREAM, description, schema: events_of::<T> });
        self
    }

    /// Its answer has these headers: names of [`crate::document`]'s.
    #[must_use]
    pub fn headers(mut self, names: &[&'static str]) -> Self {
        self.headers.extend(names);
        self
    }

    /// It may refuse for these reasons as well.
    #[must_use]
    pub fn refuses(mut self, codes: &[ErrorCode]) -> Self {
        self.codes.extend(codes);
        self
    }

    /// It takes the headers that say in which job a call is made.
    #[must_use]
    pub const fn chooses_job(mut self) -> Self {
        self.chooses_job = true;
        self
    }

    /// The refresh token of its session may be in a cookie, which it sets.
    #[must_use]
    pub fn session_cookie(mut self) -> Self {
        self.session_cookie = true;
        self.headers(&[SET_COOKIE])
    }

    /// The cookie alone proves who asks.
    #[must_use]
    pub const fn proven_by_cookie(mut self) -> Self {
        self.proven_by_cookie = true;
        self
    }

    /// Its errors are those of another API.
    #[must_use]
    pub const fn errors_in(mut self, dialect: Dialect) -> Self {
        self.errors = dialect;
        self
    }

    /// The same by POST.
    #[must_use]
    pub fn by_post(self) -> Self {
        Self { summary: format!("{} (by POST)", self.summary), ..self }
    }

    /// The same at a path that is kept for older clients.
    #[must_use]
    pub fn at_older_path(self) -> Self {
        Self { summary: format!("{} (older path)", self.summary), older: true, ..self }
    }
}

/// The header of answers that set a cookie.
pub(crate) const SET_COOKIE: &str = "Set-Cookie";

const EVENT_STREAM: &str = "text/event-stream";

/// The schema of a stream of server-sent events: a text, for whatever reads bodies whole, and what each event in it is.
fn events_of<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    let event = generator.subschema_for::<T>();
    schemars::json_schema!({"type": "string", "contentMediaType": EVENT_STREAM, "contentSchema": event})
}

/// The schema of an object with one member, or of that member alone.
fn list_or_object<T: OneMember + JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    let list = T::json_schema(generator).get("properties").map(|members| members[T::MEMBER].clone());
    let object = generator.subschema_for::<T>();
    schemars::json_schema!({"anyOf": [object, list]})
}
