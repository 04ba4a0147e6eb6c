//! Who the story is about: three organizations with twelve teams, and the operators of the platform.

use api::credits::{BudgetMode, FailedJobRefund};
use api::role::Role;

use super::work::Work;
use super::{work_of_brightcart, work_of_clinic, work_of_lawyers};

/// A customer.
#[derive(Debug)]
pub struct Organization {
    /// Its id.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// How many hours its offices are ahead of UTC.
    pub ahead_of_utc: i64,
    /// How much of a workday's traffic a day of the weekend has.
    pub weekend: f64,
    /// How long it keeps requests and answers.
    pub body_retention_days: i64,
}

/// How a team stands at the end of the story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It works.
    Active,
    /// It works, and has fewer credits than it wants to have.
    LowOnCredits,
    /// Its calls are refused for want of credits.
    OutOfCredits,
    /// It has been paused for so many days.
    PausedFor(i64),
    /// It has been suspended for so many days.
    SuspendedFor(i64),
}

/// A team.
#[derive(Debug)]
pub struct Team {
    /// Its id.
    pub id: &'static str,
    /// Its organization.
    pub organization: &'static Organization,
    /// Its name.
    pub name: &'static str,
    /// Its share of all calls, in thousandths.
    pub share: u32,
    /// What its jobs are charged for.
    pub mode: BudgetMode,
    /// Percent on top of the provider's cost.
    pub markup: u32,
    /// Which of its failed jobs are free.
    pub refund: FailedJobRefund,
    /// Names of its access groups.
    pub access_groups: &'static [&'static str],
    /// Names of its model groups.
    pub model_groups: &'static [&'static str],
    /// How it ends.
    pub fate: Fate,
    /// Its kinds of jobs.
    pub work: &'static [Work],
}

/// What a dollar costs in credits: a credit is a tenth of a cent.
pub const CREDITS_PER_DOLLAR: i64 = 1_000;
/// Tokens for a credit, where tokens are counted.
pub const TOKENS_PER_CREDIT: i64 = 1_000;

/// A group of clinics in Europe.
pub const CLINIC: Organization = Organization {
    id: "aurora-health",
    name: "Aurora Health",
    ahead_of_utc: 1,
    weekend: 0.45,
    body_retention_days: 14,
};
/// A shop in America, busiest in the evening and on weekends.
pub const SHOP: Organization = Organization {
    id: "brightcart",
    name: "Brightcart",
    ahead_of_utc: -5,
    weekend: 1.15,
    body_retention_days: 0,
};
/// Lawyers in Singapore.
pub const LAWYERS: Organization = Organization {
    id: "ledgerline",
    name: "Ledgerline Legal",
    ahead_of_utc: 8,
    weekend: 0.2,
    body_retention_days: 0,
};

/// The organizations.
pub const ORGANIZATIONS: [&Organization; 3] = [&CLINIC, &SHOP, &LAWYERS];

const EVERYDAY: &[&str] = &["everyday"];
const ALL_BUT_SEARCH: &[&str] = &["everyday", "premium"];

const fn team(
    organization: &'static Organization,
    id: &'static str,
    name: &'static str,
    share: u32,
    work: &'static [Work],
) -> Team {
    Team {
        id,
        organization,
        name,
        share,
        mode: BudgetMode::ConsumptionUsd,
        markup: 20,
        refund: FailedJobRefund::Unanswered,
        access_groups: ALL_BUT_SEARCH,
        model_groups: &["best-answer"],
        fate: Fate::Active,
        work,
    }
}

/// The teams.
pub const TEAMS: &[Team] = &[
    Team {
        refund: FailedJobRefund::Always,
        markup: 25,
        model_groups: &["best-answer", "quick-reply"],
        ..team(&CLINIC, "aurora-triage", "Patient triage", 130, work_of_clinic::TRIAGE)
    },
    Team { markup: 30, ..team(&CLINIC, "aurora-records", "Clinical records", 120, work_of_clinic::RECORDS) },
    Team {
        fate: Fate::LowOnCredits,
        ..team(&CLINIC, "aurora-research", "Research", 30, work_of_clinic::RESEARCH)
    },
    Team {
        access_groups: EVERYDAY,
        model_groups: &["bulk"],
        ..team(&CLINIC, "aurora-billing", "Billing and claims", 70, work_of_clinic::BILLING)
    },
    Team {
        mode: BudgetMode::ConsumptionTokens,
        markup: 15,
        access_groups: &["everyday", "search"],
        model_groups: &["quick-reply"],
        ..team(&SHOP, "brightcart-search", "Search", 190, work_of_brightcart::SEARCH)
    },
    Team {
        model_groups: &["quick-reply", "best-answer"],
        ..team(&SHOP, "brightcart-support", "Customer support", 150, work_of_brightcart::SUPPORT)
    },
    Team {
        model_groups: &[],
        ..team(&SHOP, "brightcart-content", "Catalogue texts", 80, work_of_brightcart::CONTENT)
    },
    Team {
        access_groups: &["everyday", "premium", "legacy"],
        model_groups: &[],
        fate: Fate::PausedFor(19),
        ..team(&SHOP, "brightcart-labs", "Labs", 20, work_of_brightcart::LABS)
    },
    Team {
        markup: 35,
        ..team(&LAWYERS, "ledgerline-contracts", "Contract review", 90, work_of_lawyers::CONTRACTS)
    },
    Team {
        mode: BudgetMode::JobBased,
        access_groups: EVERYDAY,
        model_groups: &["bulk"],
        ..team(&LAWYERS, "ledgerline-discovery", "Discovery", 80, work_of_lawyers::DISCOVERY)
    },
    Team {
        access_groups: EVERYDAY,
        model_groups: &["quick-reply"],
        fate: Fate::OutOfCredits,
        ..team(&LAWYERS, "ledgerline-intake", "Client intake", 25, work_of_lawyers::INTAKE)
    },
    Team {
        model_groups: &[],
        fate: Fate::SuspendedFor(12),
        ..team(&LAWYERS, "ledgerline-trial", "Litigation trial", 15, work_of_lawyers::TRIAL)
    },
];

/// Someone who runs the platform.
#[derive(Debug)]
pub struct Operator {
    /// By which the operator signs in.
    pub email: &'static str,
    /// For people.
    pub name: &'static str,
    /// What the operator may do.
    pub role: Role,
    /// Whether the operator can still sign in.
    pub is_active: bool,
}

/// The owner, who comes first and makes the others.
pub const OWNER: &str = "mara.lindqvist@platform.example";
/// Who looks after models and routes.
pub const ENGINEER: &str = "jonas.weber@platform.example";
/// Who looks after customers and their credits.
pub const ACCOUNTANT: &str = "priya.nair@platform.example";

const fn operator(email: &'static str, name: &'static str, role: Role) -> Operator {
    Operator { email, name, role, is_active: true }
}

/// The operators, one of each role at least.
pub const OPERATORS: &[Operator] = &[
    operator(OWNER, "Mara Lindqvist", Role::Owner),
    operator(ENGINEER, "Jonas Weber", Role::Admin),
    operator(ACCOUNTANT, "Priya Nair", Role::Admin),
    operator("tom.okafor@platform.example", "Tom Okafor", Role::User),
    Operator { is_active: false, ..operator("elena.rossi@platform.example", "Elena Rossi", Role::Admin) },
];

#[cfg(test)]
mod tests {
    use super::super::models::{ALIASES, GROUPS};
    use super::*;

    #[test]
    fn the_shares_of_all_teams_are_the_whole() {
        assert_eq!(TEAMS.iter().map(|team| team.share).sum::<u32>(), 1_000);
    }

    #[test]
    fn every_team_may_call_what_its_work_asks_for() {
        for team in TEAMS {
            for name in team.work.iter().flat_map(|work| work.asks).map(|(name, _)| *name) {
                let by_alias = ALIASES
                    .iter()
                    .any(|alias| alias.name == name && team.access_groups.contains(&alias.access_group));
                let by_group =
                    GROUPS.iter().any(|group| group.name == name) && team.model_groups.contains(&name);
                assert!(by_alias || by_group, "{} cannot call {name}", team.id);
            }
        }
    }
}
