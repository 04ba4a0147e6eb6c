//! Amounts as answers show them: rounded half away from zero.

use std::fmt;

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Number;

/// A number that the books have exactly and an answer shows with at most so many decimals. It is rounded where it is read, so
/// that nothing else can be shown. In JSON it is a number without trailing zeros.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Rounded<const DECIMALS: u32>(Decimal);

/// US dollars, to a millionth.
pub type RoundedUsd = Rounded<6>;

impl<const DECIMALS: u32> Rounded<DECIMALS> {
    /// The rounded value.
    #[must_use]
    pub fn new(exact: Decimal) -> Self {
        let rounded =
            exact.round_dp_with_strategy(DECIMALS, RoundingStrategy::MidpointAwayFromZero).normalize();
        Self(if rounded.is_zero() { Decimal::ZERO } else { rounded })
    }

    /// The rounded value, without trailing zeros.
    #[must_use]
    pub const fn as_decimal(self) -> Decimal {
        self.0
    }
}

impl<const DECIMALS: u32> fmt::Display for Rounded<DECIMALS> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<const DECIMALS: u32> fmt::Debug for Rounded<DECIMALS> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<const DECIMALS: u32> Serialize for Rounded<DECIMALS> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let number: Number = self.0.to_string().parse().map_err(serde::ser::Error::custom)?;
        number.serialize(serializer)
    }
}

impl<'de, const DECIMALS: u32> Deserialize<'de> for Rounded<DECIMALS> {
    /// Reads exact decimal text, as SQL sends it, or the number that an answer has.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Amount {
            Exact(String),
            Shown(Number),
        }
        let text = match Amount::deserialize(deserializer)? {
            Amount::Exact(text) => text,
            Amount::Shown(number) => number.to_string(),
        };
        text.parse()
            .or_else(|_| Decimal::from_scientific(&text))
            .map(Self::new)
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "schema")]
impl<const DECIMALS: u32> schemars::JsonSchema for Rounded<DECIMALS> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        Number::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Number::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown<const DECIMALS: u32>(exact: &str) -> String {
        let rounded: Rounded<DECIMALS> = serde_json::from_value(exact.into()).unwrap();
        rounded.to_string()
    }

    #[test]
    fn an_amount_is_rounded_half_away_from_zero_and_has_no_trailing_zeros() {
        for (exact, expected) in [
            ("0.0000005", "0.000001"),
            ("0.00000049999999999999999999", "0"),
            ("-0.0000005", "-0.000001"),
            ("-0.0000001", "0"),
            ("12.500000000000", "12.5"),
            ("100", "100"),
            ("0.00", "0"),
        ] {
            assert_eq!(shown::<6>(exact), expected, "{exact}");
        }
        assert_eq!(shown::<2>("99.995"), "100");
        assert_eq!(shown::<4>("0.33333333333333333333"), "0.3333");
    }

    #[test]
    fn a_sum_with_more_digits_than_a_decimal_has_is_shown_all_the_same() {
        assert_eq!(
            Rounded::<6>::new("12345678901234567890.123456789012345".parse().unwrap()).to_string(),
            "12345678901234567890.123457"
        );
    }

    #[test]
    fn an_answer_has_a_number_that_can_be_read_again() {
        for shown in ["0.000001", "12.5", "-3", "0"] {
            let rounded = Rounded::<6>::new(shown.parse().unwrap());
            let json = serde_json::to_value(rounded).unwrap();
            assert!(json.is_number(), "{json}");
            assert_eq!(serde_json::from_value::<Rounded<6>>(json).unwrap(), rounded);
        }
    }
}
