//! Model groups: models in order of preference, called by one name.

use std::collections::HashSet;

use api_derive::{Request, Word};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::groups::{GroupStatus, GroupTerms, ListedGroups};
use crate::ids::{ModelGroupName, TeamId};
use crate::listing::OffsetPage;
use crate::reading::{Faults, List, OneMember, Path, ReadValue, Text, Whole};
use crate::timestamp::Timestamp;

/// How members of a model group that have the same priority are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Word)]
#[word(postgres = "group_balancing", impossible)]
pub enum Balancing {
    /// As they are listed.
    Priority,
    /// Each call draws the order by their weights.
    Weight,
    /// The fastest first, as far as it is known.
    LeastLatency,
}

/// A model group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ModelGroup {
    /// Its id.
    pub model_group_id: Uuid,
    /// What teams call it.
    pub group_name: ModelGroupName,
    /// The name for people.
    pub display_name: String,
    /// What operators noted.
    pub description: Option<String>,
    /// An inactive group cannot be called.
    pub status: GroupStatus,
    /// How members of one priority are ordered.
    pub balancing: Balancing,
    /// Its members, in the order in which they are tried.
    pub models: Vec<ModelGroupMember>,
    /// The first hundred teams that have it; null for none.
    pub teams_using: Option<Vec<String>>,
    /// How many teams have it.
    pub teams_using_count: u64,
    /// RFC 3339.
    pub created_at: Timestamp,
    /// RFC 3339.
    pub updated_at: Timestamp,
}

/// A member of a model group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ModelGroupMember {
    /// Its id. Members that are set anew have new ones.
    pub id: Uuid,
    /// The group.
    pub model_group_id: Uuid,
    /// An alias, or a model of the catalogue by the provider's name.
    pub model_name: String,
    /// The lowest is tried first.
    pub priority: i32,
    /// Its share among the members of its priority, where the group balances by weight.
    pub weight: u32,
    /// Whether it is tried.
    pub is_active: bool,
    /// RFC 3339.
    pub created_at: Timestamp,
}

/// The members of a model group after they were set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ModelGroupMembers {
    /// The group.
    pub group_name: ModelGroupName,
    /// Its members, in the order in which they are tried.
    pub models: Vec<ModelGroupMember>,
}

/// What a team's call of a model group would try. Aliases for the team itself, the providers' names for operators.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ResolvedModelGroup {
    /// The name asked for.
    pub group_name: ModelGroupName,
    /// What is tried first; null if nothing can be called.
    #[serde(default)]
    pub primary_model: Option<String>,
    /// What is tried after it, in order.
    pub fallback_models: Vec<String>,
    /// Whether the team may call the group.
    pub team_has_access: bool,
    /// Why not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// The most members of a model group.
const MAX_MEMBERS: usize = 50;

/// A model group to be made.
#[derive(Debug, Clone, PartialEq, Eq, Request)]
pub struct NewModelGroup {
    /// Its name, which teams call.
    pub group_name: ModelGroupName,
    /// How it is described.
    #[request(flatten)]
    pub terms: ModelGroupTerms,
    /// Its members.
    #[request(flatten)]
    pub members: NewModelGroupMembers,
}

/// How a model group is described, and how it balances: what is absent stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Request)]
pub struct ModelGroupTerms {
    /// How it is described.
    #[request(flatten)]
    pub description: GroupTerms,
    /// How members of one priority are ordered; `priority` for a new group.
    pub balancing: Option<Balancing>,
}

/// The members that a model group is to have.
#[derive(Debug, Clone, PartialEq, Eq, Request)]
pub struct NewModelGroupMembers {
    /// Its members, each once.
    pub models: DistinctModels,
}

impl OneMember for NewModelGroupMembers {
    const MEMBER: &'static str = "models";
}

/// A member of a model group.
#[derive(Debug, Clone, PartialEq, Eq, Request)]
#[request(names_missing)]
pub struct NewModelGroupMember {
    /// An alias, or a model of the catalogue by the provider's name.
    #[request(kind = "string_type")]
    pub model_name: Text<1, 200>,
    /// The lowest is tried first; those of one priority as the group balances.
    #[request(default = Whole::of(0), kind = "int_type")]
    pub priority: Whole<{ i32::MIN as i64 }, { i32::MAX as i64 }>,
    /// Its share among the members of its priority, where the group balances by weight.
    #[request(default = Whole::of(1), kind = "int_type")]
    pub weight: Whole<1, 1_000>,
}

/// Members of a model group. No model occurs twice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
pub struct DistinctModels(List<NewModelGroupMember, MAX_MEMBERS>);

impl ReadValue for DistinctModels {
    fn read_value(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        let items = value.as_array().filter(|items| items.len() <= MAX_MEMBERS);
        let mut names = HashSet::new();
        let mut distinct = true;
        for (index, item) in items.into_iter().flatten().enumerate() {
            if item.get("model_name").and_then(Value::as_str).is_some_and(|name| !names.insert(name)) {
                faults.malformed(
                    &at.item(index).member("model_name"),
                    "value_error",
                    "Must not be there twice",
                );
                distinct = false;
            }
        }
        List::read_value(value, at, faults).filter(|_| distinct).map(Self)
    }
}

/// Which model groups are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Request)]
pub struct ModelGroupQuery {
    /// Only those of this state.
    #[request(default = ListedGroups::Active)]
    pub status: ListedGroups,
    /// The part of the list.
    #[request(flatten)]
    pub page: OffsetPage,
}

/// For which team a model group is resolved.
#[derive(Debug, Clone, PartialEq, Eq, Request)]
pub struct ResolveModelGroup {
    /// The team that would call it.
    pub team_id: TeamId,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::reading::read_body;

    fn read(models: Value) -> Result<NewModelGroupMembers, Vec<String>> {
        let body = json!({"models": models});
        read_body(body.as_object().unwrap())
            .map_err(|error| error.fields.iter().map(|field| field.location[1..].join(".")).collect())
    }

    #[test]
    fn a_member_has_a_name_and_a_priority_which_is_zero_and_a_weight_which_is_one_unless_they_are_said() {
        let members =
            read(json!([{"model_name": "fast"}, {"model_name": "slow", "priority": 2, "weight": 30}]))
                .unwrap();
        let expected = json!({"models": [{"model_name": "fast", "priority": 0, "weight": 1},
            {"model_name": "slow", "priority": 2, "weight": 30}]});
        assert_eq!(json!(members), expected);
    }

    #[test]
    fn every_fault_of_a_member_is_named() {
        let list = json!([{"model_name": "a"}, {"model_name": "a"}, {"priority": 1}, "b", {"model_name": "c", "priority": 1.5},
            {"model_name": "d", "weight": 0}, {"model_name": "e", "weight": 1001}]);
        assert_eq!(
            read(list).unwrap_err(),
            [
                "models.1.model_name",
                "models.2.model_name",
                "models.3.model_name",
                "models.4.priority",
                "models.5.weight",
                "models.6.weight"
            ]
        );
    }
}
