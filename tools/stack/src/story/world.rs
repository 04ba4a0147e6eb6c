//! What the story's calls need to know of what was set up: aliases with their prices, the keys of organizations.

use std::collections::HashMap;

use anyhow::{Context, Result};
use api::ids::CredentialId;
use api::provider::Provider;
use ledger::Pricing;
use rand::Rng;
use sqlx::PgConnection;
use uuid::Uuid;

use super::models::GROUPS;
use super::time::Span;

/// An alias as it is.
#[derive(Debug)]
pub struct Model {
    /// Its name.
    pub alias: String,
    /// Who serves it.
    pub provider: Provider,
    /// The provider's name of the model.
    pub model: String,
    /// Its prices.
    pricing: Pricing,
    /// Other prices that it had until a moment.
    earlier: Option<(i64, Pricing)>,
    /// Whether it makes embeddings.
    pub embeds: bool,
}

impl Model {
    /// The prices that it had at a moment.
    #[must_use]
    pub fn pricing_at(&self, moment: i64) -> &Pricing {
        match &self.earlier {
            Some((until, earlier)) if moment < *until => earlier,
            _ => &self.pricing,
        }
    }
}

/// All that calls need to know.
#[derive(Debug)]
pub struct World {
    /// The quarter.
    pub span: Span,
    models: Vec<Model>,
    credentials: HashMap<(String, Provider), CredentialId>,
}

impl World {
    /// Reads what was set up.
    ///
    /// # Errors
    /// If the database does not answer, or has something that cannot be read.
    pub async fn read(connection: &mut PgConnection, span: Span) -> Result<Self> {
        let aliases: Vec<(String, String, String, String, String)> = sqlx::query_as(
            "SELECT model_alias, provider::text, actual_model, pricing_of(alias)::text, kind::text FROM model_aliases AS alias",
        )
        .fetch_all(&mut *connection)
        .await?;
        let models = aliases
            .into_iter()
            .map(|(alias, provider, model, pricing, kind)| {
                let provider = provider.parse().map_err(|_| anyhow::anyhow!("no provider {provider}"))?;
                let pricing = serde_json::from_str(&pricing).context("prices cannot be read")?;
                Ok(Model { alias, provider, model, pricing, earlier: None, embeds: kind == "embedding" })
            })
            .collect::<Result<_>>()?;
        let keys: Vec<(String, String, Uuid)> = sqlx::query_as(
            "SELECT DISTINCT ON (organization_id, provider) organization_id::text, provider::text, credential_id
             FROM provider_credentials WHERE is_active ORDER BY organization_id, provider, priority, credential_id",
        )
        .fetch_all(connection)
        .await?;
        let credentials = keys
            .into_iter()
            .map(|(organization, provider, id)| {
                let provider = provider.parse().map_err(|_| anyhow::anyhow!("no provider {provider}"))?;
                Ok(((organization, provider), CredentialId(id)))
            })
            .collect::<Result<_>>()?;
        Ok(Self { span, models, credentials })
    }

    /// Reads the prices again: those that are different are so from a moment on.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub async fn read_prices_from(&mut self, connection: &mut PgConnection, moment: i64) -> Result<()> {
        let mut now = Self::read(connection, self.span).await?.models;
        for model in &mut now {
            let before = self.model(&model.alias).filter(|before| before.pricing != model.pricing);
            model.earlier = before.map(|before| (moment, before.pricing.clone()));
        }
        self.models = now;
        Ok(())
    }

    /// The models that a name stands for, in the order in which this call tries them.
    pub fn routes(&self, rng: &mut impl Rng, name: &str) -> Vec<&Model> {
        let Some(group) = GROUPS.iter().find(|group| group.name == name) else {
            return self.model(name).into_iter().collect();
        };
        let mut members: Vec<(i64, f64, &str)> = group
            .members
            .iter()
            .map(|(alias, priority, weight)| {
                // As place_of_member does it: the smallest of these comes first as often as its weight says.
                let place = -f64::ln(1.0 - rng.random_range(0.0..1.0)) / f64::from(*weight);
                (*priority, place, *alias)
            })
            .collect();
        members.sort_by(|a, b| (a.0, a.1).partial_cmp(&(b.0, b.1)).unwrap_or(std::cmp::Ordering::Equal));
        members.into_iter().filter_map(|(.., alias)| self.model(alias)).collect()
    }

    /// The key with which an organization calls a provider.
    #[must_use]
    pub fn credential(&self, organization: &str, provider: Provider) -> Option<CredentialId> {
        self.credentials.get(&(organization.to_owned(), provider)).copied()
    }

    fn model(&self, alias: &str) -> Option<&Model> {
        self.models.iter().find(|model| model.alias == alias)
    }
}
