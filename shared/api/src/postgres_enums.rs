//! The PostgreSQL enums, each with the set of words that mirrors it. A test compares them with the database in both directions.

use crate::chat::ServiceTier;
use crate::credits::{BudgetMode, FailedJobRefund, TransactionType};
use crate::groups::GroupStatus;
use crate::holds::HoldState;
use crate::jobs::{CallStatus, JobStatus};
use crate::model_groups::Balancing;
use crate::models::{ModelKind, ModelStatus};
use crate::organizations::OrganizationStatus;
use crate::plans::{BillingPeriod, PlanKind};
use crate::provider::Provider;
use crate::role::Role;
use crate::route_health::RouteTrouble;
use crate::teams::TeamStatus;
use crate::webhook_deliveries::DeliveryStatus;
use crate::words::Word;

/// A PostgreSQL enum and the set of words that mirrors it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostgresEnum {
    /// The name of the enum in PostgreSQL.
    pub name: &'static str,
    /// The name of the set of words.
    pub words: &'static str,
    /// Its labels, in order.
    pub labels: Vec<&'static str>,
}

/// All of them.
#[must_use]
pub fn all() -> Vec<PostgresEnum> {
    vec![
        mirror_of::<Balancing>(),
        mirror_of::<BillingPeriod>(),
        mirror_of::<BudgetMode>(),
        mirror_of::<CallStatus>(),
        mirror_of::<DeliveryStatus>(),
        mirror_of::<FailedJobRefund>(),
        mirror_of::<GroupStatus>(),
        mirror_of::<HoldState>(),
        mirror_of::<JobStatus>(),
        mirror_of::<ModelKind>(),
        mirror_of::<ModelStatus>(),
        mirror_of::<OrganizationStatus>(),
        mirror_of::<PlanKind>(),
        mirror_of::<Provider>(),
        mirror_of::<Role>(),
        mirror_of::<RouteTrouble>(),
        mirror_of::<ServiceTier>(),
        mirror_of::<TeamStatus>(),
        mirror_of::<TransactionType>(),
    ]
}

/// A set of words that names no PostgreSQL enum does not compile here.
fn mirror_of<W: Word>() -> PostgresEnum {
    let name = const { W::POSTGRES.expect("a set of words that mirrors a PostgreSQL enum") };
    let labels = W::WORDS.iter().map(|word| word.text()).collect();
    PostgresEnum { name, words: W::TITLE, labels }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    /// The PostgreSQL enums that the sources of a folder name, from its subfolders as well.
    fn named_in(folder: &Path, names: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                named_in(&path, names);
                continue;
            }
            let source = std::fs::read_to_string(&path).unwrap();
            let attributes = source.lines().filter(|line| line.starts_with("#[word("));
            let named = attributes.filter_map(|line| line.split_once("postgres = \"")?.1.split('"').next());
            names.extend(named.map(str::to_owned));
        }
    }

    #[test]
    fn every_set_of_words_that_names_a_postgresql_enum_is_in_the_list() {
        let mut named = Vec::new();
        named_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut named);
        named.sort();
        let mut listed: Vec<&str> = all().iter().map(|mirror| mirror.name).collect();
        listed.sort_unstable();
        assert_eq!(named, listed);
    }
}
