//! Variables: those of the application from the environment, those of a component from templates over them.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};

use crate::manifest::Variable;

/// What names a variable of the application in the environment.
const PREFIX: &str = "SPIN_VARIABLE_";

/// The values of variables by name.
pub type Values = BTreeMap<String, String>;

/// The values of an application's variables.
///
/// # Errors
/// If one is required and not given.
pub fn of_application(
    declared: &BTreeMap<String, Variable>,
    environment: impl Fn(&str) -> Option<String>,
) -> Result<Values> {
    let mut values = Values::new();
    for (name, variable) in declared {
        let given = environment(&format!("{PREFIX}{}", name.to_uppercase()));
        match given.or_else(|| variable.default.clone()) {
            Some(value) => {
                values.insert(name.clone(), value);
            }
            None if variable.required => {
                bail!("the variable {name} is required: set {PREFIX}{}", name.to_uppercase())
            }
            None => bail!("the variable {name} has neither a default nor is it required"),
        }
    }
    Ok(values)
}

/// Puts values into a template: `postgres://{{ host }}:5432`.
///
/// # Errors
/// If it names a variable that there is not, or a brace is left open.
pub fn expand(template: &str, values: &Values) -> Result<String> {
    let mut text = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, after) = after.split_once("}}").with_context(|| format!("{template:?} is not closed"))?;
        let name = name.trim();
        text.push_str(before);
        text.push_str(
            values.get(name).with_context(|| format!("{template:?} names the unknown variable {name:?}"))?,
        );
        rest = after;
    }
    text.push_str(rest);
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn declared(default: Option<&str>, required: bool) -> BTreeMap<String, Variable> {
        let variable = Variable { default: default.map(str::to_owned), required, ..Variable::default() };
        BTreeMap::from([("api_key".to_owned(), variable)])
    }

    #[test]
    fn the_environment_wins_over_the_default() {
        let given = |name: &str| (name == "SPIN_VARIABLE_API_KEY").then(|| "given".to_owned());
        assert_eq!(of_application(&declared(Some("default"), false), given).unwrap()["api_key"], "given");
        assert_eq!(
            of_application(&declared(Some("default"), false), |_| None).unwrap()["api_key"],
            "default"
        );
    }

    #[test]
    fn a_required_variable_that_is_not_given_is_named() {
        let error = of_application(&declared(None, true), |_| None).unwrap_err().to_string();
        assert!(error.contains("SPIN_VARIABLE_API_KEY"), "{error}");
    }

    #[test]
    fn templates_are_filled_in() {
        let values =
            Values::from([("host".to_owned(), "db".to_owned()), ("port".to_owned(), "1".to_owned())]);
        assert_eq!(expand("postgres://{{ host }}:{{port}}/x", &values).unwrap(), "postgres://db:1/x");
        assert!(expand("{{ nothing }}", &values).is_err() && expand("{{ host", &values).is_err());
    }
}
