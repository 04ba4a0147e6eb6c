//! Pricing plans.

use api::ids::TeamId;
use api::plans::{NewPlan, PlanDetails, PlanQuery, PlanTerms, PricingPlan};
use platform::{Database, Param};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::error::StoreError;
use crate::listing::Counted;
use crate::principal::{Principal, ask};
use crate::statements::statements;

statements! {
    LIST_PRICING_PLANS = "list_pricing_plans"(text, text, text, text, int8, int8),
    GET_PRICING_PLAN = "get_pricing_plan"(text, text),
    SET_PRICING_PLAN = "set_pricing_plan"(text, text, text, text),
    END_PRICING_PLAN = "end_pricing_plan"(text, text),
}

/// Plans, newest first.
///
/// # Errors
/// Refused for an unknown team.
pub async fn list_pricing_plans(
    database: &impl Database,
    principal: &Principal,
    query: &PlanQuery,
) -> Result<Counted<PricingPlan>, StoreError> {
    let params = [
        Param::Text(query.team_id.as_ref().map(TeamId::as_str)),
        Param::Text(query.job_type.as_deref()),
        Param::Text(Some(if query.ended { "true" } else { "false" })),
        Param::Int(Some(query.page.limit.get())),
        Param::Int(Some(query.page.offset.get())),
    ];
    ask(database, LIST_PRICING_PLANS.sql, principal, &params).await
}

/// A plan with its periods.
///
/// # Errors
/// Refused for an unknown plan.
pub async fn get_pricing_plan(
    database: &impl Database,
    principal: &Principal,
    plan_id: Uuid,
) -> Result<PlanDetails, StoreError> {
    ask(database, GET_PRICING_PLAN.sql, principal, &[Param::Text(Some(&plan_id.to_string()))]).await
}

/// Puts a plan into force now. It replaces the plan of the same team and job type.
///
/// # Errors
/// Refused for an unknown team.
pub async fn set_pricing_plan(
    database: &impl Database,
    principal: &Principal,
    plan: &NewPlan,
) -> Result<PricingPlan, StoreError> {
    let terms = columns(&plan.terms).to_string();
    let params = [
        Param::Text(Some(plan.team_id.as_str())),
        Param::Text(plan.job_type.as_deref()),
        Param::Text(Some(&terms)),
    ];
    ask(database, SET_PRICING_PLAN.sql, principal, &params).await
}

/// The terms as the columns of a plan's row, where the jobs that a subscription includes are its first ones.
fn columns(terms: &PlanTerms) -> Value {
    let mut columns = json!(terms);
    if let PlanTerms::Subscription(terms) = terms
        && let Value::Object(columns) = &mut columns
    {
        columns.remove("included_jobs");
        columns.insert("first_jobs".to_owned(), json!(terms.included_jobs));
    }
    columns
}

/// Ends a plan now. A plan that has ended is not changed.
///
/// # Errors
/// Refused for an unknown plan.
pub async fn end_pricing_plan(
    database: &impl Database,
    principal: &Principal,
    plan_id: Uuid,
) -> Result<PricingPlan, StoreError> {
    ask(database, END_PRICING_PLAN.sql, principal, &[Param::Text(Some(&plan_id.to_string()))]).await
}

#[cfg(test)]
mod tests {
    use api::reading::read_body;

    use super::*;

    fn columns_of(body: &Value) -> Value {
        let terms = read_body(body.as_object().unwrap()).unwrap();
        columns(&terms)
    }

    #[test]
    fn terms_are_the_columns_that_their_kind_has() {
        let subscription = json!({"kind": "subscription", "period": "monthly", "period_fee_usd": 49.9,
            "included_jobs": 10, "price_per_job_usd": "0.25"});
        assert_eq!(
            columns_of(&subscription),
            json!({"kind": "subscription", "period": "monthly", "period_fee_usd": "49.9", "first_jobs": 10,
                "price_per_job_usd": "0.25"})
        );
        let markup = json!({"kind": "markup", "markup_percentage": 12.5, "price_per_job_usd": 1});
        assert_eq!(columns_of(&markup), json!({"kind": "markup", "markup_percentage": "12.5"}));
    }
}
