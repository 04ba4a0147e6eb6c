//! Numbers of a range, and yes or no.

use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::reading::{Faults, Path, ReadValue};

/// A whole number from `MIN` to `MAX`; any other value is malformed. `2.0` is a whole number too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Whole<const MIN: i64, const MAX: i64>(i64);

/// A whole number from `MIN`, usually 1, to `MAX`; any other value is answered with 400 `invalid_value`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Count<const MAX: i64, const MIN: i64 = 1>(i64);

/// A number from `MIN` to `MAX`, which may have a fraction; any other value is malformed.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Real<const MIN: i32, const MAX: i32>(f64);

impl<const MIN: i64, const MAX: i64> Whole<MIN, MAX> {
    /// A number that is known when the program is compiled, such as a default.
    ///
    /// # Panics
    /// If the number is out of range. In a constant, that does not compile.
    #[must_use]
    pub const fn of(number: i64) -> Self {
        assert!(MIN <= number && number <= MAX, "out of range");
        Self(number)
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl<const MAX: i64, const MIN: i64> Count<MAX, MIN> {
    /// A number that is known when the program is compiled, such as a default.
    ///
    /// # Panics
    /// If the number is out of range. In a constant, that does not compile.
    #[must_use]
    pub const fn of(number: i64) -> Self {
        assert!(MIN <= number && number <= MAX, "out of range");
        Self(number)
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl<const MIN: i32, const MAX: i32> Real<MIN, MAX> {
    /// The number.
    #[must_use]
    pub const fn get(self) -> f64 {
        self.0
    }
}

impl<const MIN: i64, const MAX: i64> Serialize for Whole<MIN, MAX> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.0)
    }
}

impl<const MAX: i64, const MIN: i64> Serialize for Count<MAX, MIN> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.0)
    }
}

impl<const MIN: i32, const MAX: i32> Serialize for Real<MIN, MAX> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.0)
    }
}

impl<const MIN: i64, const MAX: i64> ReadValue for Whole<MIN, MAX> {
    fn read_value(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        let number = whole_number(value, at, faults)?;
        if number < MIN {
            faults.malformed(at, "greater_than_equal", format!("Must be at least {MIN}"));
        } else if number > MAX {
            faults.malformed(at, "less_than_equal", format!("Must be at most {MAX}"));
        } else {
            return Some(Self(number));
        }
        None
    }
}

impl<const MAX: i64, const MIN: i64> ReadValue for Count<MAX, MIN> {
    fn read_value(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        let number = whole_number(value, at, faults)?;
        if (MIN..=MAX).contains(&number) {
            return Some(Self(number));
        }
        let name = at.name();
        faults.impossible(
            at,
            match MAX {
                i64::MAX => format!("{name} must be at least {MIN}."),
                _ => format!("{name} must be from {MIN} to {MAX}."),
            },
        );
        None
    }
}

impl<const MIN: i32, const MAX: i32> ReadValue for Real<MIN, MAX> {
    fn read_value(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        match value.as_f64() {
            Some(number) if (f64::from(MIN)..=f64::from(MAX)).contains(&number) => return Some(Self(number)),
            Some(_) => faults.malformed(at, "value_error", format!("Must be from {MIN} to {MAX}")),
            None => faults.malformed(at, "float_type", "Must be a number"),
        }
        None
    }
}

impl ReadValue for bool {
    fn read_value(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        let read = match value {
            Value::Bool(read) => Some(*read),
            Value::String(text) if at.is_in_query() => match text.to_ascii_lowercase().as_str() {
                "true" | "1" => Some(true),
                "false" | "0" => Some(false),
                _ => None,
            },
            _ => None,
        };
        if read.is_none() {
            faults.malformed(at, "bool_type", "Must be true or false");
        }
        read
    }
}

/// Any whole number that fits into 64 bits.
fn whole_number(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<i64> {
    let number = match value {
        Value::Number(number) => {
            number.as_i64().or_else(|| number.to_string().strip_suffix(".0")?.parse().ok())
        }
        Value::String(text) if at.is_in_query() => text.parse().ok(),
        _ => None,
    };
    if number.is_none() {
        faults.malformed(at, "int_type", "Must be a whole number");
    }
    number
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read<T: ReadValue>(value: Value, at: &Path<'_>) -> Result<T, crate::error::ApiError> {
        let mut faults = Faults::default();
        let read = T::read_value(&value, at, &mut faults);
        faults.finish(read)
    }

    #[test]
    fn a_whole_number_may_have_a_fraction_of_zero_and_stands_in_a_query_as_text() {
        let body = Path::BODY.member("limit");
        for (value, number) in
            [(json!(2), Some(2)), (json!(2.0), Some(2)), (json!(2.5), None), (json!("2"), None)]
        {
            assert_eq!(read::<Whole<1, 5>>(value, &body).ok().map(Whole::get), number);
        }
        let query = Path::QUERY.member("limit");
        assert_eq!(read::<Whole<1, 5>>(json!("2"), &query).ok().map(Whole::get), Some(2));
        assert_eq!(read::<Whole<1, 5>>(json!("6"), &query).unwrap_err().fields[0].kind, "less_than_equal");
    }

    #[test]
    fn a_real_number_is_held_to_its_range() {
        let at = Path::BODY.member("temperature");
        for (value, kind) in
            [(json!(-0.1), "value_error"), (json!(2.1), "value_error"), (json!("1"), "float_type")]
        {
            assert_eq!(read::<Real<0, 2>>(value, &at).unwrap_err().fields[0].kind, kind);
        }
        assert_eq!(read::<Real<0, 2>>(json!(2), &at).map(Real::get), Ok(2.0));
    }

    #[test]
    fn a_count_out_of_range_is_not_possible_rather_than_malformed() {
        let error = read::<Count<10>>(json!(0), &Path::BODY.member("credits")).unwrap_err();
        assert_eq!(error.code, crate::error::ErrorCode::InvalidValue);
        assert_eq!(error.detail, "credits must be from 1 to 10.");
        let error = read::<Count<{ i64::MAX }, 0>>(json!(-1), &Path::BODY.member("credits")).unwrap_err();
        assert_eq!(error.detail, "credits must be at least 0.");
    }
}
