//! The error body: `{"detail", "code"}`, with further members for some codes.

use api_derive::Word;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

macro_rules! error_codes {
    ($($status:literal { $($(#[$about:meta])* $code:ident,)* })*) => {
        /// A stable, machine-readable code, which determines the HTTP status.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Word)]
        pub enum ErrorCode {
            $($($(#[$about])* $code,)*)*
        }

        impl ErrorCode {
            /// The HTTP status that goes with the code.
            #[must_use]
            pub const fn status(self) -> u16 {
                match self {
                    $($(Self::$code => $status,)*)*
                }
            }
        }
    };
}

// Every code, by its HTTP status. The text of `InUse` is `in_use`.
error_codes! {
    400 {
        /// Something with this id or name exists.
        AlreadyExists,
        /// The conversation is longer than the model can read.
        ContextLengthExceeded,
        /// The policy of the model's provider forbids what the request asks for.
        ContentRefused,
        /// Something else still uses it.
        InUse,
        /// A well-formed value that is not possible here.
        InvalidValue,
        /// The request refers to an earlier answer or conversation, and nothing of these is stored.
        NotStored,
        /// The resource may not be removed or changed in this way.
        Protected,
        /// There is an operator already.
        SetupDone,
    }
    401 {
        /// No `Authorization` header, or not `Bearer <key>`.
        MissingCredentials,
        /// The virtual key is unknown, revoked or expired.
        InvalidApiKey,
        /// The admin key or access token is wrong, expired or revoked.
        InvalidToken,
        /// No such operator, or not this password. The same answer for both.
        InvalidLogin,
    }
    402 {
        /// The call may cost more credits than are available.
        InsufficientCredits,
    }
    403 {
        /// The key's team is suspended.
        TeamSuspended,
        /// The key's team is paused.
        TeamPaused,
        /// The team's organization is not active.
        OrganizationInactive,
        /// The team or job named in the request is another team's.
        WrongTeam,
        /// The operator's role does not allow it.
        RoleTooLow,
        /// A provider key cannot be read back.
        SecretNotReadable,
        /// No such model, or not in the team's access groups. The same answer for both.
        ModelNotAllowed,
    }
    404 {
        /// No function serves this path.
        NotFound,
        /// No job has this id.
        JobNotFound,
        /// No call has this id.
        CallNotFound,
        /// No team has this id.
        TeamNotFound,
        /// No organization has this id.
        OrganizationNotFound,
        /// No model alias has this name.
        ModelNotFound,
        /// No access group has this name.
        AccessGroupNotFound,
        /// No model group has this name.
        ModelGroupNotFound,
        /// No provider credential has this id.
        CredentialNotFound,
        /// No virtual key has this id.
        VirtualKeyNotFound,
        /// No operator has this id.
        UserNotFound,
        /// The operator has no live session of this id.
        SessionNotFound,
        /// No pricing plan has this id.
        PlanNotFound,
        /// No webhook of the team has this id.
        WebhookNotFound,
        /// No delivery of the webhook has this id.
        DeliveryNotFound,
    }
    405 {
        /// The path exists, but not with this method.
        MethodNotAllowed,
    }
    409 {
        /// The job is completed or failed.
        JobClosed,
        /// A call of the job is still running.
        CallsInProgress,
        /// A request with the same `Idempotency-Key` is in flight.
        RequestInProgress,
        /// It was changed after the form that the change comes from was loaded.
        StaleChange,
    }
    413 {
        /// The request body is larger than the limit.
        BodyTooLarge,
        /// The job's metadata is larger than the limit.
        MetadataTooLarge,
    }
    422 {
        /// The body or a query parameter is malformed; `detail` lists the fields.
        ValidationError,
        /// The `Idempotency-Key` was used for another request.
        IdempotencyKeyReused,
        /// The model behind the alias cannot do what a parameter asks for.
        UnsupportedParameter,
        /// The model is of another kind: it makes embeddings and has no chat, or the reverse.
        WrongModelKind,
        /// The model does not take a schema of `tools` or `response_format`.
        InvalidSchema,
        /// The model cannot read an image of the conversation.
        InvalidImage,
        /// Reasoning in the conversation is not as its model wrote it, or is missing.
        InvalidReasoning,
        /// The team has opened jobs of too many types today: something that differs in each job was taken for its type.
        TooManyJobTypes,
    }
    429 {
        /// The team has used up its requests, tokens, or tests of webhooks of this minute, or too many logins have failed.
        RateLimited,
        /// The provider limits the rate and no other credential or model could serve.
        ProviderRateLimited,
    }
    499 {
        /// The client hung up. Never answered; recorded with the call.
        ClientClosed,
    }
    500 {
        /// A bug of Tollgate.
        Internal,
        /// A secret or setting of this deployment is missing or malformed.
        Misconfigured,
    }
    502 {
        /// The provider failed.
        ProviderError,
        /// The provider refused our credentials.
        ProviderAuthFailed,
        /// The provider refused the request.
        ProviderBadRequest,
        /// The provider's answer could not be understood.
        ProviderBadResponse,
    }
    503 {
        /// The organization has no usable key for the model's provider.
        NoProviderCredentials,
        /// The provider no longer has the model behind the alias, or not for the organization's key.
        ModelUnavailable,
        /// The function that serves the path cannot be reached.
        FunctionUnavailable,
        /// The database cannot be reached; nothing was written.
        DatabaseUnavailable,
        /// Something that requests need is not available.
        NotReady,
        /// The database schema is older than this version of Tollgate needs.
        MigrationRequired,
    }
    504 {
        /// The provider did not answer in time.
        ProviderTimeout,
    }
}

/// A code as the database has it. Another build may have stored one that this build does not know, and what has such a code
/// must stay readable while the two replace each other.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum StoredErrorCode {
    /// A code of this build.
    Known(ErrorCode),
    /// A code of another build, passed on as it is.
    OfAnotherBuild(String),
}

// Clients are promised the codes of this build only.
#[cfg(feature = "schema")]
impl schemars::JsonSchema for StoredErrorCode {
    fn inline_schema() -> bool {
        ErrorCode::inline_schema()
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        ErrorCode::schema_name()
    }

    fn schema_id() -> std::borrow::Cow<'static, str> {
        ErrorCode::schema_id()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        ErrorCode::json_schema(generator)
    }
}

/// What is wrong with one field of a request, in the form that documented client code walks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// Where: `["body", "messages", "0", "role"]`, `["query", "period"]`. Numbers are list positions.
    pub location: Vec<String>,
    /// What, in a sentence for a person.
    pub message: String,
    /// The kind, stable: `missing`, `type_error`, `value_error`, `json_invalid`, ...
    pub kind: &'static str,
}

impl FieldError {
    /// An error at a field of the body, `path` being its dotted path: `messages.0.role`.
    #[must_use]
    pub fn body(path: &str, kind: &'static str, message: impl Into<String>) -> Self {
        let mut location = vec!["body".to_owned()];
        location.extend(path.split('.').filter(|part| !part.is_empty()).map(str::to_owned));
        Self { location, message: message.into(), kind }
    }

    /// A field that must be there and is not.
    #[must_use]
    pub fn missing(path: &str) -> Self {
        Self::body(path, "missing", "Field required")
    }

    fn to_json(&self) -> Value {
        let location: Vec<Value> = self
            .location
            .iter()
            .map(|part| part.parse::<u64>().map_or_else(|_| json!(part), |index| json!(index)))
            .collect();
        json!({"loc": location, "msg": self.message, "type": self.kind})
    }
}

/// An error answer. It never has a secret, a provider's text or a real model name.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{}: {detail}", .code.as_str())]
pub struct ApiError {
    /// The stable code; it determines the HTTP status.
    pub code: ErrorCode,
    /// The sentence for a person.
    pub detail: String,
    /// The fields at fault. They replace `detail` in the body, or stand beside it for `invalid_value`, which has always had a
    /// sentence there.
    pub fields: Vec<FieldError>,
    /// Further members of the body, such as `credits_available` or `job_id`.
    pub extra: Vec<(&'static str, Value)>,
    /// Seconds after which a retry makes sense: the `Retry-After` header.
    pub retry_after_seconds: Option<u32>,
    /// Further headers of the answer.
    pub headers: Vec<(&'static str, String)>,
}

impl ApiError {
    /// An error with a sentence for a person.
    #[must_use]
    pub fn new(code: ErrorCode, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
            fields: Vec::new(),
            extra: Vec::new(),
            retry_after_seconds: None,
            headers: Vec::new(),
        }
    }

    /// A 500 for a fault of ours, whose reason goes to the log only.
    #[must_use]
    pub fn internal() -> Self {
        Self::new(ErrorCode::Internal, "Something went wrong on our side.")
    }

    /// A 422 that names every field at fault.
    #[must_use]
    pub fn validation(fields: Vec<FieldError>) -> Self {
        Self { fields, ..Self::new(ErrorCode::ValidationError, "The request is not valid.") }
    }

    /// A 400 for well-formed values that are not possible, with the field of each.
    #[must_use]
    pub fn impossible(fields: Vec<FieldError>) -> Self {
        let sentences: Vec<&str> = fields.iter().map(|field| field.message.as_str()).collect();
        Self { detail: sentences.join(" "), fields, ..Self::new(ErrorCode::InvalidValue, "") }
    }

    /// The same error with one more member in its body.
    #[must_use]
    pub fn with(mut self, key: &'static str, value: impl Into<Value>) -> Self {
        self.extra.push((key, value.into()));
        self
    }

    /// The same error with a `Retry-After` header.
    #[must_use]
    pub const fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after_seconds = Some(seconds);
        self
    }

    /// The same error with more headers.
    #[must_use]
    pub fn with_headers(mut self, headers: Vec<(&'static str, String)>) -> Self {
        self.headers.extend(headers);
        self
    }

    /// What is wrong, in words that a person can read: `detail`, or the messages of all fields that are at fault.
    #[must_use]
    pub fn sentence(&self) -> String {
        if self.fields.is_empty() {
            return self.detail.clone();
        }
        self.fields.iter().map(|field| field.message.as_str()).collect::<Vec<_>>().join(". ")
    }

    /// The JSON body.
    #[must_use]
    pub fn body(&self) -> Value {
        let fields: Value = self.fields.iter().map(FieldError::to_json).collect();
        let mut body = Map::new();
        if self.fields.is_empty() {
            body.insert("detail".to_owned(), json!(self.detail));
        } else if self.code == ErrorCode::InvalidValue {
            body.insert("detail".to_owned(), json!(self.detail));
            body.insert("fields".to_owned(), fields);
        } else {
            body.insert("detail".to_owned(), fields);
        }
        body.insert("code".to_owned(), json!(self.code.as_str()));
        body.extend(self.extra.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
        Value::Object(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_text_that_stands_for_it_and_a_status_of_an_error() {
        for code in ErrorCode::ALL {
            assert_eq!(code.as_str().parse(), Ok(code));
            assert!((400..600).contains(&code.status()), "{code}");
        }
        assert_eq!(ErrorCode::InUse.as_str(), "in_use");
        assert_eq!(ErrorCode::InvalidApiKey.status(), 401);
    }

    #[test]
    fn a_validation_error_lists_its_fields_where_clients_look_for_them() {
        let error = ApiError::validation(vec![FieldError::missing("messages.0.role")]);
        assert_eq!(
            error.body(),
            json!({
                "detail": [{"loc": ["body", "messages", 0, "role"], "msg": "Field required", "type": "missing"}],
                "code": "validation_error",
            })
        );
    }

    #[test]
    fn an_impossible_value_has_its_sentence_and_its_field() {
        let fault = FieldError::body("credits", "value_error", "credits must be from 1 to 10.");
        assert_eq!(
            ApiError::impossible(vec![fault]).body(),
            json!({
                "detail": "credits must be from 1 to 10.",
                "code": "invalid_value",
                "fields": [{"loc": ["body", "credits"], "msg": "credits must be from 1 to 10.", "type": "value_error"}],
            })
        );
    }

    #[test]
    fn extra_members_stand_beside_detail_and_code() {
        let error = ApiError::new(ErrorCode::InsufficientCredits, "Insufficient credits")
            .with("credits_available", 3);
        assert_eq!(
            error.body(),
            json!({"detail": "Insufficient credits", "code": "insufficient_credits", "credits_available": 3})
        );
    }
}
