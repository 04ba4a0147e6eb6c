//! How a vector is written: as base64 of its numbers, or as a list of them. No bit of a number is lost in either.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Serialize, Serializer};

/// A vector as base64: its numbers one after the other, each of four bytes (IEEE 754), the lowest byte first.
#[must_use]
pub fn to_base64(vector: &[f32]) -> String {
    let bytes: Vec<u8> = vector.iter().flat_map(|number| number.to_le_bytes()).collect();
    STANDARD.encode(bytes)
}

/// The vector in base64. `None` for what is no base64, and for a number that is cut off, infinite or none at all.
#[must_use]
pub fn from_base64(text: &str) -> Option<Vec<f32>> {
    let bytes = STANDARD.decode(text).ok()?;
    let (numbers, rest) = bytes.as_chunks::<4>();
    let vector: Vec<f32> = numbers.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
    (rest.is_empty() && vector.iter().all(|number| number.is_finite())).then_some(vector)
}

/// A vector in one of the forms that clients ask for.
#[derive(Debug, Clone, PartialEq)]
pub enum WrittenVector<'a> {
    /// Base64.
    Base64(String),
    /// A list of numbers, each with all its digits as a number of eight bytes: it reads back as the same number of four.
    Numbers(&'a [f32]),
}

impl Serialize for WrittenVector<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Base64(text) => serializer.serialize_str(text),
            Self::Numbers(vector) => serializer.collect_seq(vector.iter().copied().map(f64::from)),
        }
    }
}

#[cfg(feature = "schema")]
crate::reading::inline_schemas! {
    [] WrittenVector<'_> => |_generator| schemars::json_schema!({"anyOf": [
        {"type": "array", "items": {"type": "number", "format": "double"}, "description": "The numbers."},
        {
            "type": "string",
            "contentEncoding": "base64",
            "description": "The numbers in base64, each of four bytes (IEEE 754), the lowest byte first.",
        },
    ]});
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn bits(vector: &[f32]) -> Vec<u32> {
        vector.iter().map(|number| number.to_bits()).collect()
    }

    #[test]
    fn a_vector_is_written_as_openais_clients_read_it() {
        assert_eq!(to_base64(&[1.0, -2.5]), "AACAPwAAIMA=");
        assert_eq!(
            serde_json::to_string(&WrittenVector::Numbers(&[1.0, -2.5, 0.1])).unwrap(),
            "[1.0,-2.5,0.10000000149011612]"
        );
    }

    #[test]
    fn what_is_no_vector_is_none() {
        assert_eq!(from_base64("AACAPwAAIMA="), Some(vec![1.0, -2.5]));
        for text in
            ["AACAPwA=", "AACAP", "not base64!", &to_base64(&[f32::NAN]), &to_base64(&[f32::INFINITY])]
        {
            assert_eq!(from_base64(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_bit_is_lost_in_either_form(
            vector in prop::collection::vec(
                prop::num::f32::NORMAL | prop::num::f32::SUBNORMAL | prop::num::f32::ZERO, 0..40),
        ) {
            prop_assert_eq!(bits(&from_base64(&to_base64(&vector)).unwrap()), bits(&vector));
            let numbers = serde_json::to_string(&WrittenVector::Numbers(&vector)).unwrap();
            let read: Vec<f32> = serde_json::from_str(&numbers).unwrap();
            prop_assert_eq!(bits(&read), bits(&vector));
            let read: Vec<f64> = serde_json::from_str(&numbers).unwrap();
            #[expect(clippy::cast_possible_truncation, reason = "as clients do that read numbers of eight bytes")]
            let cast: Vec<f32> = read.into_iter().map(|number| number as f32).collect();
            prop_assert_eq!(bits(&cast), bits(&vector));
        }
    }
}
