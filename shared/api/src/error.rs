//! The one error body: `{"detail", "code"}`, with numbers where they help.

use serde_json::{Map, Value, json};

/// A stable, machine-readable reason. Its JSON form is snake case; its HTTP status is fixed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorCode {
    /// 400: something with this id or name exists.
    AlreadyExists,
    /// 400: something else still uses it.
    InUse,
    /// 400: a value that is well-formed and not possible.
    InvalidValue,
    /// 400: it may not be removed.
    Protected,
    /// 400: the first operator is there already.
    SetupDone,
    /// 401: no `Authorization` header, or not `Bearer <key>`.
    MissingCredentials,
    /// 401: the virtual key is unknown, revoked or expired.
    InvalidApiKey,
    /// 401: the admin key or access token is wrong, expired or revoked.
    InvalidToken,
    /// 401: no such operator, or not this password. The same answer for both.
    InvalidLogin,
    /// 402: the call may cost more credits than are available.
    InsufficientCredits,
    /// 403: the key's team is suspended.
    TeamSuspended,
    /// 403: the key's team is paused.
    TeamPaused,
    /// 403: the team's organization is not active.
    OrganizationInactive,
    /// 403: the team or job named in the request is another team's.
    WrongTeam,
    /// 403: the operator's role does not allow it.
    RoleTooLow,
    /// 403: a provider key is never given back, to nobody.
    SecretNotReadable,
    /// 403: no such model, or not in the team's access groups. The same answer for both.
    ModelNotAllowed,
    /// 404: no function serves this path.
    NotFound,
    /// 404: no job has this id.
    JobNotFound,
    /// 404: no team has this id.
    TeamNotFound,
    /// 404: no organization has this id.
    OrganizationNotFound,
    /// 404: no model alias has this name.
    ModelNotFound,
    /// 404: no access group has this name.
    AccessGroupNotFound,
    /// 404: no model group has this name.
    ModelGroupNotFound,
    /// 404: no provider credential has this id.
    CredentialNotFound,
    /// 404: no virtual key has this id.
    VirtualKeyNotFound,
    /// 404: no operator has this id.
    UserNotFound,
    /// 404: the operator has no live session of this id.
    SessionNotFound,
    /// 404: no pricing plan has this id.
    PlanNotFound,
    /// 404: no webhook of the team has this id.
    WebhookNotFound,
    /// 404: no delivery of the webhook has this id.
    DeliveryNotFound,
    /// 405: the path exists, but not with this method.
    MethodNotAllowed,
    /// 409: the job is completed or failed.
    JobClosed,
    /// 409: a call of the job is still running.
    CallsInProgress,
    /// 409: a request with the same `Idempotency-Key` is in flight.
    RequestInProgress,
    /// 413: the request body is larger than the limit.
    BodyTooLarge,
    /// 413: the job's metadata is larger than the limit.
    MetadataTooLarge,
    /// 422: the body or a query parameter is malformed; `detail` lists the fields.
    ValidationError,
    /// 422: the `Idempotency-Key` was used for another request.
    IdempotencyKeyReused,
    /// 422: the model behind the alias cannot do what a parameter asks for.
    UnsupportedParameter,
    /// 429: the team has used up its requests or tokens of this minute, or too many logins have failed.
    RateLimited,
    /// 429: the provider limits the rate and no other credential or model could serve.
    ProviderRateLimited,
    /// 499: the client hung up. Nobody is told; it stands in the books.
    ClientClosed,
    /// 500: a bug of ours.
    Internal,
    /// 500: a secret or setting of this deployment is missing or malformed.
    Misconfigured,
    /// 502: the provider failed.
    ProviderError,
    /// 502: the provider refused our credentials.
    ProviderAuthFailed,
    /// 502: the provider refused the request.
    ProviderBadRequest,
    /// 502: the provider's answer could not be understood.
    ProviderBadResponse,
    /// 503: the organization has no usable key for the model's provider.
    NoProviderCredentials,
    /// 503: the function that serves the path cannot be reached.
    FunctionUnavailable,
    /// 503: the database cannot be reached; nothing was written.
    DatabaseUnavailable,
    /// 503: something that requests need is not there.
    NotReady,
    /// 503: the database schema is older than this version of Tollgate needs.
    MigrationRequired,
    /// 504: the provider did not answer in time.
    ProviderTimeout,
}

impl ErrorCode {
    /// The code as it stands in the JSON body.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.parts().1
    }

    /// The HTTP status that goes with the code.
    #[must_use]
    pub const fn status(self) -> u16 {
        self.parts().0
    }

    const fn parts(self) -> (u16, &'static str) {
        match self {
            Self::AlreadyExists => (400, "already_exists"),
            Self::InUse => (400, "in_use"),
            Self::InvalidValue => (400, "invalid_value"),
            Self::Protected => (400, "protected"),
            Self::SetupDone => (400, "setup_done"),
            Self::MissingCredentials => (401, "missing_credentials"),
            Self::InvalidApiKey => (401, "invalid_api_key"),
            Self::InvalidToken => (401, "invalid_token"),
            Self::InvalidLogin => (401, "invalid_login"),
            Self::InsufficientCredits => (402, "insufficient_credits"),
            Self::TeamSuspended => (403, "team_suspended"),
            Self::TeamPaused => (403, "team_paused"),
            Self::OrganizationInactive => (403, "organization_inactive"),
            Self::WrongTeam => (403, "wrong_team"),
            Self::RoleTooLow => (403, "role_too_low"),
            Self::SecretNotReadable => (403, "secret_not_readable"),
            Self::ModelNotAllowed => (403, "model_not_allowed"),
            Self::NotFound => (404, "not_found"),
            Self::JobNotFound => (404, "job_not_found"),
            Self::TeamNotFound => (404, "team_not_found"),
            Self::OrganizationNotFound => (404, "organization_not_found"),
            Self::ModelNotFound => (404, "model_not_found"),
            Self::AccessGroupNotFound => (404, "access_group_not_found"),
            Self::ModelGroupNotFound => (404, "model_group_not_found"),
            Self::CredentialNotFound => (404, "credential_not_found"),
            Self::VirtualKeyNotFound => (404, "virtual_key_not_found"),
            Self::UserNotFound => (404, "user_not_found"),
            Self::SessionNotFound => (404, "session_not_found"),
            Self::PlanNotFound => (404, "plan_not_found"),
            Self::WebhookNotFound => (404, "webhook_not_found"),
            Self::DeliveryNotFound => (404, "delivery_not_found"),
            Self::MethodNotAllowed => (405, "method_not_allowed"),
            Self::JobClosed => (409, "job_closed"),
            Self::CallsInProgress => (409, "calls_in_progress"),
            Self::RequestInProgress => (409, "request_in_progress"),
            Self::BodyTooLarge => (413, "body_too_large"),
            Self::MetadataTooLarge => (413, "metadata_too_large"),
            Self::ValidationError => (422, "validation_error"),
            Self::IdempotencyKeyReused => (422, "idempotency_key_reused"),
            Self::UnsupportedParameter => (422, "unsupported_parameter"),
            Self::RateLimited => (429, "rate_limited"),
            Self::ProviderRateLimited => (429, "provider_rate_limited"),
            Self::ClientClosed => (499, "client_closed"),
            Self::Internal => (500, "internal"),
            Self::Misconfigured => (500, "misconfigured"),
            Self::ProviderError => (502, "provider_error"),
            Self::ProviderAuthFailed => (502, "provider_auth_failed"),
            Self::ProviderBadRequest => (502, "provider_bad_request"),
            Self::ProviderBadResponse => (502, "provider_bad_response"),
            Self::NoProviderCredentials => (503, "no_provider_credentials"),
            Self::FunctionUnavailable => (503, "function_unavailable"),
            Self::DatabaseUnavailable => (503, "database_unavailable"),
            Self::NotReady => (503, "not_ready"),
            Self::MigrationRequired => (503, "migration_required"),
            Self::ProviderTimeout => (504, "provider_timeout"),
        }
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

/// An answer that says no. Never carries a secret, a provider's text or a real model name.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{}: {detail}", .code.as_str())]
pub struct ApiError {
    /// The stable reason; it fixes the HTTP status.
    pub code: ErrorCode,
    /// The sentence for a person.
    pub detail: String,
    /// The fields at fault, for `validation_error`: they take the place of `detail` in the body.
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

    /// A 422 that names every field at fault.
    #[must_use]
    pub fn validation(fields: Vec<FieldError>) -> Self {
        Self { fields, ..Self::new(ErrorCode::ValidationError, "The request is not valid.") }
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

    /// The JSON body.
    #[must_use]
    pub fn body(&self) -> Value {
        let detail = if self.fields.is_empty() {
            json!(self.detail)
        } else {
            self.fields.iter().map(FieldError::to_json).collect()
        };
        let mut body = Map::new();
        body.insert("detail".to_owned(), detail);
        body.insert("code".to_owned(), json!(self.code.as_str()));
        body.extend(self.extra.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
        Value::Object(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn extra_members_stand_beside_detail_and_code() {
        let error = ApiError::new(ErrorCode::InsufficientCredits, "Insufficient credits")
            .with("credits_available", 3);
        assert_eq!(
            error.body(),
            json!({"detail": "Insufficient credits", "code": "insufficient_credits", "credits_available": 3})
        );
    }
}
