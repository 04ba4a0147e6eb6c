//! Calls as operators look through them: of all teams, the newest first.

use api_derive::Request;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::date_range::DateRange;
use crate::ids::{CallId, CredentialId, JobId, ModelAlias, OrganizationId, TeamId};
use crate::jobs::{CallDetail, CallFault, CallStatus};
use crate::listing::Limit;
use crate::provider::Provider;
use crate::reading::{Faults, Path, ReadValue, Text};
use crate::timestamp::Timestamp;
use crate::usage::Costs;

/// A call in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CallSummary {
    /// The call. The time of its admission is in the id (UUIDv7).
    pub call_id: CallId,
    /// The job that it is part of.
    pub job_id: JobId,
    /// The team that called.
    pub team_id: TeamId,
    /// The team's organization.
    pub organization_id: OrganizationId,
    /// What kind of business operation the job is.
    pub job_type: String,
    /// The client's label.
    pub purpose: Option<String>,
    /// Its state.
    pub status: CallStatus,
    /// What the client asked for: an alias or a model group.
    pub model_group_used: ModelAlias,
    /// The alias that served it.
    pub model_used: Option<ModelAlias>,
    /// The provider that served it, or was asked last.
    pub provider: Option<Provider>,
    /// The provider's name of the model.
    pub resolved_model: Option<String>,
    /// The organization's key that was used; null for the deployment's.
    pub credential_id: Option<CredentialId>,
    /// How many attempts were made; 0 while the call is open.
    pub attempt_count: u64,
    /// All tokens of the input.
    pub prompt_tokens: u64,
    /// Those that the provider read from its cache.
    pub cached_input_tokens: u64,
    /// All tokens of the output.
    pub completion_tokens: u64,
    /// Those of the output that are reasoning.
    pub reasoning_tokens: u64,
    /// Input and output.
    pub total_tokens: u64,
    /// The tokens or their cost are an estimate, because the provider did not report them all, or some have no price here.
    pub estimated: bool,
    /// It was settled after its hold had expired (late).
    pub late: bool,
    /// How long it took, in milliseconds.
    pub latency_ms: Option<u64>,
    /// The time to the first token, in milliseconds.
    pub time_to_first_token_ms: Option<u64>,
    /// The stable code of its failure.
    pub error_code: Option<CallFault>,
    /// When it was admitted, RFC 3339.
    pub created_at: Timestamp,
    /// When it was settled, RFC 3339.
    pub settled_at: Option<Timestamp>,
    /// Both costs.
    #[serde(flatten)]
    pub costs: Costs,
}

/// A call with the job that it is part of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CallWithJob {
    /// The job.
    pub job_id: JobId,
    /// The team that called.
    pub team_id: TeamId,
    /// The team's organization.
    pub organization_id: OrganizationId,
    /// What kind of business operation the job is.
    pub job_type: String,
    /// The call.
    #[serde(flatten)]
    pub call: CallDetail,
}

/// Which calls an operator looks through. Each member leaves out what does not fit it.
#[derive(Debug, Clone, PartialEq, Eq, Request)]
pub struct CallListQuery {
    /// Only those of this organization.
    pub organization_id: Option<OrganizationId>,
    /// Only those of this team.
    pub team_id: Option<TeamId>,
    /// Only those of this job.
    pub job_id: Option<JobId>,
    /// Only those of jobs of this type.
    pub job_type: Option<Text<0, 100>>,
    /// Only those in this state.
    pub status: Option<CallStatus>,
    /// Only those that asked for this alias or model group, or were served by this alias.
    pub model: Option<Text<0, 200>>,
    /// Only those of this provider.
    pub provider: Option<Provider>,
    /// When they were admitted.
    #[request(flatten)]
    pub range: DateRange,
    /// Only these: to learn how calls that were open have gone.
    pub ids: Option<CallIds>,
    /// Only those with a greater id: to learn of new ones. Calls that are admitted at the same moment can appear a little out of
    /// order, so ask with the newest id that is some seconds old, and leave out what is known.
    pub after: Option<CallId>,
    /// Only those with a smaller id: the `X-Next-Cursor` of the page before.
    pub before: Option<CallId>,
    /// At most so many.
    #[request(default = Limit::of(100))]
    pub limit: Limit,
}

/// How a call is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Request)]
pub struct CallView {
    /// Whether the request and the answer are included, where the organization keeps them. For the role `admin` or a higher one.
    #[request(default = true)]
    pub bodies: bool,
}

/// The ids of calls in a query: 1 to 100, with commas between them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct CallIds(Vec<CallId>);

impl CallIds {
    /// The most ids that one query has.
    pub const MAX: usize = 100;

    /// The ids.
    #[must_use]
    pub fn as_slice(&self) -> &[CallId] {
        &self.0
    }
}

impl ReadValue for CallIds {
    fn read_value(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        let Some(text) = value.as_str() else {
            faults.malformed(at, "string_type", "Must be ids with commas between them");
            return None;
        };
        // One more than fit is enough to know that there are too many.
        let ids: Result<Vec<CallId>, _> = text.split(',').take(Self::MAX + 1).map(str::parse).collect();
        match ids {
            Ok(ids) if ids.len() <= Self::MAX => Some(Self(ids)),
            Ok(_) => {
                faults.malformed(at, "too_long", format!("Must have at most {} ids", Self::MAX));
                None
            }
            Err(_) => {
                faults.malformed(at, "uuid_parsing", "Must be ids, each a UUID, with commas between them");
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::error::ApiError;
    use crate::reading::read_query;

    fn read(query: &Value) -> Result<CallListQuery, ApiError> {
        read_query(query.as_object().unwrap())
    }

    #[test]
    fn all_calls_are_asked_for_a_hundred_at_a_time_unless_the_query_says_otherwise() {
        let query = read(&json!({})).unwrap();
        assert_eq!((query.limit.get(), query.ids, query.range), (100, None, DateRange::default()));
    }

    #[test]
    fn calls_are_asked_for_by_their_ids() {
        let [one, other] = ["0192f0c1-0000-7000-8000-000000000001", "0192f0c1-0000-7000-8000-000000000002"];
        let ids = read(&json!({"ids": format!("{one},{other}")})).unwrap().ids.unwrap();
        assert_eq!(ids.as_slice().iter().map(CallId::to_string).collect::<Vec<_>>(), [one, other]);
        for (text, kind) in [
            (String::new(), "uuid_parsing"),
            (format!("{one},"), "uuid_parsing"),
            (format!("{one} {other}"), "uuid_parsing"),
            (vec![one; CallIds::MAX + 1].join(","), "too_long"),
        ] {
            assert_eq!(read(&json!({"ids": text})).unwrap_err().fields[0].kind, kind, "{text}");
        }
        assert!(read(&json!({"ids": vec![one; CallIds::MAX].join(",")})).is_ok());
    }

    #[test]
    fn what_no_call_has_is_a_fault_of_the_query() {
        for query in [
            json!({"status": "done"}),
            json!({"before": "7"}),
            json!({"limit": "501"}),
            json!({"provider": "acme"}),
        ] {
            assert!(read(&query).is_err(), "{query}");
        }
    }
}
