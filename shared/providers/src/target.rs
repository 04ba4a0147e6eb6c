//! Where a request goes.

use api::provider::Provider;

use crate::EncodeError;

/// A model at a provider, and the key to reach it with.
#[derive(Clone, Copy)]
pub struct Target<'a> {
    /// Who offers the model.
    pub provider: Provider,
    /// The provider's name for it.
    pub model: &'a str,
    /// Where the provider is reached, if not at its own address. The provider's path is appended.
    pub base_url: Option<&'a str>,
    /// The key.
    pub api_key: &'a str,
    /// The limit of the answer, in tokens. Always sent, because the hold is computed from it.
    pub max_output_tokens: u32,
}

impl std::fmt::Debug for Target<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Target")
            .field("provider", &self.provider)
            .field("model", &self.model)
            .field("base_url", &self.base_url)
            .finish_non_exhaustive()
    }
}

impl Target<'_> {
    /// The address of an endpoint: the base URL, `default_base` where there is none, and a path.
    pub(crate) fn url(&self, default_base: &str, path: &str) -> Result<http::Uri, EncodeError> {
        let base = self.base_url.unwrap_or(default_base).trim_end_matches('/');
        let uri: http::Uri = format!("{base}{path}").parse().map_err(|_| EncodeError::BadAddress)?;
        let has_place = uri.host().is_some() && matches!(uri.scheme_str(), Some("http" | "https"));
        if has_place { Ok(uri) } else { Err(EncodeError::BadAddress) }
    }

    /// The key as a header's value, marked so that nothing prints it.
    pub(crate) fn key_header(&self, prefix: &str) -> Result<http::HeaderValue, EncodeError> {
        let mut value = http::HeaderValue::from_str(&format!("{prefix}{}", self.api_key))
            .map_err(|_| EncodeError::BadKey)?;
        value.set_sensitive(true);
        Ok(value)
    }
}
