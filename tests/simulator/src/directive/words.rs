//! Reading the words of one directive.

use std::str::FromStr;

use super::{DirectiveError, error};

/// The words of one directive: the leading one names it, the others are its parameters.
pub(super) struct Words {
    pub(super) name: String,
    value: Option<String>,
    parameters: Vec<(String, Option<String>)>,
}

impl Words {
    pub(super) fn parse(inside: &str) -> Result<Self, DirectiveError> {
        let mut words = inside.split_whitespace().map(|word| match word.split_once('=') {
            Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
            None => (word.to_owned(), None),
        });
        let Some((name, value)) = words.next() else { return error("`[[]]` is empty") };
        Ok(Self { name, value, parameters: words.collect() })
    }

    /// Makes the leading word a parameter too, for a directive named by its first parameter.
    pub(super) fn put_back(&mut self) {
        self.parameters.push((self.name.clone(), self.value.take()));
    }

    pub(super) fn value<T: FromStr>(&mut self) -> Result<T, DirectiveError> {
        let Some(value) = self.value.take().filter(|value| !value.is_empty()) else {
            return error(format!("`{}` needs a value", self.name));
        };
        parse(&self.name, &value)
    }

    pub(super) fn value_up_to(&mut self, limit: usize) -> Result<usize, DirectiveError> {
        let value = self.value()?;
        if value > limit {
            return error(format!("`{}` is at most {limit}", self.name));
        }
        Ok(value)
    }

    /// The value, which is one of these words, and what it stands for.
    pub(super) fn one_of<T: Copy>(&mut self, choices: &[(&str, T)]) -> Result<T, DirectiveError> {
        let value: String = self.value()?;
        match choices.iter().find(|(word, _)| *word == value) {
            Some((_, choice)) => Ok(*choice),
            None => error(format!("`{}` cannot be `{value}`", self.name)),
        }
    }

    pub(super) fn must_be_flag(&self) -> Result<(), DirectiveError> {
        if self.value.is_some() {
            return error(format!("`{}` takes no value", self.name));
        }
        Ok(())
    }

    pub(super) fn flag(&mut self) -> Result<(), DirectiveError> {
        self.must_be_flag()
    }

    pub(super) fn take(&mut self, name: &str) -> Option<String> {
        let index = self.parameters.iter().position(|(found, value)| found == name && value.is_some())?;
        self.parameters.remove(index).1.filter(|value| !value.is_empty())
    }

    pub(super) fn take_flag(&mut self, name: &str) -> bool {
        let index = self.parameters.iter().position(|(found, value)| found == name && value.is_none());
        index.map(|index| self.parameters.remove(index)).is_some()
    }

    pub(super) fn take_number<T: FromStr>(&mut self, name: &str) -> Result<Option<T>, DirectiveError> {
        self.take(name).map(|value| parse(name, &value)).transpose()
    }

    pub(super) fn done(self) -> Result<(), DirectiveError> {
        match self.parameters.first() {
            None => Ok(()),
            Some((parameter, _)) => error(format!("`{}` takes no `{parameter}`", self.name)),
        }
    }
}

fn parse<T: FromStr>(name: &str, value: &str) -> Result<T, DirectiveError> {
    value.parse().or_else(|_| error(format!("`{name}={value}`: the value is not of the right kind")))
}
