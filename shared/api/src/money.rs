//! Money, credits and prices: exact, never binary floating point.

use std::fmt;
use std::iter::Sum;
use std::ops::Add;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::rounded::RoundedUsd;

/// What is wrong with a text that should be an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidAmount {
    /// Not a plain decimal number.
    #[error("must be a decimal number")]
    NotADecimal,
    /// Below zero.
    #[error("must not be negative")]
    Negative,
    /// Zero, where that makes no sense.
    #[error("must be more than 0")]
    Zero,
    /// Above what the type can have.
    #[error("must be at most {0}")]
    TooLarge(Decimal),
    /// Finer than the type can be.
    #[error("must have at most {0} decimals")]
    TooFine(u32),
}

/// Digits, with a point between digits if at all: no sign, no exponent, no separators.
fn parse(text: &str, max: Decimal, max_decimals: u32) -> Result<Decimal, InvalidAmount> {
    if text.strip_prefix('-').is_some_and(is_plain) {
        return Err(InvalidAmount::Negative);
    }
    if !is_plain(text) {
        return Err(InvalidAmount::NotADecimal);
    }
    let number = Decimal::from_str_exact(without_zeros(text))
        .map_err(|_| InvalidAmount::TooFine(max_decimals))?
        .normalize();
    if number > max {
        return Err(InvalidAmount::TooLarge(max));
    }
    if number.scale() > max_decimals { Err(InvalidAmount::TooFine(max_decimals)) } else { Ok(number) }
}

fn is_plain(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    match text.split_once('.') {
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => digits(text),
    }
}

/// The same number without zeros at its end: PostgreSQL may write more decimals than the type can have, all of them zeros.
fn without_zeros(text: &str) -> &str {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text }
}

fn parse_positive(text: &str, max: Decimal, max_decimals: u32) -> Result<Decimal, InvalidAmount> {
    let number = parse(text, max, max_decimals)?;
    if number.is_zero() { Err(InvalidAmount::Zero) } else { Ok(number) }
}

macro_rules! decimal_text {
    ($name:ident, $max:expr, $max_decimals:expr) => {
        decimal_text!($name, $max, $max_decimals, parse);
    };
    ($name:ident, $max:expr, $max_decimals:expr, $parse:ident) => {
        impl FromStr for $name {
            type Err = InvalidAmount;

            fn from_str(text: &str) -> Result<Self, InvalidAmount> {
                $parse(text, $max, $max_decimals).map(Self)
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidAmount;

            fn try_from(text: String) -> Result<Self, InvalidAmount> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(amount: $name) -> Self {
                amount.to_string()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl $name {
            /// The exact decimal value.
            #[must_use]
            pub const fn as_decimal(self) -> Decimal {
                self.0
            }
        }
    };
}

/// An amount of US dollars, zero or more, exact. In JSON between Tollgate's own parts it is decimal text.
///
/// It has 28 significant digits. An amount needs at most 16 decimals (token counts times prices of six decimals, divided
/// by a million, times a markup of four), so all below a trillion dollars are exact. At most a billion dollars: sums and
/// products that would be more stay there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Usd(Decimal);

const MAX_USD: Decimal = Decimal::from_parts(1_000_000_000, 0, 0, false, 0);

decimal_text!(Usd, MAX_USD, 28);

impl Usd {
    /// No money.
    pub const ZERO: Self = Self(Decimal::ZERO);

    /// The amount times a factor that is not negative, exact.
    #[must_use]
    pub fn times(self, factor: Decimal) -> Self {
        Self::bounded(self.0.checked_mul(factor.max(Decimal::ZERO)))
    }

    /// What a number of tokens costs at a price per million, exact.
    #[must_use]
    pub fn of_tokens(tokens: u64, price: UsdPerMillionTokens) -> Self {
        let cost = Decimal::from(tokens).checked_mul(price.0).and_then(|millionths| {
            let mut cost = millionths;
            cost.set_scale(millionths.scale() + 6).ok()?;
            Some(cost)
        });
        Self::bounded(cost)
    }

    /// The amount less another, exact; zero where the other is greater.
    #[must_use]
    pub fn beyond(self, other: Self) -> Self {
        Self::bounded(self.0.checked_sub(other.0).map(|rest| rest.max(Decimal::ZERO)))
    }

    /// The amount rounded half up to 6 decimals.
    #[must_use]
    pub fn rounded(self) -> Self {
        Self(RoundedUsd::new(self.0).as_decimal())
    }

    /// The number for a public answer: rounded half up to 6 decimals.
    #[must_use]
    pub fn to_json_number(self) -> Value {
        serde_json::to_value(RoundedUsd::new(self.0)).unwrap_or(Value::Null)
    }

    fn bounded(amount: Option<Decimal>) -> Self {
        match amount {
            Some(amount) if amount <= MAX_USD => Self(amount.normalize()),
            _ => Self(MAX_USD),
        }
    }
}

impl Add for Usd {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self::bounded(self.0.checked_add(other.0))
    }
}

impl Sum for Usd {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

/// A price: US dollars for a million tokens, at most a million of them and of at most six decimals. Decimal text in JSON.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct UsdPerMillionTokens(Decimal);

decimal_text!(UsdPerMillionTokens, Decimal::from_parts(1_000_000, 0, 0, false, 0), 6);

impl UsdPerMillionTokens {
    /// For nothing.
    pub const ZERO: Self = Self(Decimal::ZERO);
}

/// What a team pays on top of the provider's price, in percent: 0 to 999.99. Decimal text in JSON.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MarkupPercent(Decimal);

decimal_text!(MarkupPercent, Decimal::from_parts(99_999, 0, 0, false, 2), 2);

impl MarkupPercent {
    /// What a cost is multiplied with: 20 % is 1.2.
    #[must_use]
    pub fn factor(self) -> Decimal {
        Decimal::ONE + self.0 / Decimal::ONE_HUNDRED
    }
}

/// What a pricing plan asks for: US dollars for a job or a period, at most a million and of at most six decimals. Decimal
/// text in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PlanPrice(Decimal);

decimal_text!(PlanPrice, Decimal::from_parts(1_000_000, 0, 0, false, 0), 6);

/// How many credits a dollar of client cost is: more than 0, at most a million, of at most six decimals. Decimal text in
/// JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CreditsPerDollar(Decimal);

decimal_text!(CreditsPerDollar, Decimal::from_parts(1_000_000, 0, 0, false, 0), 6, parse_positive);

impl Default for CreditsPerDollar {
    /// A credit is ten cents.
    fn default() -> Self {
        Self(Decimal::TEN)
    }
}

/// Whole credits. A balance is never below zero; a change may be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Credits(pub i64);

impl fmt::Display for Credits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn public_numbers_have_six_decimals_rounded_half_up() {
        assert_eq!("0.0000054".parse::<Usd>().unwrap().to_json_number(), json!(0.000005));
        assert_eq!("0.0000055".parse::<Usd>().unwrap().to_json_number(), json!(0.000006));
        assert_eq!("12".parse::<Usd>().unwrap().to_json_number(), json!(12));
    }

    #[test]
    fn amounts_are_plain_decimals_of_zero_or_more() {
        assert_eq!("-1".parse::<Usd>(), Err(InvalidAmount::Negative));
        for text in ["1e3", "NaN", "1_000", "+1", ".5", "5.", "", " 1"] {
            assert_eq!(text.parse::<Usd>(), Err(InvalidAmount::NotADecimal), "{text}");
        }
        assert!("1000".parse::<MarkupPercent>().is_err());
    }

    #[test]
    fn zeros_at_the_end_are_no_decimals() {
        let sum = "0.0045726070000000000000000000000000000000";
        assert_eq!(sum.parse::<Usd>(), "0.004572607".parse());
        assert_eq!("10.0000000".parse::<UsdPerMillionTokens>(), "10".parse());
        assert_eq!("0.00".parse::<Usd>(), Ok(Usd::ZERO));
    }

    #[test]
    fn a_price_finer_than_its_costs_could_be_exact_is_refused() {
        assert_eq!("0.0000001".parse::<UsdPerMillionTokens>(), Err(InvalidAmount::TooFine(6)));
        assert_eq!(
            "0.12345678901234567890123456789".parse::<UsdPerMillionTokens>(),
            Err(InvalidAmount::TooFine(6))
        );
        assert!("0.0000010".parse::<UsdPerMillionTokens>().is_ok());
    }

    #[test]
    fn a_dollar_is_some_credits() {
        assert_eq!("0.00".parse::<CreditsPerDollar>(), Err(InvalidAmount::Zero));
        assert_eq!(CreditsPerDollar::default(), "10.0".parse().unwrap());
    }

    #[test]
    fn tokens_at_a_price_are_exact() {
        let price = "0.075".parse().unwrap();
        assert_eq!(Usd::of_tokens(7, price).to_string(), "0.000000525");
    }

    #[test]
    fn too_much_money_stays_at_the_limit() {
        let limit = Usd(MAX_USD);
        assert_eq!(limit + limit, limit);
        assert_eq!(Usd::of_tokens(u64::MAX, "1000000".parse().unwrap()), limit);
    }
}
