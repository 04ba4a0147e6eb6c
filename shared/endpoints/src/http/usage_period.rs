//! The period that usage is asked for: `?period=`.

use api::error::{ApiError, ErrorCode};
use api::period::{InvalidPeriod, Period};

use crate::http::fields::Fields;
use crate::http::incoming::Incoming;

/// Reads `period`: a year, a month or a day.
///
/// # Errors
/// 422 where it is missing or anything else.
pub(crate) fn read(incoming: &Incoming) -> Result<Period, ApiError> {
    let query = incoming.query_parameters();
    let mut fields = Fields::of_query(&query);
    let period = fields.required_text("period", usize::MAX);
    let period = fields.finish_with(Some(period))?;
    period
        .parse()
        .map_err(|error: InvalidPeriod| ApiError::new(ErrorCode::ValidationError, error.to_string()))
}
