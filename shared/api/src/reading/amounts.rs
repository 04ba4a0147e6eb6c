//! Exact amounts: JSON numbers or decimal texts.

use std::str::FromStr;

use rust_decimal::Decimal;
use serde_json::Value;

use crate::money::{CreditsPerDollar, InvalidAmount, MarkupPercent, PlanPrice, Usd, UsdPerMillionTokens};
use crate::reading::{Faults, Path, ReadValue};

macro_rules! read_amounts {
    ($($type:ty),* $(,)?) => {$(
        impl ReadValue for $type {
            fn read_value(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
                amount(value, at, faults)
            }
        }
    )*};
}

read_amounts!(Usd, UsdPerMillionTokens, MarkupPercent, CreditsPerDollar, PlanPrice);

/// A JSON number is read as the shortest decimal that represents it. That is the number that was sent if it had no more than
/// 15 digits.
fn amount<T: FromStr<Err = InvalidAmount>>(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<T> {
    let text = match value {
        Value::Number(number) => without_exponent(number.to_string()),
        Value::String(text) => text.clone(),
        _ => {
            faults.malformed(at, "decimal_type", "Must be a number");
            return None;
        }
    };
    text.parse()
        .map_err(|error: InvalidAmount| faults.malformed(at, "decimal_parsing", error.to_string()))
        .ok()
}

/// The text of a JSON number without its exponent.
fn without_exponent(number: String) -> String {
    if number.contains(['e', 'E']) {
        Decimal::from_scientific(&number).map_or(number, |exact| exact.to_string())
    } else {
        number
    }
}
