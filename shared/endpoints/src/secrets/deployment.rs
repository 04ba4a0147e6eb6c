//! The secrets of this deployment that a call needs: the keyring, and the provider keys for organizations that have
//! none of their own.

use api::error::{ApiError, ErrorCode};
use api::provider::Provider;
use platform::{Platform, Setting};
use vault::Keyring;
use zeroize::Zeroizing;

use crate::call::time_limits::TimeLimits;

/// What a deployment brings to a call.
pub struct Deployment {
    /// Opens the organizations' sealed keys.
    pub keyring: Keyring,
    /// The deployment's own provider keys.
    pub fallbacks: Vec<FallbackKey>,
    /// Providers may be reached over plain http and at private addresses: for development.
    pub allow_private_addresses: bool,
    /// How long attempts may take.
    pub time_limits: TimeLimits,
}

/// A provider key of the deployment itself.
pub struct FallbackKey {
    /// Whose key it is.
    pub provider: Provider,
    /// The key.
    pub api_key: Zeroizing<String>,
    /// Where the provider is reached with it, if not at its own address.
    pub base_url: Option<String>,
}

impl Deployment {
    /// Reads the secrets, before anything is held or written for the request.
    ///
    /// # Errors
    /// 500 `misconfigured`, naming the secret and how to set it.
    pub async fn load<P: Platform>(platform: &P) -> Result<Self, ApiError> {
        let keyring = keyring(platform).await?;
        let mut fallbacks = Vec::new();
        for provider in Provider::ALL {
            let (key, base_url) = settings_of(provider);
            if let Some(api_key) = platform.setting(key).await {
                let base_url = platform.setting(base_url).await.map(|url| url.to_string());
                fallbacks.push(FallbackKey { provider, api_key, base_url });
            }
        }
        let allow_private_addresses = allows_private_addresses(platform).await;
        let time_limits = TimeLimits {
            first_event_seconds: seconds(platform, Setting::FirstEventTimeoutSeconds).await,
            answer_seconds: seconds(platform, Setting::AnswerTimeoutSeconds).await,
        };
        Ok(Self { keyring, fallbacks, allow_private_addresses, time_limits })
    }

    /// The deployment's own key for a provider.
    #[must_use]
    pub fn fallback(&self, provider: Provider) -> Option<&FallbackKey> {
        self.fallbacks.iter().find(|key| key.provider == provider)
    }
}

/// A setting that is a number of seconds, at least one.
async fn seconds<P: Platform>(platform: &P, setting: Setting) -> Option<u32> {
    platform.setting(setting).await?.parse().ok().filter(|seconds| *seconds > 0)
}

/// The keyring of this deployment.
///
/// # Errors
/// 500 `misconfigured`, naming the secret and how to set it.
pub async fn keyring<P: Platform>(platform: &P) -> Result<Keyring, ApiError> {
    let name = Setting::Keyring.name();
    let keyring = match platform.setting(Setting::Keyring).await {
        None => Err(format!("The secret {name} is not set.")),
        Some(text) => {
            Keyring::parse(&text).map_err(|error| format!("The secret {name} is malformed: {error}."))
        }
    };
    keyring.map_err(|fault| {
        let detail = format!(
            "{fault} It is a list `id:key,...` of base64url keys of 32 bytes; make one with \
             `echo \"k1:$(openssl rand -base64 32)\"` and set it {}.",
            P::how_to_set(Setting::Keyring)
        );
        platform.log(&detail);
        ApiError::new(ErrorCode::Misconfigured, detail)
    })
}

/// Whether providers may be reached over plain http and at private addresses.
pub async fn allows_private_addresses<P: Platform>(platform: &P) -> bool {
    platform
        .setting(Setting::AllowPrivateProviderAddresses)
        .await
        .is_some_and(|value| value.as_str() == "true")
}

const fn settings_of(provider: Provider) -> (Setting, Setting) {
    match provider {
        Provider::Openai => (Setting::OpenaiApiKey, Setting::OpenaiBaseUrl),
        Provider::Anthropic => (Setting::AnthropicApiKey, Setting::AnthropicBaseUrl),
        Provider::Gemini => (Setting::GeminiApiKey, Setting::GeminiBaseUrl),
        Provider::Fireworks => (Setting::FireworksApiKey, Setting::FireworksBaseUrl),
    }
}
