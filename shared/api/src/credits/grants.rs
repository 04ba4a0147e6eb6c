//! Credits given to a team: by hand, or for a payment.

use api_derive::{Request, Word};
use serde::Serialize;
use serde_json::Number;

use crate::credits::{Transaction, TransactionType};
use crate::ids::TeamId;
use crate::money::{Credits, Usd};
use crate::reading::{Count, Text};
use crate::teams::MAX_CREDITS;

/// The longest reason, in characters; a payment's amount comes after it.
pub const MAX_REASON: usize = 450;

/// Why credits are given.
pub type Reason = Text<0, MAX_REASON>;

/// Credits to be given.
#[derive(Debug, Clone, PartialEq, Eq, Request)]
pub struct NewCredits {
    /// How many.
    pub credits: Count<MAX_CREDITS>,
    /// Why.
    pub reason: Option<Reason>,
}

/// Credits to be given, and the team that gets them.
#[derive(Debug, Clone, PartialEq, Eq, Request)]
pub struct NewCreditsOfTeam {
    /// The team.
    pub team_id: TeamId,
    /// How many.
    pub amount: Count<MAX_CREDITS>,
    /// Why.
    pub description: Option<Reason>,
}

/// Credits to be given, in the form that older clients send.
#[derive(Debug, Clone, PartialEq, Eq, Request)]
pub struct Allocation {
    /// How many.
    pub credits_amount: Count<MAX_CREDITS>,
    /// Why.
    pub reason: Option<Reason>,
}

/// The kind of a payment for credits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Word)]
#[word(impossible)]
pub enum PaymentType {
    /// A payment that comes every period. It is the refill of its period as well.
    Subscription,
    /// A single payment.
    OneTime,
}

/// Credits that were paid for.
#[derive(Debug, Clone, PartialEq, Eq, Request)]
pub struct Payment {
    /// How many.
    pub credits: Count<MAX_CREDITS>,
    /// The kind of the payment.
    pub payment_type: PaymentType,
    /// What was paid, USD.
    pub payment_amount_usd: Option<Usd>,
    /// Why.
    pub reason: Option<Reason>,
}

/// Credits that a team gets, however that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// How many.
    pub credits: Count<MAX_CREDITS>,
    /// What the entry of the ledger is: an allocation, or one of the two payments.
    pub transaction_type: TransactionType,
    /// Why, at most 500 characters.
    pub reason: String,
}

impl Grant {
    /// Credits that an operator gives by hand.
    #[must_use]
    pub fn by_hand(credits: Count<MAX_CREDITS>, reason: Option<Reason>) -> Self {
        let reason = reason.map_or_else(|| "Manual credit allocation".to_owned(), Reason::into_string);
        Self { credits, transaction_type: TransactionType::Allocation, reason }
    }

    /// Credits for a payment; the reason has its amount.
    #[must_use]
    pub fn for_payment(payment: Payment) -> Self {
        let Payment { credits, payment_type, payment_amount_usd, reason } = payment;
        let (transaction_type, usual_reason) = match payment_type {
            PaymentType::Subscription => (TransactionType::SubscriptionPayment, "Subscription payment"),
            PaymentType::OneTime => (TransactionType::OneTimePayment, "One-time payment"),
        };
        let mut reason = reason.map_or_else(|| usual_reason.to_owned(), Reason::into_string);
        if let Some(amount) = payment_amount_usd {
            reason.push_str(&format!(" (${:.2} USD)", amount.as_decimal()));
        }
        Self { credits, transaction_type, reason }
    }
}

/// Credits that were given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AddedCredits {
    /// The team.
    pub team_id: TeamId,
    /// How many.
    pub credits_added: Credits,
    /// What remained before.
    pub credits_before: Credits,
    /// What remains now.
    pub credits_after: Credits,
    /// The entry of the ledger.
    pub transaction: Transaction,
}

impl From<Transaction> for AddedCredits {
    fn from(transaction: Transaction) -> Self {
        Self {
            team_id: transaction.team_id.clone(),
            credits_added: transaction.credits_amount,
            credits_before: transaction.credits_before,
            credits_after: transaction.credits_after,
            transaction,
        }
    }
}

/// Credits that were given for a payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PaidCredits {
    /// The credits.
    #[serde(flatten)]
    pub added: AddedCredits,
    /// The kind of the payment.
    pub payment_type: PaymentType,
    /// What was paid, USD.
    pub payment_amount_usd: Option<Number>,
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::error::{ApiError, ErrorCode};
    use crate::reading::read_body;

    fn payment(body: &Value) -> Result<Payment, ApiError> {
        read_body(body.as_object().unwrap())
    }

    #[test]
    fn a_payments_reason_names_what_was_paid() {
        let of = |body: &Value| Grant::for_payment(payment(body).unwrap());
        let monthly = of(&json!({"credits": 500, "payment_type": "subscription", "payment_amount_usd": 99,
            "reason": "November plan"}));
        assert_eq!(monthly.reason, "November plan ($99.00 USD)");
        assert_eq!(monthly.transaction_type, TransactionType::SubscriptionPayment);
        let single = of(&json!({"credits": 500, "payment_type": "one_time"}));
        assert_eq!(single.reason, "One-time payment");
        assert_eq!(single.transaction_type, TransactionType::OneTimePayment);
    }

    #[test]
    fn the_longest_reason_leaves_room_for_the_greatest_payment() {
        let longest = payment(&json!({"credits": 1, "payment_type": "one_time", "payment_amount_usd": 1e9,
            "reason": "ä".repeat(MAX_REASON)}));
        assert!(Grant::for_payment(longest.unwrap()).reason.chars().count() <= 500);
    }

    #[test]
    fn credits_that_cannot_be_given_are_not_possible_rather_than_malformed() {
        for credits in [json!(0), json!(-5), json!(10_i64.pow(15))] {
            let error = payment(&json!({"credits": credits, "payment_type": "one_time"})).unwrap_err();
            assert_eq!(error.code, ErrorCode::InvalidValue, "{credits}");
        }
        let gift = payment(&json!({"credits": 5, "payment_type": "gift"})).unwrap_err();
        assert_eq!(gift.code, ErrorCode::InvalidValue);
        for credits in [json!("many"), json!(1.5), Value::Null] {
            let error = payment(&json!({"credits": credits, "payment_type": "one_time"})).unwrap_err();
            assert_eq!(error.fields[0].location, ["body", "credits"], "{credits}");
        }
    }
}
