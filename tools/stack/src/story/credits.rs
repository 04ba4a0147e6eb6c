//! The credits of the story's teams: what they are given, when they pay for more, and how some come to have few.

use api::credits::BudgetMode;
use serde_json::json;

use super::cast::{ACCOUNTANT, Fate, Team};
use super::jobs::Jobs;
use super::step::Step;
use super::time::{DAY, HOUR, MINUTE, Span};

/// What a team pays for at once, in credits: about a sixth of what it will use in the quarter, and enough to hold for several of its
/// largest calls.
#[must_use]
pub fn package(team: &Team, jobs: &Jobs) -> i64 {
    let jobs_made = i64::try_from(jobs.jobs).unwrap_or_default();
    let (used, least) = match team.mode {
        BudgetMode::JobBased => (jobs_made, 100),
        BudgetMode::ConsumptionTokens => (jobs.tokens / super::cast::TOKENS_PER_CREDIT, 5_000),
        // A credit is a thousandth of a dollar; some jobs have prices of their own, of a few cents.
        BudgetMode::ConsumptionUsd => (jobs.cost_millis * 13 / 10 + jobs_made * 40, 20_000),
    };
    let wanted = (used / 6).max(least);
    // Round numbers, as people order them.
    let step = 10_i64.pow(wanted.ilog10()) / 2;
    (wanted / step.max(1) + 1) * step.max(1)
}

/// What happens to a team's credits.
#[must_use]
pub fn steps(team: &Team, number: usize, package: i64, span: Span) -> Vec<Step> {
    let mut steps = vec![Step::act(
        span.from - 12 * HOUR,
        "SELECT update_team(story.operator($1->>'by'), $1->>'team', $1->'terms')",
        json!({"by": ACCOUNTANT, "team": team.id, "terms": {"low_credit_threshold": package / 4}}),
    )];
    let leave = |at: i64, credits: i64| {
        Step::act(
            at,
            "SELECT story.leave($1)",
            json!({"by": ACCOUNTANT, "team": team.id, "credits": credits}),
        )
    };
    let (topped_up_until, last) = match team.fate {
        Fate::Active => (span.until, None),
        Fate::LowOnCredits => {
            let at = span.days_before_end(2, 9, 40);
            (at, Some(leave(at, package * 22 / 100)))
        }
        Fate::OutOfCredits => {
            let at = span.days_before_end(1, 2, 10);
            (at, Some(leave(at, (package / 400).max(25))))
        }
        Fate::PausedFor(days) | Fate::SuspendedFor(days) => (span.until - (days + 1) * DAY, None),
    };
    steps.extend(last);
    if team.id == "brightcart-content" {
        steps.push(leave(span.days_before_end(15, 11, 25), package));
    }
    let refill = match team.id {
        "brightcart-search" => Some(("monthly", package)),
        "aurora-records" => Some(("weekly", package / 4)),
        _ => None,
    };
    if let Some((period, amount)) = refill {
        steps.push(Step::act(
            span.from - 10 * HOUR,
            "SELECT configure_auto_refill(
                 story.operator($1->>'by'), $1->>'team', true, ($1->>'amount')::bigint, ($1->>'period')::billing_period)",
            json!({"by": ACCOUNTANT, "team": team.id, "amount": amount, "period": period}),
        ));
    }
    let payment = if team.id == "brightcart-support" { "subscription_payment" } else { "one_time_payment" };
    let place = i64::try_from(number).unwrap_or_default();
    let first = span.from + 6 * HOUR + (17 * place + 3) % 60 * MINUTE;
    for (day, at) in (first..topped_up_until).step_by(usize::try_from(DAY).unwrap_or(1)).enumerate() {
        steps.push(Step::act(
            at,
            "SELECT story.top_up($1)",
            json!({
                "by": ACCOUNTANT, "team": team.id, "below": package / 3, "credits": package, "type": payment,
                "reason": format!("Invoice {} paid", 20_260_000 + day * 20 + number),
            }),
        ));
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::super::cast::TEAMS;
    use super::*;

    #[test]
    fn a_package_is_a_round_number_of_credits() {
        let jobs = Jobs { jobs: 900, cost_millis: 123_456, ..Jobs::default() };
        assert_eq!(package(&TEAMS[0], &jobs), 35_000);
    }
}
