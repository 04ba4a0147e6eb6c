//! The path of a value in a request.

/// A place in the body or the query of a request. It is a chain of borrowed steps: nothing is allocated until a fault names it.
#[derive(Debug, Clone, Copy)]
pub struct Path<'a> {
    parent: Option<&'a Path<'a>>,
    step: Step<'a>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step<'a> {
    Body,
    Query,
    Member(&'a str),
    Item(usize),
}

impl<'a> Path<'a> {
    /// The whole body.
    pub const BODY: Self = Self { parent: None, step: Step::Body };
    /// The whole query.
    pub const QUERY: Self = Self { parent: None, step: Step::Query };

    /// A member of the object here.
    #[must_use]
    pub const fn member(&'a self, name: &'a str) -> Self {
        Self { parent: Some(self), step: Step::Member(name) }
    }

    /// An item of the list here, counted from 0.
    #[must_use]
    pub const fn item(&'a self, index: usize) -> Self {
        Self { parent: Some(self), step: Step::Item(index) }
    }

    /// Whether this is in the query, where all values are texts.
    #[must_use]
    pub fn is_in_query(&self) -> bool {
        self.parent.map_or(self.step == Step::Query, Self::is_in_query)
    }

    /// What a sentence about the value calls it: its name, or the steps to it within a list or an object, as in
    /// `credentials.0.provider`.
    #[must_use]
    pub fn name(&self) -> String {
        let location = self.location();
        match location.split_first() {
            Some((_, steps)) if !steps.is_empty() => steps.join("."),
            _ => location.concat(),
        }
    }

    /// The steps as documented clients walk them: `["body", "messages", "0", "role"]`.
    #[must_use]
    pub fn location(&self) -> Vec<String> {
        let mut location = self.parent.map(Self::location).unwrap_or_default();
        location.push(match self.step {
            Step::Body => "body".to_owned(),
            Step::Query => "query".to_owned(),
            Step::Member(name) => name.to_owned(),
            Step::Item(index) => index.to_string(),
        });
        location
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_names_every_step_from_the_body_on() {
        let messages = Path::BODY.member("messages");
        let first = messages.item(0);
        assert_eq!(first.member("role").location(), ["body", "messages", "0", "role"]);
        assert_eq!((first.name(), first.is_in_query()), ("messages.0".to_owned(), false));
        assert_eq!((messages.name(), Path::BODY.name()), ("messages".to_owned(), "body".to_owned()));
        assert!(Path::QUERY.member("limit").is_in_query());
    }
}
