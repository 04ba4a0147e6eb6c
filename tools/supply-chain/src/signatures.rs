//! The signatures of the npm registry: by `npm audit signatures`, which compares the installed packages with what the registry
//! has signed. That takes the registry's keys, which do not come from the registry alone.

use std::path::Path;
use std::process::Stdio;

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use stack::Checkout;
use stack::node::NodeTools;
use stack::process::{last_lines, say};

use crate::lock_files;

/// What npm says when it has nothing to compare with.
const NO_KEYS: &str = "found no dependencies to audit that were installed from a supported registry";

/// The codes of npm and Node.js for a server that was not reached.
const NOT_REACHED: [&str; 9] = [
    "EAI_AGAIN",
    "ECONNREFUSED",
    "ECONNRESET",
    "EHOSTUNREACH",
    "ENETUNREACH",
    "ENOTFOUND",
    "ERR_SOCKET_TIMEOUT",
    "ETIMEDOUT",
    "UND_ERR_CONNECT_TIMEOUT",
];

/// What came of a check that did not fail.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    Verified,
    NotChecked(String),
}

#[derive(Deserialize)]
struct Report {
    error: Option<Failure>,
    invalid: Option<Vec<Package>>,
    missing: Option<Vec<Package>>,
}

#[derive(Deserialize)]
struct Failure {
    code: Option<String>,
    #[serde(default)]
    summary: String,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
}

/// Checks the packages of every folder where they are installed, and says which were not checked and why.
///
/// # Errors
/// If a package's signature is wrong, or missing although the registry signs its packages.
pub fn check(checkout: &Checkout) -> Result<()> {
    let node = NodeTools::ready(checkout)?;
    for folder in lock_files::folders(checkout)? {
        let name = folder.strip_prefix(checkout.root()).unwrap_or(&folder).display();
        let outcome = if folder.join("node_modules").is_dir() {
            check_folder(&node, &folder).with_context(|| format!("the npm packages of {name}"))?
        } else {
            Outcome::NotChecked("they are not installed here".to_owned())
        };
        say(match outcome {
            Outcome::Verified => format!("The npm registry has signed all packages of {name}"),
            Outcome::NotChecked(reason) => {
                format!("NOT CHECKED: the npm registry's signatures of the packages of {name}: {reason}")
            }
        });
    }
    Ok(())
}

fn check_folder(node: &NodeTools, folder: &Path) -> Result<Outcome> {
    let mut npm = node.npm();
    // One try: who has no network should not wait for it.
    npm.args(["audit", "signatures", "--json", "--fetch-retries=0", "--fetch-timeout=30000"]);
    let output = npm.current_dir(folder).stdin(Stdio::null()).output().context("cannot start npm")?;
    let text = String::from_utf8_lossy(&output.stdout);
    let said = last_lines(&String::from_utf8_lossy(&output.stderr), 10);
    let report = serde_json::from_str(&text)
        .with_context(|| format!("npm gave no report ({}): {said}", output.status))?;
    judge(report, output.status.success())
}

fn judge(report: Report, succeeded: bool) -> Result<Outcome> {
    if let Some(failure) = report.error {
        let code = failure.code.unwrap_or_default();
        if NOT_REACHED.contains(&code.as_str()) {
            return Ok(Outcome::NotChecked(format!("the keys were not reached: {}", failure.summary)));
        }
        if failure.summary.contains(NO_KEYS) {
            return Ok(Outcome::NotChecked("the registry has no keys".to_owned()));
        }
        bail!("npm could not check the signatures: {code} {}", failure.summary);
    }
    let (Some(invalid), Some(missing)) = (report.invalid, report.missing) else {
        bail!("npm's report says nothing of signatures");
    };
    if !invalid.is_empty() {
        bail!("signatures that are wrong, as if somebody had changed the packages: {}", names(&invalid));
    }
    if !missing.is_empty() {
        bail!("packages without a signature, although the registry signs its packages: {}", names(&missing));
    }
    if !succeeded {
        bail!("npm failed and does not say why");
    }
    Ok(Outcome::Verified)
}

fn names(packages: &[Package]) -> String {
    let names: Vec<String> =
        packages.iter().map(|package| format!("{}@{}", package.name, package.version)).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(report: &str, succeeded: bool) -> Result<Outcome> {
        judge(serde_json::from_str(report).unwrap(), succeeded)
    }

    #[test]
    fn a_wrong_signature_fails_and_so_does_a_missing_one() {
        let package = r#"{"name": "a", "version": "1.0.0", "registry": "https://registry.npmjs.org/"}"#;
        for report in [
            format!(r#"{{"invalid": [{package}], "missing": []}}"#),
            format!(r#"{{"invalid": [], "missing": [{package}]}}"#),
        ] {
            let error = judged(&report, false).unwrap_err().to_string();
            assert!(error.contains("a@1.0.0"), "{error}");
        }
    }

    #[test]
    fn a_missing_network_fails_nothing_and_is_said() {
        let report = r#"{"error": {"code": "ENOTFOUND", "summary": "getaddrinfo ENOTFOUND tuf.example", "detail": ""}}"#;
        let Outcome::NotChecked(reason) = judged(report, false).unwrap() else {
            panic!("it was not checked")
        };
        assert!(reason.contains("tuf.example"), "{reason}");
        let report = format!(r#"{{"error": {{"code": null, "summary": "{NO_KEYS}"}}}}"#);
        assert!(matches!(judged(&report, false).unwrap(), Outcome::NotChecked(_)));
    }

    #[test]
    fn what_npm_says_of_anything_else_fails() {
        assert!(judged(r#"{"error": {"code": "ERESOLVE", "summary": "no"}}"#, false).is_err());
        assert!(judged("{}", true).is_err(), "a report of nothing");
        assert!(judged(r#"{"invalid": [], "missing": []}"#, false).is_err());
        assert_eq!(judged(r#"{"invalid": [], "missing": []}"#, true).unwrap(), Outcome::Verified);
    }
}
