//! The part of Spin's runtime configuration that this host knows.

use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

/// How an application is run.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuntimeConfig {
    /// The most memory that one instance of a component may have, in bytes. None: there is no limit.
    pub max_instance_memory: Option<usize>,
    /// Taken as Spin takes it, and not used: this host writes no files.
    #[serde(default)]
    #[expect(dead_code, reason = "there is one log here")]
    log_dir: String,
    /// The connections to PostgreSQL.
    #[serde(default)]
    pub outbound_pg: OutboundPg,
}

/// Limits to the connections to PostgreSQL.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutboundPg {
    /// The most that all components hold at once; one that needs another waits. None: there is no limit.
    pub max_connections: Option<usize>,
}

/// Reads a runtime configuration.
///
/// # Errors
/// If it cannot be read, or has something that this host does not know.
pub fn read(path: &Path) -> Result<RuntimeConfig> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    toml::from_str(&text).with_context(|| format!("cannot make sense of {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read_and_what_is_not_known_is_refused() {
        let text = "max_instance_memory = 1024\nlog_dir = \"\"\n[outbound_pg]\nmax_connections = 13";
        let config: RuntimeConfig = toml::from_str(text).unwrap();
        assert_eq!((config.max_instance_memory, config.outbound_pg.max_connections), (Some(1024), Some(13)));
        assert!(toml::from_str::<RuntimeConfig>("[outbound_networking]").is_err());
    }
}
