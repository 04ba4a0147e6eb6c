//! The licences of the packages from npm that are deployed: those in the dashboard's app. Tools that only run here may have any.

use anyhow::{Result, ensure};
use stack::Checkout;

use crate::lock_files;

/// What may be passed on to everybody who opens the dashboard, under conditions that its files meet.
const ALLOWED: [&str; 9] =
    ["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "Unlicense", "Zlib"];

/// Checks them.
///
/// # Errors
/// If a package has no licence, or one that is not allowed; the message lists all of them.
pub fn check(checkout: &Checkout) -> Result<()> {
    let faults: Vec<String> = lock_files::deployed(checkout)?
        .into_iter()
        .filter(|(_, package)| !package.license.as_deref().is_some_and(is_allowed))
        .map(|(name, package)| format!("{name}@{}: {:?}", package.version, package.license))
        .collect();
    ensure!(
        faults.is_empty(),
        "packages of the dashboard with licences that are not allowed:\n{}",
        faults.join("\n")
    );
    Ok(())
}

/// An SPDX expression of the forms that npm's packages have: one licence, several of which one may be chosen, or several of which
/// all hold.
fn is_allowed(expression: &str) -> bool {
    let choices = expression.trim_start_matches('(').trim_end_matches(')').split(" OR ");
    choices.into_iter().any(|choice| choice.split(" AND ").all(|license| ALLOWED.contains(&license.trim())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_licence_is_allowed_by_itself_as_a_choice_and_with_others_that_are() {
        for license in
            ["MIT", "(MIT OR GPL-3.0)", "GPL-3.0-only OR ISC", "MIT AND ISC AND BSD-3-Clause", "0BSD"]
        {
            assert!(is_allowed(license), "{license}");
        }
        for license in ["GPL-3.0", "", "MIT AND GPL-3.0", "SEE LICENSE IN LICENSE", "UNLICENSED"] {
            assert!(!is_allowed(license), "{license}");
        }
    }
}
