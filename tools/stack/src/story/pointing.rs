//! The address of the simulator in the provider keys of the story: another one each time that the stack starts.

use anyhow::Result;
use api::ids::{CredentialId, OrganizationId};
use api::provider::Provider;
use sqlx::PgConnection;
use uuid::Uuid;
use vault::{SealContext, Secret, key_hint};

use super::cast::ORGANIZATIONS;
use super::models::path_on_simulator;
use crate::secrets::Secrets;
use crate::seed::PROVIDER_KEY;

/// Brings the provider keys of the story, if a database has it, up to date: the address of the simulator, to which they are bound,
/// and the keyring, which may have been replaced.
///
/// # Errors
/// If the database does not answer, or a key cannot be sealed.
pub async fn point_to(connection: &mut PgConnection, secrets: &Secrets, simulator: &str) -> Result<()> {
    let organizations: Vec<&str> = ORGANIZATIONS.iter().map(|organization| organization.id).collect();
    let keys: Vec<(Uuid, String, String)> = sqlx::query_as(
        "SELECT credential_id, organization_id::text, provider::text FROM provider_credentials
         WHERE organization_id = ANY ($1) AND key_hint = $2",
    )
    .bind(&organizations)
    .bind(key_hint(PROVIDER_KEY))
    .fetch_all(&mut *connection)
    .await?;
    for (id, organization, provider) in keys {
        let organization_id: OrganizationId =
            organization.parse().map_err(|_| anyhow::anyhow!("{organization} is no id"))?;
        let provider: Provider =
            provider.parse().map_err(|_| anyhow::anyhow!("{provider} is no provider"))?;
        let address = format!("{simulator}{}", path_on_simulator(provider));
        let context = SealContext {
            organization_id: &organization_id,
            provider,
            credential_id: CredentialId(id),
            api_base: Some(&address),
        };
        let sealed =
            secrets.keyring().seal(&Secret::new(PROVIDER_KEY.to_owned()), &context, rand::random())?;
        sqlx::query(
            "UPDATE provider_credentials SET sealed_key = $2, api_base = $3, updated_at = now() WHERE credential_id = $1",
        )
        .bind(id)
        .bind(sealed)
        .bind(address)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}
