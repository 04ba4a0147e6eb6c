//! The file that hands secrets and settings to `wrangler dev`: lines of `NAME=value`, read by dotenv.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};

/// Writes the settings so that dotenv reads them back exactly.
pub(super) fn render(settings: &BTreeMap<String, String>) -> Result<String> {
    let mut text = String::new();
    for (name, value) in settings {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        ensure!(!name.is_empty() && name.bytes().all(plain), "{name:?} is no name for a setting");
        // Within single quotes dotenv takes everything as it is, except that it cannot escape them; `$` would be
        // expanded afterwards.
        ensure!(
            !value.contains(['\'', '\n', '\r', '$']),
            "the setting {name} holds a quote, a dollar sign or a line break"
        );
        text.push_str(&format!("{name}='{value}'\n"));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(name: &str, value: &str) -> Result<String> {
        render(&BTreeMap::from([(name.to_owned(), value.to_owned())]))
    }

    #[test]
    fn values_are_quoted() {
        assert_eq!(one("TOLLGATE_KEYRING", "k1:a b#c=").unwrap(), "TOLLGATE_KEYRING='k1:a b#c='\n");
    }

    #[test]
    fn what_dotenv_would_change_is_refused_without_showing_the_value() {
        for value in ["it's", "a$b", "a\nB=c"] {
            let error = one("OPENAI_API_KEY", value).unwrap_err().to_string();
            assert!(error.contains("OPENAI_API_KEY") && !error.contains(value), "{error}");
        }
        assert!(one("A B", "c").is_err());
    }
}
