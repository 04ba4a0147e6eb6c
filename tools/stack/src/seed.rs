//! Demo data: an organization with a team, a key, and an alias for each provider, all served by the simulator. Seeding
//! again changes nothing but the simulator's address, also in the story (see [`crate::story`]) if it is there.

use anyhow::{Context, Result};
use api::ids::{CredentialId, OrganizationId};
use api::provider::Provider;
use sqlx::{Connection, PgConnection};
use uuid::Uuid;
use vault::{Keyring, SealContext, Secret, hash_virtual_key, key_hint};

use crate::database::DatabaseUrl;
use crate::secrets::Secrets;
use crate::{sql_functions, story};

/// The organization that the demo team belongs to.
pub const ORGANIZATION: &str = "demo";
/// The demo team.
pub const TEAM: &str = "demo-team";
/// The alias that the first call uses.
pub const ALIAS: &str = "chat";
/// What the demo team may call: an alias, its provider, the provider's name of the model, and the provider's path on the
/// simulator.
pub const ALIASES: [(&str, Provider, &str, &str); 4] = [
    (ALIAS, Provider::Openai, "gpt-4o-mini", "/openai/v1"),
    ("chat-anthropic", Provider::Anthropic, "claude-haiku-4-5", "/anthropic"),
    ("chat-gemini", Provider::Gemini, "gemini-2.5-flash", "/gemini"),
    (
        "chat-fireworks",
        Provider::Fireworks,
        "accounts/fireworks/models/gpt-oss-20b",
        "/fireworks/inference/v1",
    ),
];
/// The alias with which the demo team makes embeddings, and OpenAI's name of the model.
pub const EMBEDDING_ALIAS: (&str, &str) = ("vectors", "text-embedding-3-small");
/// What the demo team starts with.
const CREDITS: i64 = 1000;
/// The access group of the alias and the team.
const ACCESS_GROUP: &str = "standard";
/// What the simulator takes for a key.
pub(crate) const PROVIDER_KEY: &str = "sk-simulated-provider-key";

/// Brings the demo data into the database. `simulator` is the address of the simulated providers.
///
/// # Errors
/// If the database refuses, for one because its schema is not up to date.
pub async fn seed(database: &DatabaseUrl, secrets: &Secrets, simulator: &str) -> Result<()> {
    let mut connection = database.connect().await?;
    sql_functions::search_newest(&mut connection).await?;
    let mut transaction = connection.begin().await?;
    tenant(&mut transaction, secrets.demo_key()).await.context("cannot seed the demo team")?;
    for (name, provider, model, path) in ALIASES {
        alias(&mut transaction, name, provider, model)
            .await
            .with_context(|| format!("cannot seed the alias {name}"))?;
        credential(&mut transaction, secrets.keyring(), provider, &format!("{simulator}{path}"))
            .await
            .with_context(|| format!("cannot seed the key for {provider}"))?;
    }
    let (name, model) = EMBEDDING_ALIAS;
    alias(&mut transaction, name, Provider::Openai, model)
        .await
        .with_context(|| format!("cannot seed the alias {name}"))?;
    story::point_to(&mut transaction, secrets, simulator)
        .await
        .context("cannot seed the keys of the story")?;
    transaction.commit().await?;
    connection.close().await?;
    Ok(())
}

/// The address of the simulated providers that a database's demo has, if it has the demo.
///
/// # Errors
/// If the database does not answer.
pub async fn simulator_of(connection: &mut PgConnection) -> Result<Option<String>> {
    let (_, provider, _, path) = ALIASES[0];
    let address: Option<String> = sqlx::query_scalar(
        "SELECT api_base FROM provider_credentials
         WHERE organization_id = $1 AND provider = $2::provider AND credential_name = 'simulator'",
    )
    .bind(ORGANIZATION)
    .bind(provider.as_str())
    .fetch_optional(connection)
    .await?;
    Ok(address.and_then(|address| Some(address.strip_suffix(path)?.to_owned())))
}

async fn tenant(connection: &mut PgConnection, key: &str) -> Result<()> {
    sqlx::query(
        "INSERT INTO organizations (organization_id, name) VALUES ($1, 'Demo') ON CONFLICT DO NOTHING",
    )
    .bind(ORGANIZATION)
    .execute(&mut *connection)
    .await?;
    let made = sqlx::query(
        "INSERT INTO team_credits (team_id, organization_id, team_alias) VALUES ($1, $2, 'Demo team')
         ON CONFLICT DO NOTHING",
    )
    .bind(TEAM)
    .bind(ORGANIZATION)
    .execute(&mut *connection)
    .await?;
    if made.rows_affected() > 0 {
        sqlx::query("SELECT grant_credits($1, $2, 'allocation', 'Demo credits')")
            .bind(TEAM)
            .bind(CREDITS)
            .execute(&mut *connection)
            .await?;
    }
    sqlx::query(
        "INSERT INTO virtual_keys (key_hash, team_id, key_hint, name) VALUES ($1, $2, $3, 'Demo key')
         ON CONFLICT DO NOTHING",
    )
    .bind(hash_virtual_key(key).as_slice())
    .bind(TEAM)
    .bind(key_hint(key))
    .execute(&mut *connection)
    .await?;
    Ok(())
}

/// An alias at the prices and limits of the catalogue.
async fn alias(connection: &mut PgConnection, name: &str, provider: Provider, model: &str) -> Result<()> {
    sqlx::query(
        "INSERT INTO model_aliases
             (model_alias, display_name, provider, actual_model, kind, pricing_input, pricing_output, pricing_cached_input,
              pricing_cache_write_5m, pricing_cache_write_1h, pricing_tiers, pricing_service_tiers, max_output_tokens,
              refused_parameters)
         SELECT $1, display_name, provider, model, kind, pricing_input, pricing_output, pricing_cached_input,
                pricing_cache_write_5m, pricing_cache_write_1h, pricing_tiers, pricing_service_tiers, coalesce(max_output_tokens, 4096),
                refused_parameters
         FROM model_catalogue WHERE provider = $2::provider AND model = $3
         ON CONFLICT DO NOTHING",
    )
    .bind(name)
    .bind(provider.as_str())
    .bind(model)
    .execute(&mut *connection)
    .await?;
    let made: bool = sqlx::query_scalar("SELECT EXISTS (SELECT FROM model_aliases WHERE model_alias = $1)")
        .bind(name)
        .fetch_one(&mut *connection)
        .await?;
    anyhow::ensure!(made, "the catalogue has no model {model} of {provider}");
    sqlx::query(
        "INSERT INTO model_access_groups (group_name, display_name) VALUES ($1, 'Standard') ON CONFLICT DO NOTHING",
    )
    .bind(ACCESS_GROUP)
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "INSERT INTO model_alias_access_groups (model_alias_id, access_group_id)
         SELECT model_alias_id, access_group_id FROM model_aliases, model_access_groups
         WHERE model_alias = $1 AND group_name = $2
         ON CONFLICT DO NOTHING",
    )
    .bind(name)
    .bind(ACCESS_GROUP)
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "INSERT INTO team_access_groups (team_id, access_group_id)
         SELECT $1, access_group_id FROM model_access_groups WHERE group_name = $2
         ON CONFLICT DO NOTHING",
    )
    .bind(TEAM)
    .bind(ACCESS_GROUP)
    .execute(&mut *connection)
    .await?;
    Ok(())
}

/// The organization's provider key, sealed for its row. It is sealed each time, because the keyring may have been replaced.
async fn credential(
    connection: &mut PgConnection,
    keyring: &Keyring,
    provider: Provider,
    provider_url: &str,
) -> Result<()> {
    let organization: OrganizationId =
        ORGANIZATION.parse().map_err(|_| anyhow::anyhow!("no organization id"))?;
    let known: Option<Uuid> = sqlx::query_scalar(
        "SELECT credential_id FROM provider_credentials
         WHERE organization_id = $1 AND provider = $2::provider AND credential_name = 'simulator'",
    )
    .bind(ORGANIZATION)
    .bind(provider.as_str())
    .fetch_optional(&mut *connection)
    .await?;
    let id = match known {
        Some(id) => id,
        None => sqlx::query_scalar("SELECT new_uuid()").fetch_one(&mut *connection).await?,
    };
    let context = SealContext {
        organization_id: &organization,
        provider,
        credential_id: CredentialId(id),
        api_base: Some(provider_url),
    };
    let sealed = keyring.seal(&Secret::new(PROVIDER_KEY.to_owned()), &context, rand::random())?;
    sqlx::query(
        "INSERT INTO provider_credentials
             (credential_id, organization_id, provider, credential_name, sealed_key, key_hint, api_base)
         VALUES ($1, $2, $6::provider, 'simulator', $3, $4, $5)
         ON CONFLICT (credential_id) DO UPDATE
             SET sealed_key = excluded.sealed_key, api_base = excluded.api_base, updated_at = now()",
    )
    .bind(id)
    .bind(ORGANIZATION)
    .bind(sealed)
    .bind(key_hint(PROVIDER_KEY))
    .bind(provider_url)
    .bind(provider.as_str())
    .execute(connection)
    .await?;
    Ok(())
}
