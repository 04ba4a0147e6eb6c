//! Credits given to a team: by hand, or for a payment.

use api::error::ApiError;
use api::ids::TeamId;
use api::money::Usd;
use platform::Platform;
use serde_json::{Map, Value, json};
use store::{Answer, Grant, Holder, Principal};

use crate::http::fields::Fields;
use crate::http::incoming::Incoming;
use crate::http::refusals;
use api::teams::MAX_CREDITS;

/// The longest reason, in characters; a payment's amount comes after it.
const MAX_REASON: usize = 450;

/// How a body says what is given.
pub(super) struct Form {
    credits: &'static str,
    reason: &'static str,
    /// The body names the team: the path does not.
    names_the_team: bool,
}

pub(super) const ADD: Form = Form { credits: "credits", reason: "reason", names_the_team: false };
pub(super) const ADD_BY_BODY: Form = Form { credits: "amount", reason: "description", names_the_team: true };
pub(super) const ALLOCATE: Form = Form { credits: "credits_amount", reason: "reason", names_the_team: false };

pub(super) async fn add<P: Platform>(
    platform: &P,
    incoming: &Incoming,
    form: &Form,
) -> Result<Answer<Value>, ApiError> {
    let principal = incoming.principal(platform).await?;
    let body = incoming.json_object()?;
    let mut fields = Fields::new(&body);
    let team_id: Option<TeamId> =
        if form.names_the_team { fields.required_name("team_id") } else { Some(incoming.team_id()?) };
    let credits = credits(&mut fields, form.credits);
    let reason = fields.optional_text(form.reason, MAX_REASON);
    let read = team_id.zip(credits).map(|(team_id, credits)| {
        let reason = reason.unwrap_or_else(|| "Manual credit allocation".to_owned());
        (team_id, Grant { credits, transaction_type: "allocation", reason })
    });
    let (team_id, grant) = fields.finish_with(read)?;
    give(platform, incoming, &principal, &team_id, &grant, Map::new()).await
}

pub(super) async fn replenish<P: Platform>(
    platform: &P,
    incoming: &Incoming,
) -> Result<Answer<Value>, ApiError> {
    let principal = incoming.principal(platform).await?;
    let team_id = incoming.team_id()?;
    let body = incoming.json_object()?;
    let mut fields = Fields::new(&body);
    let credits = credits(&mut fields, "credits");
    fields.require("payment_type");
    let payment_type = fields.choice("payment_type", &["subscription", "one_time"]);
    let amount: Option<Usd> = fields.amount("payment_amount_usd");
    let reason = fields.optional_text("reason", MAX_REASON);
    let (credits, payment_type) = fields.finish_with(credits.zip(payment_type))?;
    let (transaction_type, what) = match payment_type {
        "subscription" => ("subscription_payment", "Subscription payment"),
        _ => ("one_time_payment", "One-time payment"),
    };
    let mut reason = reason.unwrap_or_else(|| what.to_owned());
    if let Some(amount) = amount {
        reason.push_str(&format!(" (${:.2} USD)", amount.as_decimal()));
    }
    let mut more = Map::new();
    more.insert("payment_type".to_owned(), json!(payment_type));
    more.insert("payment_amount_usd".to_owned(), amount.map_or(Value::Null, Usd::to_json_number));
    let grant = Grant { credits, transaction_type, reason };
    give(platform, incoming, &principal, &team_id, &grant, more).await
}

/// Credits to be given: a number above 0.
fn credits(fields: &mut Fields<'_>, name: &str) -> Option<i64> {
    fields.require(name);
    fields.count(name, MAX_CREDITS)
}

async fn give<P: Platform>(
    platform: &P,
    incoming: &Incoming,
    principal: &Principal,
    team_id: &TeamId,
    grant: &Grant,
    more: Map<String, Value>,
) -> Result<Answer<Value>, ApiError> {
    let idempotency = incoming.idempotency(Holder::Operators)?;
    let Answer { value: transaction, replayed } =
        store::add_credits(platform.database(), principal, team_id, grant, idempotency.as_ref())
            .await
            .map_err(|error| refusals::store_error(platform, error))?;
    let mut answer = json!({
        "team_id": team_id,
        "credits_added": transaction.credits_amount,
        "credits_before": transaction.credits_before,
        "credits_after": transaction.credits_after,
    });
    if let Some(answer) = answer.as_object_mut() {
        answer.extend(more);
        answer.insert("transaction".to_owned(), json!(transaction));
    }
    Ok(Answer { value: answer, replayed })
}
