//! Reading a request body as strictly as a provider does: every flaw is found and placed, and each
//! provider words it its own way.

use std::fmt;

use serde_json::{Map, Value};

/// Where in the body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Path(Vec<Segment>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Segment {
    Key(String),
    Index(usize),
}

impl Path {
    pub(crate) fn key(&self, key: &str) -> Self {
        let mut path = self.clone();
        path.0.push(Segment::Key(key.to_owned()));
        path
    }

    pub(crate) fn index(&self, index: usize) -> Self {
        let mut path = self.clone();
        path.0.push(Segment::Index(index));
        path
    }

    pub(crate) fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// `messages.0.content`, as Anthropic writes it.
    pub(crate) fn dotted(&self) -> String {
        let segments = self.0.iter().map(|segment| match segment {
            Segment::Key(key) => key.clone(),
            Segment::Index(index) => index.to_string(),
        });
        segments.collect::<Vec<_>>().join(".")
    }
}

/// `messages[0].content`, as OpenAI and Google write it.
impl fmt::Display for Path {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, segment) in self.0.iter().enumerate() {
            match segment {
                Segment::Index(index) => write!(formatter, "[{index}]")?,
                Segment::Key(key) if position == 0 => formatter.write_str(key)?,
                Segment::Key(key) => write!(formatter, ".{key}")?,
            }
        }
        Ok(())
    }
}

/// A fault in a body.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Flaw {
    pub path: Path,
    pub kind: FlawKind,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum FlawKind {
    Unknown {
        value: Value,
    },
    Missing,
    Type {
        expected: Kind,
        found: Value,
    },
    Choice {
        found: String,
        allowed: &'static [&'static str],
    },
    AboveMaximum {
        maximum: f64,
        found: Value,
    },
    BelowMinimum {
        minimum: f64,
        found: Value,
    },
    /// A rule of this provider, already in its words. Its code may be `None`.
    Rule {
        message: String,
        code: Option<&'static str>,
    },
}

/// A JSON type that was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Object,
    Array,
    String,
    Integer,
    Number,
    Boolean,
}

pub(crate) type Strict<T> = Result<T, Flaw>;

/// One value of the body and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Node<'a> {
    pub value: &'a Value,
    pub path: Path,
}

impl<'a> Node<'a> {
    pub(crate) fn root(value: &'a Value) -> Self {
        Self { value, path: Path::default() }
    }

    /// The flaw of a provider's own rule, at this place.
    pub(crate) fn rule<T>(&self, code: Option<&'static str>, message: impl Into<String>) -> Strict<T> {
        Err(self.flaw(FlawKind::Rule { message: message.into(), code }))
    }

    pub(crate) fn flaw(&self, kind: FlawKind) -> Flaw {
        Flaw { path: self.path.clone(), kind }
    }

    pub(crate) fn wrong_type<T>(&self, expected: Kind) -> Strict<T> {
        Err(self.flaw(FlawKind::Type { expected, found: self.value.clone() }))
    }

    pub(crate) fn object(&self) -> Strict<Fields<'a>> {
        match self.value {
            Value::Object(map) => Ok(Fields { map, path: self.path.clone() }),
            _ => self.wrong_type(Kind::Object),
        }
    }

    pub(crate) fn array(&self) -> Strict<Vec<Node<'a>>> {
        let Value::Array(items) = self.value else { return self.wrong_type(Kind::Array) };
        let nodes = items.iter().enumerate();
        Ok(nodes.map(|(index, value)| Node { value, path: self.path.index(index) }).collect())
    }

    pub(crate) fn string(&self) -> Strict<&'a str> {
        self.value.as_str().map_or_else(|| self.wrong_type(Kind::String), Ok)
    }

    pub(crate) fn boolean(&self) -> Strict<bool> {
        self.value.as_bool().map_or_else(|| self.wrong_type(Kind::Boolean), Ok)
    }

    /// A number within bounds, both included.
    pub(crate) fn number(&self, minimum: f64, maximum: f64) -> Strict<f64> {
        let Some(number) = self.value.as_f64() else { return self.wrong_type(Kind::Number) };
        if number < minimum {
            return Err(self.flaw(FlawKind::BelowMinimum { minimum, found: self.value.clone() }));
        }
        if number > maximum {
            return Err(self.flaw(FlawKind::AboveMaximum { maximum, found: self.value.clone() }));
        }
        Ok(number)
    }

    /// A whole number of at least `minimum`.
    pub(crate) fn integer(&self, minimum: u64) -> Strict<u64> {
        match (self.value.as_u64(), self.value.as_i64()) {
            (Some(number), _) if number >= minimum => Ok(number),
            (None, None) => self.wrong_type(Kind::Integer),
            _ => {
                let minimum = minimum as f64;
                Err(self.flaw(FlawKind::BelowMinimum { minimum, found: self.value.clone() }))
            }
        }
    }

    /// One of these words.
    pub(crate) fn one_of(&self, allowed: &'static [&'static str]) -> Strict<&'static str> {
        let found = self.string()?;
        match allowed.iter().find(|word| **word == found) {
            Some(word) => Ok(word),
            None => Err(self.flaw(FlawKind::Choice { found: found.to_owned(), allowed })),
        }
    }
}

/// The fields of one object.
#[derive(Clone, Debug)]
pub(crate) struct Fields<'a> {
    map: &'a Map<String, Value>,
    pub path: Path,
}

impl<'a> Fields<'a> {
    /// Refuses the first field that is not one of these.
    pub(crate) fn only(&self, allowed: &[&str]) -> Strict<()> {
        match self.map.iter().find(|(name, _)| !allowed.contains(&name.as_str())) {
            None => Ok(()),
            Some((name, value)) => {
                Err(Flaw { path: self.path.key(name), kind: FlawKind::Unknown { value: value.clone() } })
            }
        }
    }

    pub(crate) fn required(&self, name: &str) -> Strict<Node<'a>> {
        self.optional(name).ok_or_else(|| Flaw { path: self.path.key(name), kind: FlawKind::Missing })
    }

    /// The field, unless it is absent or `null`.
    pub(crate) fn optional(&self, name: &str) -> Option<Node<'a>> {
        let value = self.map.get(name).filter(|value| !value.is_null())?;
        Some(Node { value, path: self.path.key(name) })
    }

    /// Checks every field, whatever its name.
    pub(crate) fn each(&self, check: impl Fn(&Node<'a>) -> Strict<()>) -> Strict<()> {
        self.map.iter().try_for_each(|(name, value)| check(&Node { value, path: self.path.key(name) }))
    }

    pub(crate) fn boolean_or(&self, name: &str, default: bool) -> Strict<bool> {
        self.optional(name).map_or(Ok(default), |node| node.boolean())
    }

    /// Checks that a field, if given, is a number within bounds.
    pub(crate) fn check_number(&self, name: &str, minimum: f64, maximum: f64) -> Strict<()> {
        self.optional(name).map_or(Ok(()), |node| node.number(minimum, maximum).map(drop))
    }

    /// Checks that a field, if given, is a string.
    pub(crate) fn check_string(&self, name: &str) -> Strict<()> {
        self.optional(name).map_or(Ok(()), |node| node.string().map(drop))
    }

    /// Checks that a field, if given, is one of these words.
    pub(crate) fn check_one_of(&self, name: &str, allowed: &'static [&'static str]) -> Strict<()> {
        self.optional(name).map_or(Ok(()), |node| node.one_of(allowed).map(drop))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_flaw_is_placed_in_both_notations() {
        let body = json!({"messages": [{"content": [{"kind": 1}]}]});
        let root = Node::root(&body).object().unwrap();
        let message = &root.required("messages").unwrap().array().unwrap()[0];
        let part = &message.object().unwrap().required("content").unwrap().array().unwrap()[0];
        let flaw = part.object().unwrap().only(&["type"]).unwrap_err();
        assert_eq!(flaw.path.to_string(), "messages[0].content[0].kind");
        assert_eq!(flaw.path.dotted(), "messages.0.content.0.kind");
        assert_eq!(flaw.kind, FlawKind::Unknown { value: json!(1) });
    }

    #[test]
    fn a_null_field_counts_as_absent() {
        let body = json!({"seed": null});
        let fields = Node::root(&body).object().unwrap();
        assert!(fields.optional("seed").is_none());
        assert_eq!(fields.required("seed").unwrap_err().kind, FlawKind::Missing);
    }

    #[test]
    fn numbers_keep_their_bounds() {
        let at = |value: &Value| Node::root(value).number(0.0, 2.0).is_ok();
        assert!(at(&json!(0)) && at(&json!(2.0)));
        assert!(!at(&json!(2.1)) && !at(&json!(-0.1)) && !at(&json!("1")));
        assert_eq!(Node::root(&json!(3)).integer(1), Ok(3));
        assert!(matches!(Node::root(&json!(-3)).integer(0).unwrap_err().kind, FlawKind::BelowMinimum { .. }));
        assert!(matches!(Node::root(&json!(1.5)).integer(0).unwrap_err().kind, FlawKind::Type { .. }));
    }
}
