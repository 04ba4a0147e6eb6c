//! What every function does with a request first: find its route, its key, its path parameters and its JSON body.

use std::str::FromStr;

use api::error::{ApiError, ErrorCode, FieldError};
use api::ids::{JobId, OrganizationId, TeamId};
use api::reading::{self, Faults, Members, OneMember};
use api::routes::{self, Method, Operations, Route, RouteMatch};
use percent_encoding::percent_decode_str;
use platform::{IncomingBody, Platform, Request};
use serde_json::{Map, Value};
use store::{Holder, Idempotency, Principal};

use crate::http::caller::Caller;
use crate::http::{precondition, principal};

/// A request to one of the routes.
#[derive(Debug)]
pub struct Incoming {
    request: Request,
    route: &'static Route,
    params: PathParams,
}

/// The parameters of a path, by name, in order.
type PathParams = Vec<(&'static str, String)>;

impl Incoming {
    /// Finds what the request asks of the function whose operations are `O`.
    ///
    /// # Errors
    /// 404 for a path that no route has, 405 for a method that the path does not have; 500 if another function serves the
    /// route, which means that this deployment's bindings are not those of the route table.
    pub fn new<O: Operations, P: Platform>(platform: &P, request: Request) -> Result<(O, Self), ApiError> {
        let (route, params) = find(request.method().as_str(), request.uri().path())?;
        let operation = O::of(route.operation).ok_or_else(|| {
            platform.log(&format!("{} does not serve {}", O::FUNCTION.name(), route.operation.name()));
            ApiError::internal()
        })?;
        Ok((operation, Self { request, route, params }))
    }

    /// The request's path, as it was sent.
    #[must_use]
    pub fn path(&self) -> &str {
        self.request.uri().path()
    }

    /// The request's headers.
    #[must_use]
    pub fn headers(&self) -> &http::HeaderMap {
        self.request.headers()
    }

    /// The principal, on a route of the operators' API, with the request's precondition if the route takes one.
    ///
    /// # Errors
    /// 401 without a proof of the kind that the route asks for, or with a wrong one; 400 and 422 for a precondition that is none.
    pub async fn principal<P: Platform>(&self, platform: &P) -> Result<Principal, ApiError> {
        let principal = principal::principal(platform, self.route.auth, self.request.headers()).await?;
        if !self.route.operation.takes_precondition() {
            return Ok(principal);
        }
        Ok(Principal { unchanged_since: precondition::unchanged_since(&self.request)?, ..principal })
    }

    /// The SHA-256 hash of the virtual key in the `Authorization` header, or in `x-api-key`, where Anthropic's clients send it.
    ///
    /// # Errors
    /// 401 when there is none.
    fn key_hash(&self) -> Result<[u8; 32], ApiError> {
        let header = |name: &str| self.request.headers().get(name)?.to_str().ok();
        header("authorization")
            .and_then(vault::bearer_key)
            .or_else(|| header("x-api-key").map(str::trim).filter(|key| !key.is_empty()))
            .map(vault::hash_virtual_key)
            .ok_or_else(|| {
                ApiError::new(
                    ErrorCode::MissingCredentials,
                    "Send the team's virtual key as `Authorization: Bearer sk-...`.",
                )
            })
    }

    /// The caller, with the request's `Idempotency-Key`.
    ///
    /// # Errors
    /// 401 without a virtual key, 422 for a malformed `Idempotency-Key`.
    pub fn caller(&self) -> Result<Caller, ApiError> {
        Ok(Caller { key_hash: self.key_hash()?, idempotency: self.idempotency(Holder::Team)? })
    }

    /// The request's `Idempotency-Key`, with a fingerprint of the request.
    ///
    /// # Errors
    /// 422 for a key that is empty, too long, or not of visible ASCII characters.
    pub fn idempotency(&self, holder: Holder) -> Result<Option<Idempotency>, ApiError> {
        let Some(header) = self.request.headers().get("idempotency-key") else { return Ok(None) };
        let key = header.to_str().unwrap_or_default().trim();
        let is_visible = |byte: u8| byte == b' ' || byte.is_ascii_graphic();
        if key.is_empty() || key.len() > 255 || !key.bytes().all(is_visible) {
            let location = vec!["header".to_owned(), "Idempotency-Key".to_owned()];
            let message = "Must be 1 to 255 visible ASCII characters".to_owned();
            return Err(ApiError::validation(vec![FieldError { location, message, kind: "value_error" }]));
        }
        let request_hash = vault::fingerprint(&self.parts());
        Ok(Some(Idempotency { key: key.to_owned(), request_hash, holder, is_new: false }))
    }

    /// The caller where SDKs send requests again by themselves. They count the repetitions, from 0, in `x-stainless-retry-count` (SDKs
    /// that Stainless generates: OpenAI's and Anthropic's), and send no `Idempotency-Key`.
    ///
    /// # Errors
    /// As [`Self::caller`].
    pub fn caller_with_sdk(&self) -> Result<Caller, ApiError> {
        let mut caller = self.caller()?;
        let retries = || self.request.headers().get("x-stainless-retry-count")?.to_str().ok()?.parse().ok();
        if caller.idempotency.is_none()
            && let Some(retries) = retries()
        {
            let mut parts = self.parts();
            parts.push(&caller.key_hash);
            caller.idempotency = Some(Idempotency::of_sdk(vault::fingerprint(&parts), retries));
        }
        Ok(caller)
    }

    /// What makes two requests the same: method, path and body.
    fn parts(&self) -> Vec<&[u8]> {
        let path = self.request.uri().path().as_bytes();
        let mut parts = vec![self.request.method().as_str().as_bytes(), path, self.body_bytes()];
        // Where a call is made in a job, the job may stand in a header.
        let headers = ["tollgate-job", "tollgate-job-type"].map(|name| self.request.headers().get(name));
        parts.extend(headers.into_iter().flatten().map(http::HeaderValue::as_bytes));
        parts
    }

    /// SHA-256 of the body as it was sent, in hex.
    #[must_use]
    pub fn body_hash(&self) -> String {
        vault::fingerprint(&[self.body_bytes()])
    }

    fn body_bytes(&self) -> &[u8] {
        match self.request.body() {
            IncomingBody::Complete(bytes) => bytes,
            IncomingBody::TooLarge { .. } | IncomingBody::Broken => b"",
        }
    }

    /// The `job_id` of the path.
    ///
    /// # Errors
    /// 404 for an id that is not a UUID: there is no such job.
    pub fn job_id(&self) -> Result<JobId, ApiError> {
        self.path_param("job_id", || ApiError::new(ErrorCode::JobNotFound, "There is no such job."))
    }

    /// The `team_id` of the path.
    ///
    /// # Errors
    /// 404 for an id that no team can have.
    pub fn team_id(&self) -> Result<TeamId, ApiError> {
        self.path_param("team_id", || ApiError::new(ErrorCode::TeamNotFound, "There is no such team."))
    }

    /// The `organization_id` of the path.
    ///
    /// # Errors
    /// 404 for an id that no organization can have.
    pub fn organization_id(&self) -> Result<OrganizationId, ApiError> {
        self.path_param("organization_id", || {
            ApiError::new(ErrorCode::OrganizationNotFound, "There is no such organization.")
        })
    }

    /// A parameter of the path.
    ///
    /// # Errors
    /// The given one for a text that nothing can have as its id: there is no such thing.
    pub fn path_param<T: FromStr>(
        &self,
        name: &str,
        not_found: impl FnOnce() -> ApiError,
    ) -> Result<T, ApiError> {
        self.params
            .iter()
            .find(|(known, _)| *known == name)
            .and_then(|(_, value)| percent_decode_str(value).decode_utf8().ok()?.parse().ok())
            .ok_or_else(not_found)
    }

    /// The parameters of the query: texts by name.
    /// Of several with one name the last counts.
    #[must_use]
    pub fn query_parameters(&self) -> Map<String, Value> {
        form_urlencoded::parse(self.request.uri().query().unwrap_or_default().as_bytes())
            .map(|(name, value)| (name.into_owned(), Value::String(value.into_owned())))
            .collect()
    }

    /// The request that the body is.
    ///
    /// # Errors
    /// 413 when it is too large, 422 and 400 with all that is wrong with it: see [`Faults::finish`](api::reading::Faults).
    pub fn body<T: Members>(&self) -> Result<T, ApiError> {
        reading::read_body(&self.members_of::<T>()?)
    }

    /// The same with what `check` notes of the body besides: what breaks a rule that only the deployment knows.
    ///
    /// # Errors
    /// As [`Self::body`].
    pub fn body_with<T: Members>(
        &self,
        check: impl FnOnce(&Map<String, Value>, &mut Faults),
    ) -> Result<T, ApiError> {
        let body = self.members_of::<T>()?;
        reading::read_body_with(&body, |faults| check(&body, faults))
    }

    /// The same where the body may be absent.
    ///
    /// # Errors
    /// As [`Self::body`].
    pub fn body_if_any<T: Members>(&self) -> Result<T, ApiError> {
        match self.request.body() {
            IncomingBody::Complete(bytes) if bytes.is_empty() => reading::read_body(&Map::new()),
            _ => self.body(),
        }
    }

    /// The request that the body is, whose one member may also be sent alone: a list.
    ///
    /// # Errors
    /// As [`Self::body`].
    pub fn list_body<T: OneMember>(&self) -> Result<T, ApiError> {
        match self.json(&T::has_member)? {
            Value::Object(object) => reading::read_body(&object),
            list @ Value::Array(_) => reading::read_body(&Map::from_iter([(T::MEMBER.to_owned(), list)])),
            _ => Err(no_object()),
        }
    }

    /// The request that the query is.
    ///
    /// # Errors
    /// 422 and 400 with all that is wrong with it: see [`Faults::finish`](api::reading::Faults).
    pub fn query<T: Members>(&self) -> Result<T, ApiError> {
        reading::read_query(&self.query_parameters())
    }

    /// The members of the body that a request has. The others are skipped.
    ///
    /// # Errors
    /// 413 when the body is too large, 422 when it is no JSON object, or has too many values.
    pub fn members_of<T: Members>(&self) -> Result<Map<String, Value>, ApiError> {
        match self.json(&T::has_member)? {
            Value::Object(object) => Ok(object),
            _ => Err(no_object()),
        }
    }

    /// The body: any JSON, of an object the wanted members.
    fn json(&self, wanted: &dyn Fn(&str) -> bool) -> Result<Value, ApiError> {
        match self.request.body() {
            IncomingBody::Complete(bytes) => reading::read_json(bytes, wanted),
            IncomingBody::TooLarge { max_bytes } => {
                let detail = format!("The body may have at most {max_bytes} bytes.");
                Err(ApiError::new(ErrorCode::BodyTooLarge, detail).with("max_bytes", *max_bytes))
            }
            IncomingBody::Broken => {
                Err(reading::body_fault("json_invalid", "The body did not arrive in full"))
            }
        }
    }
}

fn no_object() -> ApiError {
    reading::body_fault("json_invalid", "Must be a JSON object")
}

/// The route of a method and path, with its path parameters.
///
/// # Errors
/// 404 or 405.
pub fn find(method: &str, path: &str) -> Result<(&'static routes::Route, PathParams), ApiError> {
    match routes::find(method, path) {
        RouteMatch::Route(route, params) => Ok((route, params)),
        RouteMatch::OtherMethods(methods) => {
            let methods: Vec<&str> = methods.into_iter().map(Method::as_str).collect();
            let detail = format!("This path has {}, not {method}.", methods.join(", "));
            Err(ApiError::new(ErrorCode::MethodNotAllowed, detail).with("allowed_methods", methods))
        }
        RouteMatch::Nothing => Err(ApiError::new(ErrorCode::NotFound, "There is nothing at this path.")),
    }
}
