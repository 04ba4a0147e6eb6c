//! The models that clients are tried with.

use anyhow::Result;
use tollgate_e2e::{Tenant, TenantOptions, World};

/// Models of one provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProviderModels {
    /// The provider.
    pub name: &'static str,
    /// A model that chats.
    pub chat: &'static str,
    /// One that thinks before it answers.
    pub thinker: &'static str,
    /// One that makes embeddings, if the provider has any.
    pub embedder: Option<&'static str>,
}

/// One of each provider's.
pub const ALL: [ProviderModels; 4] = [
    ProviderModels {
        name: "openai",
        chat: "gpt-4o-mini",
        thinker: "gpt-5-mini",
        embedder: Some("text-embedding-3-small"),
    },
    ProviderModels {
        name: "anthropic",
        chat: "claude-sonnet-4-5",
        thinker: "claude-sonnet-4-5",
        embedder: None,
    },
    ProviderModels {
        name: "gemini",
        chat: "gemini-2.5-flash",
        thinker: "gemini-2.5-flash",
        embedder: Some("gemini-embedding-001"),
    },
    ProviderModels {
        name: "fireworks",
        chat: "accounts/fireworks/models/llama-v3p3-70b-instruct",
        thinker: "accounts/fireworks/models/kimi-k2-thinking",
        embedder: Some("nomic-ai/nomic-embed-text-v1.5"),
    },
];

/// A team that may call the models with its organization's own key.
#[derive(Debug, Clone)]
pub struct Team {
    /// The team; its alias is the model that chats.
    pub tenant: Tenant,
    /// The alias of the model that thinks.
    pub thinker: String,
    /// That of the model that makes embeddings.
    pub embedder: Option<String>,
    /// The key of the provider, which no other team has.
    pub provider_key: String,
}

impl Team {
    /// Makes a team with aliases of a provider's models.
    pub async fn create(world: &World, models: ProviderModels) -> Result<Self> {
        let options = |kind, actual_model| TenantOptions {
            provider: models.name,
            actual_model,
            kind,
            budget_mode: "consumption_usd",
            credits_per_dollar: "1000000",
            credits: 100_000_000,
            ..TenantOptions::default()
        };
        let tenant = Tenant::create(&world.database, &options("chat", models.chat)).await?;
        let thinker = tenant.another_alias(&world.database, &options("chat", models.thinker)).await?;
        let embedder = match models.embedder {
            Some(model) => Some(tenant.another_alias(&world.database, &options("embedding", model)).await?),
            None => None,
        };
        let provider_key = format!("sk-own-{}", tenant.team_id);
        world.store_credential(&tenant, models.name, &provider_key, 0).await?;
        Ok(Self { tenant, thinker, embedder, provider_key })
    }
}
