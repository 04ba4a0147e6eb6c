//! The part of Spin's manifest (version 2) that this host knows.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

/// An application.
#[derive(Debug, Deserialize)]
pub struct Manifest {
    spin_manifest_version: u32,
    /// The variables of the application.
    #[serde(default)]
    pub variables: BTreeMap<String, Variable>,
    /// What components are run by.
    pub trigger: Triggers,
    /// The components by name.
    pub component: BTreeMap<String, Component>,
}

/// A variable of the application.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variable {
    /// Its value where none is given.
    pub default: Option<String>,
    /// Whether one must be given.
    #[serde(default)]
    pub required: bool,
    /// Whether its value is a secret.
    #[serde(default)]
    #[expect(dead_code, reason = "this host shows no values at all")]
    pub secret: bool,
}

/// The triggers, by kind.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Triggers {
    /// Those that HTTP requests pull.
    #[serde(default)]
    pub http: Vec<HttpTrigger>,
}

/// Which requests run a component.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HttpTrigger {
    /// A path; `:name` matches one segment, `/...` at the end everything that follows.
    pub route: String,
    /// The component's name.
    pub component: String,
}

/// A component.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Component {
    /// Its file, relative to the manifest.
    pub source: PathBuf,
    /// Where it may connect to.
    #[serde(default)]
    pub allowed_outbound_hosts: Vec<String>,
    /// The key-value stores that it may open, by their labels.
    #[serde(default)]
    pub key_value_stores: Vec<String>,
    /// Its variables: templates over those of the application.
    #[serde(default)]
    pub variables: BTreeMap<String, String>,
    #[serde(default)]
    #[expect(dead_code, reason = "how it is built is for others")]
    build: Option<toml::Table>,
}

/// Reads a manifest.
///
/// # Errors
/// If it cannot be read, or has something that this host does not know.
pub fn read(path: &Path) -> Result<Manifest> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let manifest: Manifest =
        toml::from_str(&text).with_context(|| format!("cannot make sense of {}", path.display()))?;
    ensure!(manifest.spin_manifest_version == 2, "only version 2 of the manifest is known here");
    Ok(manifest)
}
