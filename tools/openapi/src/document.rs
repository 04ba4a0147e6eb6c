//! The document: paths from the route table, each operation as it is described, and what they share.

use api::error::ErrorCode;
use api::routes::{Auth, ROUTES, Route};
use dialects::Dialect;
use schemars::SchemaGenerator;
use serde_json::{Map, Value, json};

use crate::codes;
use crate::json_object;
use crate::operation::{Operation, SET_COOKIE};
use crate::resources::{self, TAGS};
use crate::schemas::{COMPONENTS, Schemas};

/// What is left of a team's rate limits.
pub(crate) const RATE_HEADERS: [&str; 9] = [
    "X-RateLimit-Limit",
    "X-RateLimit-Remaining",
    "X-RateLimit-Reset",
    "X-RateLimit-Limit-Requests",
    "X-RateLimit-Remaining-Requests",
    "X-RateLimit-Reset-Requests",
    "X-RateLimit-Limit-Tokens",
    "X-RateLimit-Remaining-Tokens",
    "X-RateLimit-Reset-Tokens",
];

/// What SDKs of Anthropic read: the same limits, and the request's id by another name.
pub(crate) const ANTHROPIC_HEADERS: [&str; 7] = [
    "Request-Id",
    "Anthropic-RateLimit-Requests-Limit",
    "Anthropic-RateLimit-Requests-Remaining",
    "Anthropic-RateLimit-Requests-Reset",
    "Anthropic-RateLimit-Tokens-Limit",
    "Anthropic-RateLimit-Tokens-Remaining",
    "Anthropic-RateLimit-Tokens-Reset",
];

const ABOUT: &str = include_str!("about.md");

/// The document as a whole.
///
/// # Errors
/// In a sentence: two schemas of one name.
pub fn document() -> Result<Value, String> {
    let mut schemas = Schemas::default();
    let mut responses = Map::new();
    let mut paths: Map<String, Value> = Map::new();
    for route in ROUTES {
        let operation = resources::of(route.operation);
        let path = paths.entry(route.path).or_insert_with(|| path_item(route.path));
        path[route.method.as_str().to_ascii_lowercase()] =
            describe(route, &operation, &mut schemas, &mut responses);
    }
    responses.sort_keys();
    let error = error_schema(&mut schemas);
    let mut components = schemas.into_components().map_err(|name| format!("there are two schemas {name}"))?;
    components.insert("AnthropicError".to_owned(), anthropic_error_schema());
    components.insert("AnthropicErrorDetail".to_owned(), anthropic_error_detail_schema());
    components.insert("Error".to_owned(), error);
    components.insert("FieldError".to_owned(), field_error_schema());
    components.insert("OpenaiError".to_owned(), openai_error_schema());
    components.insert("OpenaiErrorDetail".to_owned(), openai_error_detail_schema());
    components.insert(json_object::NAME.to_owned(), json_object::schema());
    components.sort_keys();
    let tags: Vec<Value> =
        TAGS.iter().map(|(name, description)| json!({"name": name, "description": description})).collect();
    Ok(json!({
        "openapi": "3.1.1",
        "info": {
            "title": "Tollgate",
            "summary": "A job-metered LLM gateway: jobs, LLM calls in them, and what they cost.",
            "description": ABOUT,
            "version": env!("CARGO_PKG_VERSION"),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/", "description": "The deployment that this document comes from."}],
        "tags": tags,
        "paths": paths,
        "components": {
            "securitySchemes": security_schemes(),
            "parameters": {
                "IdempotencyKey": idempotency_key(),
                "IfMatch": if_match(),
                "TollgateJob": tollgate_job(),
                "TollgateJobType": tollgate_job_type(),
                "TollgateSession": tollgate_session(),
            },
            "headers": headers(),
            "responses": responses,
            "schemas": components,
        },
    }))
}

fn describe(
    route: &Route,
    operation: &Operation,
    schemas: &mut Schemas,
    responses: &mut Map<String, Value>,
) -> Value {
    let mut described = json!({
        "operationId": route.operation.name(),
        "tags": [resources::tag(route.function())],
        "summary": operation.summary,
    });
    if let Some(description) = operation.description {
        described["description"] = json!(description);
    }
    if operation.older {
        described["deprecated"] = json!(true);
    }
    described["security"] = security(route.auth, operation);
    let mut parameters = parameters(operation, schemas);
    if route.operation.takes_precondition() {
        parameters.push(json!({"$ref": "#/components/parameters/IfMatch"}));
    }
    if !parameters.is_empty() {
        described["parameters"] = json!(parameters);
    }
    if let Some(body) = &operation.body {
        let mut content = json!({"schema": schemas.of_request(body.schema)});
        if let Some(example) = &body.example {
            content["example"] = example.clone();
        }
        described["requestBody"] = json!({
            "required": body.required,
            "content": {"application/json": content},
        });
    }
    let mut answers = Map::new();
    answers.insert("200".to_owned(), good_answer(operation, schemas));
    if operation.headers.contains(&"ETag") {
        let description = "It is the same still as the one with the `ETag` of `If-None-Match`.";
        let headers = header_references(&["X-Request-Id", "ETag"]);
        answers.insert("304".to_owned(), json!({"description": description, "headers": headers}));
    }
    let refusals = codes::of(route, operation);
    for codes in refusals.chunk_by(|a, b| a.status() == b.status()) {
        let names: Vec<&str> = codes.iter().map(|code| code.as_str()).collect();
        let status = codes[0].status();
        let forgets_cookie = operation.proven_by_cookie && codes.contains(&ErrorCode::InvalidToken);
        let suffix = if forgets_cookie { ".cookie" } else { "" };
        let name = format!("{}{status}.{}{suffix}", form_prefix(operation.errors), names.join("."));
        answers.insert(status.to_string(), json!({"$ref": format!("#/components/responses/{name}")}));
        responses.entry(name).or_insert_with(|| refusal(operation.errors, status, &names, forgets_cookie));
    }
    described["responses"] = Value::Object(answers);
    described
}

/// The members of a query, as parameters.
fn parameters(operation: &Operation, schemas: &mut Schemas) -> Vec<Value> {
    let mut parameters = Vec::new();
    if let Some(query) = operation.query {
        let schema = schemas.of_request(query);
        let required = schema["required"].as_array().cloned().unwrap_or_default();
        for (name, member) in schema["properties"].as_object().into_iter().flatten() {
            let mut member = member.clone();
            let description = member.as_object_mut().and_then(|member| member.remove("description"));
            parameters.push(json!({
                "name": name,
                "in": "query",
                "description": description,
                "required": required.iter().any(|required| required == name),
                "schema": without_null(member),
            }));
        }
    }
    if operation.idempotent {
        parameters.push(json!({"$ref": "#/components/parameters/IdempotencyKey"}));
    }
    if operation.chooses_job {
        let names = ["TollgateJob", "TollgateJobType"];
        parameters.extend(names.map(|name| json!({"$ref": format!("#/components/parameters/{name}")})));
    }
    if operation.session_cookie {
        parameters.push(json!({"$ref": "#/components/parameters/TollgateSession"}));
    }
    if operation.headers.contains(&"ETag") {
        parameters.push(json!({
            "name": "If-None-Match",
            "in": "header",
            "description": "The `ETag` of an answer that is there already.",
            "schema": {"type": "string"},
        }));
    }
    parameters
}

/// A query has no null: a parameter is there or not.
fn without_null(mut schema: Value) -> Value {
    let is_null = |value: &Value| *value == "null" || *value == json!({"type": "null"}) || value.is_null();
    for list in ["type", "enum", "anyOf"] {
        if let Some(Value::Array(items)) = schema.get_mut(list) {
            items.retain(|item| !is_null(item));
            if let (1, "type") = (items.len(), list) {
                schema["type"] = schema["type"][0].clone();
            }
        }
    }
    let Some([only]) = schema["anyOf"].as_array().map(Vec::as_slice) else { return schema };
    let mut only = only.clone();
    if let Some(default) = schema.get("default") {
        only["default"] = default.clone();
    }
    only
}

fn good_answer(operation: &Operation, schemas: &mut Schemas) -> Value {
    let mut content = Map::new();
    let mut descriptions = Vec::new();
    let mut is_resource = false;
    for answer in &operation.answers {
        let schema = schemas.of_answer(answer.schema);
        is_resource |= schemas.answer_has_member(&schema, "updated_at");
        content.insert(answer.content_type.to_owned(), json!({"schema": schema}));
        descriptions.push(answer.description);
    }
    let mut names = vec!["X-Request-Id"];
    names.extend(&operation.headers);
    if is_resource {
        names.push("ETag");
    }
    if operation.idempotent {
        names.push("Idempotent-Replayed");
    }
    json!({
        "description": descriptions.join(" "),
        "headers": header_references(&names),
        "content": content,
    })
}

fn header_references(names: &[&str]) -> Map<String, Value> {
    names
        .iter()
        .map(|name| ((*name).to_owned(), json!({"$ref": format!("#/components/headers/{name}")})))
        .collect()
}

/// What the names of refusals in another form than the usual one begin with.
const fn form_prefix(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Jobs => "",
        Dialect::OpenaiChat | Dialect::OpenaiResponses => "openai.",
        Dialect::AnthropicMessages => "anthropic.",
    }
}

/// An error in one of the forms, with one of these codes.
fn error_of(dialect: Dialect, codes: &[&str]) -> Value {
    let code = json!({"code": {"enum": codes}});
    let (schema, properties) = match dialect {
        Dialect::Jobs => ("Error", code),
        Dialect::OpenaiChat | Dialect::OpenaiResponses => {
            ("OpenaiError", json!({"error": {"properties": code}}))
        }
        Dialect::AnthropicMessages => ("AnthropicError", json!({"error": {"properties": code}})),
    };
    json!({"allOf": [{"$ref": format!("{COMPONENTS}{schema}")}], "properties": properties})
}

fn refusal(dialect: Dialect, status: u16, codes: &[&str], forgets_cookie: bool) -> Value {
    let reasons: Vec<String> = codes.iter().map(|code| format!("`{code}`")).collect();
    let mut headers = vec!["X-Request-Id"];
    if matches!(status, 409 | 429 | 503) {
        headers.push("Retry-After");
    }
    if status == 429 {
        headers.extend(RATE_HEADERS);
    }
    if forgets_cookie {
        headers.push(SET_COOKIE);
    }
    json!({
        "description": format!("{}: {}.", reason_phrase(status), reasons.join(", ")),
        "headers": header_references(&headers),
        "content": {"application/json": {"schema": error_of(dialect, codes)}},
    })
}

fn reason_phrase(status: u16) -> &'static str {
    http::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason()).unwrap_or("Refused")
}

fn path_item(path: &str) -> Value {
    let parameters: Vec<Value> = path
        .split('/')
        .filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
        .map(|name| resources::path_parameter(path, name))
        .collect();
    if parameters.is_empty() { json!({}) } else { json!({"parameters": parameters}) }
}

/// Either of several schemes does.
fn security(auth: Auth, operation: &Operation) -> Value {
    let schemes: &[&str] = match auth {
        Auth::Open => &[],
        Auth::Team => &["virtualKey"],
        Auth::Operator(_) => &["accessToken", "adminKey"],
        Auth::SignedIn(_) => &["accessToken"],
        Auth::TeamOrOperator(_) => &["virtualKey", "accessToken", "adminKey"],
    };
    // An operation that is open needs no scheme.
    let cookie = (operation.proven_by_cookie && auth != Auth::Open).then_some(&"sessionCookie");
    schemes.iter().chain(cookie).map(|scheme| json!({*scheme: []})).collect()
}

fn security_schemes() -> Value {
    json!({
        "virtualKey": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "sk-…",
            "description": "A team's virtual key.",
        },
        "accessToken": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "An operator's access token, from `POST /api/admin-users/login`. It is good for 15 minutes.",
        },
        "adminKey": {
            "type": "apiKey",
            "in": "header",
            "name": "X-Admin-Key",
            "description": "The deployment's admin key. It does as a bearer token as well.",
        },
        "sessionCookie": {
            "type": "apiKey",
            "in": "cookie",
            "name": "tollgate_refresh",
            "description": "A session's refresh token, in the cookie that `POST /api/admin-users/login` sets. It counts only with the header `Tollgate-Session: cookie`.",
        },
    })
}

fn idempotency_key() -> Value {
    json!({
        "name": "Idempotency-Key",
        "in": "header",
        "required": false,
        "description": "Visible ASCII characters. Sent again within 24 hours with the same request, it gets the first answer, and nothing is done twice.",
        // An empty header is none on some runtimes, and refused on others.
        "schema": {"type": "string", "maxLength": 255, "pattern": "^[ -~]*$"},
    })
}

fn if_match() -> Value {
    json!({
        "name": "If-Match",
        "in": "header",
        "required": false,
        "description": "The `ETag` of the answer that the change was made from, which is its `updated_at` in quotes; `updated_at` in the body says the same. If it was changed in the meantime, the change is refused with 409 `stale_change`. A team's calls are no such change: the credits that were not changed on the form stay as they are now. `*` matches everything.",
        "schema": {"type": "string", "example": "\"2026-01-31T08:00:00.000Z\""},
    })
}

fn tollgate_job() -> Value {
    json!({
        "name": "Tollgate-Job",
        "in": "header",
        "required": false,
        "description": "An open job of the team: the call is made in it, and it stays open. Without it the call is a job of its own.",
        "schema": {"type": "string", "format": "uuid"},
    })
}

fn tollgate_job_type() -> Value {
    json!({
        "name": "Tollgate-Job-Type",
        "in": "header",
        "required": false,
        "description": "The type of a job that is opened for the call; if absent, one that the operation has for it.",
        "schema": {"type": "string", "maxLength": 100},
    })
}

fn tollgate_session() -> Value {
    json!({
        "name": "Tollgate-Session",
        "in": "header",
        "required": false,
        "description": "`cookie`: the refresh token is kept in the cookie `tollgate_refresh`, which pages of the deployment's own origin send and no script can read, and not in bodies. Without this header no cookie is read or set.",
        "schema": {"type": "string", "enum": ["cookie"]},
    })
}

fn headers() -> Value {
    let text = |description: &str| json!({"description": description, "schema": {"type": "string"}});
    let number =
        |description: &str| json!({"description": description, "schema": {"type": "integer", "minimum": 0}});
    json!({
        "X-Request-Id": text("The request's id: the client's own, or a new one. It is in the log as well."),
        "Idempotent-Replayed": text("`true`: the answer to the first request with this `Idempotency-Key`."),
        "Retry-After": number("Seconds after which another attempt makes sense. Not with every code."),
        "X-Total-Count": number("How long the whole list is. Absent where nobody has counted it."),
        "X-Next-Cursor": text("The `cursor` of the next page, or its `before` where the list has that. Absent on the last one."),
        "Link": text("The address of the next page, with `rel=\"next\"`. Absent on the last one."),
        "X-RateLimit-Limit": number("The limit on requests, or that on tokens where there is none on requests."),
        "X-RateLimit-Remaining": number("How much of it is left."),
        "X-RateLimit-Reset": number("Seconds until all of it is there again."),
        "X-RateLimit-Limit-Requests": number("The team's requests a minute, where it has such a limit."),
        "X-RateLimit-Remaining-Requests": number("How many of them are left."),
        "X-RateLimit-Reset-Requests": text("When all of them are there again, such as `1.040s`."),
        "X-RateLimit-Limit-Tokens": number("The team's tokens a minute, where it has such a limit."),
        "X-RateLimit-Remaining-Tokens": number("How many of them are left."),
        "X-RateLimit-Reset-Tokens": text("When all of them are there again, such as `1.040s`."),
        "Request-Id": text("The same as `X-Request-Id`."),
        "Anthropic-RateLimit-Requests-Limit": number("The team's requests a minute, where it has such a limit."),
        "Anthropic-RateLimit-Requests-Remaining": number("How many of them are left."),
        "Anthropic-RateLimit-Requests-Reset": text("When all of them are there again, RFC 3339."),
        "Anthropic-RateLimit-Tokens-Limit": number("The team's tokens a minute, where it has such a limit."),
        "Anthropic-RateLimit-Tokens-Remaining": number("How many of them are left."),
        "Anthropic-RateLimit-Tokens-Reset": text("When all of them are there again, RFC 3339."),
        "ETag": text("What the answer is recognized by: a resource's state, for `If-Match`; a document's, for `If-None-Match`."),
        "Set-Cookie": text("With `Tollgate-Session: cookie`, the cookie `tollgate_refresh`: the session's next refresh token, until it expires; or nothing, with `Max-Age=0`, where the session has ended or the cookie is no good."),
        "X-Job-Id": text("The job."),
        "X-Call-Id": text("The call."),
        "Tollgate-Job-Id": text("The job."),
        "Tollgate-Call-Id": text("The call."),
        "Tollgate-Credits-Remaining": number("The team's credits that are not used; after the call, if its charge is known already."),
        "Tollgate-Dropped": text("The parameters that the model does not take and that were left out, if any: see `drop_unsupported`."),
    })
}

fn error_schema(schemas: &mut Schemas) -> Value {
    let mut code = schemas.of_answer(SchemaGenerator::subschema_for::<ErrorCode>);
    code["description"] = json!("The stable reason.");
    json!({
        "type": "object",
        "description": "Why a request was refused. Members beyond these depend on the code, such as `credits_available`, `max_bytes` or `used_by`.",
        "properties": {
            "detail": {
                "description": "A sentence for a person; where fields are at fault, a list of them.",
                "anyOf": [
                    {"type": "string"},
                    {"type": "array", "items": {"$ref": format!("{COMPONENTS}FieldError")}},
                ],
            },
            "fields": {
                "type": "array",
                "description": "The fields that are at fault, beside the sentence of `invalid_value`.",
                "items": {"$ref": format!("{COMPONENTS}FieldError")},
            },
            "code": code,
            "request_id": {"type": "string", "description": "What the log names the request by."},
        },
        "required": ["detail", "code", "request_id"],
        "example": {"detail": "There is no such job.", "code": "job_not_found", "request_id": "019abc12-3456-7000-8000-0123456789ab"},
    })
}

fn anthropic_error_schema() -> Value {
    json!({
        "type": "object",
        "description": "Why a request was refused, in the form of Anthropic's API; also the last event of a stream that fails.",
        "properties": {
            "type": {"type": "string", "const": "error", "description": "Always `error`."},
            "error": {"description": "What happened.", "allOf": [{"$ref": format!("{COMPONENTS}AnthropicErrorDetail")}]},
            "request_id": {"type": "string", "description": "What the log names the request by. Not in a stream."},
        },
        "required": ["type", "error"],
    })
}

fn anthropic_error_detail_schema() -> Value {
    json!({
        "type": "object",
        "description": "What happened. Members beyond these depend on the code, such as `credits_available` or `job_id`.",
        "properties": {
            "type": {"type": "string", "description": "Anthropic's word for errors of this kind, such as `invalid_request_error`."},
            "message": {"type": "string", "description": "A sentence for a person, with the places of the fields that are at fault."},
            "code": {"type": "string", "description": "The stable reason, one of those of `Error`."},
            "param": {"type": "string", "description": "The first field that is at fault, if one is: `messages.0.role`."},
        },
        "required": ["type", "message", "code"],
    })
}

fn openai_error_schema() -> Value {
    json!({
        "type": "object",
        "description": "Why a request was refused, in the form of OpenAI's API.",
        "properties": {
            "error": {"description": "What happened.", "allOf": [{"$ref": format!("{COMPONENTS}OpenaiErrorDetail")}]},
            "request_id": {"type": "string", "description": "What the log names the request by."},
        },
        "required": ["error", "request_id"],
    })
}

fn openai_error_detail_schema() -> Value {
    json!({
        "type": "object",
        "description": "What happened. Members beyond these depend on the code, such as `credits_available` or `job_id`.",
        "properties": {
            "message": {"type": "string", "description": "A sentence for a person."},
            "type": {"type": "string", "description": "OpenAI's word for errors of this kind, such as `invalid_request_error`."},
            "param": {"type": ["string", "null"], "description": "Which parameter is at fault, if one is: `messages[0].role`."},
            "code": {"type": "string", "description": "The stable reason, one of those of `Error`."},
        },
        "required": ["message", "type", "param", "code"],
    })
}

fn field_error_schema() -> Value {
    json!({
        "type": "object",
        "description": "What is wrong with one field.",
        "properties": {
            "loc": {
                "type": "array",
                "description": "Where: `[\"body\", \"messages\", 0, \"role\"]`.",
                "items": {"type": ["string", "integer"]},
            },
            "msg": {"type": "string", "description": "What, in a sentence for a person."},
            "type": {"type": "string", "description": "The kind, stable: `missing`, `string_too_long`, `value_error`, ..."},
        },
        "required": ["loc", "msg", "type"],
    })
}
