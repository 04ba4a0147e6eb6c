//! The secrets and settings a deployment can have, each named once.

/// A secret or setting, by its name in the environment of a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Setting {
    /// The keys that seal provider keys: `id:key,id:key`, the first seals. Required.
    Keyring,
    /// What scripts send as `X-Admin-Key`, at least 32 characters, 10 of them different. Without it only signed-in operators are let in.
    AdminKey,
    /// Signs operators' access tokens, at least 32 bytes. Without it operators cannot sign in.
    TokenSecret,
    /// The origins whose pages may use the API, such as `https://admin.example.com`, with commas between them. Optional.
    CorsOrigins,
    /// OpenAI key for organizations without one of their own. Optional.
    OpenaiApiKey,
    /// Anthropic key for organizations without one of their own. Optional.
    AnthropicApiKey,
    /// Gemini key for organizations without one of their own. Optional.
    GeminiApiKey,
    /// Fireworks key for organizations without one of their own. Optional.
    FireworksApiKey,
    /// Where OpenAI is reached with the fallback key, if not at its own address.
    OpenaiBaseUrl,
    /// Where Anthropic is reached with the fallback key, if not at its own address.
    AnthropicBaseUrl,
    /// Where Gemini is reached with the fallback key, if not at its own address.
    GeminiBaseUrl,
    /// Where Fireworks is reached with the fallback key, if not at its own address.
    FireworksBaseUrl,
    /// `true`: a provider's base URL may be plain http and a private address. For development only.
    AllowPrivateProviderAddresses,
    /// Origins that webhooks may go to though they are private or not encrypted, such as `http://127.0.0.1:9000`, with commas
    /// between them; `*` for any. For development only.
    WebhookPrivateOrigins,
    /// How long a provider may be silent in mid-stream, in seconds; 120 if not set.
    StreamIdleTimeoutSeconds,
    /// How long a provider may take to the first event of a streamed answer, in seconds. If not set: 60 where another key or model
    /// can be asked, else as long as clients wait.
    FirstEventTimeoutSeconds,
    /// How long a provider may take for a whole answer, in seconds. If not set: 180 where another key or model can be asked, else
    /// as long as clients wait.
    AnswerTimeoutSeconds,
}

impl Setting {
    /// Every setting.
    pub const ALL: [Self; 17] = [
        Self::Keyring,
        Self::AdminKey,
        Self::TokenSecret,
        Self::CorsOrigins,
        Self::OpenaiApiKey,
        Self::AnthropicApiKey,
        Self::GeminiApiKey,
        Self::FireworksApiKey,
        Self::OpenaiBaseUrl,
        Self::AnthropicBaseUrl,
        Self::GeminiBaseUrl,
        Self::FireworksBaseUrl,
        Self::AllowPrivateProviderAddresses,
        Self::WebhookPrivateOrigins,
        Self::StreamIdleTimeoutSeconds,
        Self::FirstEventTimeoutSeconds,
        Self::AnswerTimeoutSeconds,
    ];

    /// Whether its value is a secret.
    #[must_use]
    pub fn is_secret(self) -> bool {
        ["_KEYRING", "_KEY", "_SECRET"].iter().any(|ending| self.name().ends_with(ending))
    }

    /// The name it is set by.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Keyring => "TOLLGATE_KEYRING",
            Self::AdminKey => "TOLLGATE_ADMIN_KEY",
            Self::TokenSecret => "TOLLGATE_TOKEN_SECRET",
            Self::CorsOrigins => "TOLLGATE_CORS_ORIGINS",
            Self::OpenaiApiKey => "OPENAI_API_KEY",
            Self::AnthropicApiKey => "ANTHROPIC_API_KEY",
            Self::GeminiApiKey => "GEMINI_API_KEY",
            Self::FireworksApiKey => "FIREWORKS_API_KEY",
            Self::OpenaiBaseUrl => "OPENAI_BASE_URL",
            Self::AnthropicBaseUrl => "ANTHROPIC_BASE_URL",
            Self::GeminiBaseUrl => "GEMINI_BASE_URL",
            Self::FireworksBaseUrl => "FIREWORKS_BASE_URL",
            Self::AllowPrivateProviderAddresses => "ALLOW_PRIVATE_PROVIDER_ADDRESSES",
            Self::WebhookPrivateOrigins => "WEBHOOK_PRIVATE_ORIGINS",
            Self::StreamIdleTimeoutSeconds => "STREAM_IDLE_TIMEOUT_SECONDS",
            Self::FirstEventTimeoutSeconds => "FIRST_EVENT_TIMEOUT_SECONDS",
            Self::AnswerTimeoutSeconds => "ANSWER_TIMEOUT_SECONDS",
        }
    }
}
