//! The health of routes. A route is a model with a key for it.

use api_derive::{Request, Word};
use serde::{Deserialize, Serialize};

use crate::error::StoredErrorCode;
use crate::ids::{CredentialId, OrganizationId};
use crate::listing::OffsetPage;
use crate::provider::Provider;
use crate::timestamp::Timestamp;

/// What a failed attempt says about its route. A failure that lies in the request says nothing about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Word)]
#[word(postgres = "route_trouble")]
pub enum RouteTrouble {
    /// It timed out, broke off, was overloaded, or answered in no form that can be read. This may pass soon.
    Failing,
    /// The provider does not have this model, or not for this key.
    Gone,
    /// The provider refuses the key, or its account is disabled or has no quota left.
    Account,
}

/// The state of a route, as a circuit breaker has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Word)]
#[word(impossible)]
pub enum RouteState {
    /// It is in normal use.
    Closed,
    /// It is set aside: calls try it after all other routes.
    Open,
    /// The time for which it was set aside is over: one call at a time probes it, and the others still try it last.
    HalfOpen,
}

/// What the database knows of the health of a route.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RouteHealth {
    /// Whose key it is; null for the deployment's own.
    pub organization_id: Option<OrganizationId>,
    /// Who serves it.
    pub provider: Provider,
    /// The provider's name of the model.
    pub model: String,
    /// The organization's key; null for the deployment's own.
    pub credential_id: Option<CredentialId>,
    /// What operators call the key.
    pub credential_name: Option<String>,
    /// Its state.
    pub state: RouteState,
    /// What is wrong with it; null: nothing.
    pub trouble: Option<RouteTrouble>,
    /// Attempts that have failed since the last one that was answered.
    pub consecutive_failures: u64,
    /// The error code of the last failure.
    pub last_error_code: Option<StoredErrorCode>,
    /// The HTTP status of the last failure, where there was an answer.
    pub last_status: Option<u16>,
    /// When the first of the consecutive failures was recorded, RFC 3339.
    pub failing_since: Option<Timestamp>,
    /// When the last failure was recorded, RFC 3339. It stays when the route has recovered.
    pub last_failed_at: Option<Timestamp>,
    /// Until when it is set aside, RFC 3339.
    pub set_aside_until: Option<Timestamp>,
    /// How long an answered attempt takes: an exponentially weighted mean, in milliseconds.
    pub latency_ms: Option<u64>,
    /// When the latency was last written, RFC 3339.
    pub measured_at: Option<Timestamp>,
}

/// Which routes are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Request)]
pub struct RouteHealthQuery {
    /// Only those in this state.
    pub state: Option<RouteState>,
    /// Only those with keys of this organization.
    pub organization_id: Option<OrganizationId>,
    /// Only those of this provider.
    pub provider: Option<Provider>,
    /// The part of the list.
    #[request(flatten)]
    pub page: OffsetPage,
}
