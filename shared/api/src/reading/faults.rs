//! Everything that is wrong with a request.

use crate::error::{ApiError, ErrorCode, FieldError};
use crate::reading::Path;

/// The most faults of one request that are named. A client has no use for more, and each costs memory and an answer's bytes.
pub const MAX_FAULTS: usize = 100;

/// The kind of a fault that says that a value is well-formed, but nothing here can do what it asks for.
pub const UNSUPPORTED: &str = "unsupported";

/// Collects the faults of a request, so that one answer names all of them, up to [`MAX_FAULTS`].
#[derive(Debug, Default)]
pub struct Faults {
    malformed: Vec<FieldError>,
    impossible: Vec<FieldError>,
    own_answer: Option<ApiError>,
    more: bool,
}

impl Faults {
    /// Notes a malformed value: 422, with its place, a stable kind, and a sentence.
    pub fn malformed(&mut self, at: &Path<'_>, kind: &'static str, message: impl Into<String>) {
        if self.malformed.len() == MAX_FAULTS {
            self.more = true;
            return;
        }
        self.malformed.push(FieldError { location: at.location(), message: message.into(), kind });
    }

    /// Whether as many faults have been found as are named, so that reading on names no more.
    pub(crate) fn are_enough(&mut self) -> bool {
        let enough = self.malformed.len() == MAX_FAULTS || self.impossible.len() == MAX_FAULTS;
        self.more |= enough;
        enough
    }

    /// Has all that `read` finds malformed answered under one kind.
    pub fn under_kind<T>(&mut self, kind: &'static str, read: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.malformed.len();
        let read = read(self);
        self.malformed.iter_mut().skip(before).for_each(|fault| fault.kind = kind);
        read
    }

    /// Notes that something must be there and is not.
    pub fn missing(&mut self, at: &Path<'_>) {
        self.malformed(at, "missing", "Field required");
    }

    /// Notes a value that is well-formed and not possible, in a sentence: a 400, unless something is malformed as well.
    pub fn impossible(&mut self, at: &Path<'_>, sentence: impl Into<String>) {
        if self.impossible.len() < MAX_FAULTS {
            let message = sentence.into();
            self.impossible.push(FieldError { location: at.location(), message, kind: "value_error" });
        }
    }

    /// Notes a fault that has an error of its own, such as 413 for a value that is too large. It is answered if there are no
    /// other faults.
    pub fn own_answer(&mut self, answer: ApiError) {
        self.own_answer.get_or_insert(answer);
    }

    /// Ends the reading with what was read: `None` where something was wrong with it.
    ///
    /// # Errors
    /// A 422 with all that is malformed, as [`ErrorCode::UnsupportedParameter`] if that is only whole members of the body that are
    /// [`UNSUPPORTED`]; if nothing is, a 400 with what is not possible; if all is possible, the
    /// first value's own answer.
    pub fn finish<T>(self, read: Option<T>) -> Result<T, ApiError> {
        let Self { mut malformed, impossible, own_answer, more } = self;
        if more && !malformed.is_empty() {
            let message = format!("Only the first {MAX_FAULTS} faults are listed");
            malformed.push(FieldError::body("", "more_faults", message));
        }
        match (read, own_answer) {
            (Some(read), None) if malformed.is_empty() && impossible.is_empty() => Ok(read),
            (_, Some(answer)) if malformed.is_empty() && impossible.is_empty() => Err(answer),
            _ if malformed.is_empty() && !impossible.is_empty() => Err(ApiError::impossible(impossible)),
            _ if !malformed.is_empty() && malformed.iter().all(is_unsupported_parameter) => {
                Err(ApiError { code: ErrorCode::UnsupportedParameter, ..ApiError::validation(malformed) })
            }
            _ => Err(ApiError::validation(malformed)),
        }
    }
}

fn is_unsupported_parameter(fault: &FieldError) -> bool {
    fault.kind == UNSUPPORTED && fault.location.len() == 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_malformed_value_outweighs_an_impossible_one_and_that_one_an_answer_of_its_own() {
        let mut faults = Faults::default();
        faults.own_answer(ApiError::new(ErrorCode::MetadataTooLarge, "Too large."));
        faults.impossible(&Path::BODY.member("status"), "`status` must be one of: active.");
        faults.missing(&Path::BODY.member("name"));
        let error = faults.finish(None::<()>).unwrap_err();
        assert_eq!((error.code, error.fields.len()), (ErrorCode::ValidationError, 1));

        let mut faults = Faults::default();
        faults.own_answer(ApiError::new(ErrorCode::MetadataTooLarge, "Too large."));
        faults.impossible(&Path::BODY.member("status"), "`status` must be one of: active.");
        let error = faults.finish(None::<()>).unwrap_err();
        assert_eq!(
            (error.code, error.detail.as_str()),
            (ErrorCode::InvalidValue, "`status` must be one of: active.")
        );
        assert_eq!(error.fields[0].location, ["body", "status"]);
    }

    #[test]
    fn parameters_that_are_only_not_supported_have_a_code_of_their_own() {
        let mut faults = Faults::default();
        faults.malformed(&Path::BODY.member("audio"), UNSUPPORTED, "`audio` is not supported");
        let code = |faults: Faults| faults.finish(None::<()>).unwrap_err().code;
        assert_eq!(code(faults), ErrorCode::UnsupportedParameter);
        let mut faults = Faults::default();
        faults.malformed(&Path::BODY.member("audio"), UNSUPPORTED, "`audio` is not supported");
        faults.missing(&Path::BODY.member("messages"));
        assert_eq!(code(faults), ErrorCode::ValidationError);
        let mut faults = Faults::default();
        faults.malformed(&Path::BODY.member("messages").member("type"), UNSUPPORTED, "Must be text");
        assert_eq!(code(faults), ErrorCode::ValidationError, "a part of a parameter");
        assert_eq!(code(Faults::default()), ErrorCode::ValidationError, "nothing was read");
    }

    #[test]
    fn what_was_read_without_a_fault_is_the_request() {
        assert_eq!(Faults::default().finish(Some(7)), Ok(7));
    }
}
