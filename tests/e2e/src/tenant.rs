//! A team of its own for each test, so that tests can run side by side.

use anyhow::Context;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

/// A team with a key, an alias it may use, and what a test wants to be different.
#[derive(Debug, Clone)]
pub struct Tenant {
    /// The organization.
    pub organization_id: String,
    /// The team.
    pub team_id: String,
    /// Its virtual key.
    pub key: String,
    /// The alias it may call.
    pub alias: String,
}

/// How a tenant is made. The default: 1,000 credits, `job_based`, an alias of an OpenAI model at $0.15 in and $0.60
/// out, no markup, and no provider key of its own.
#[derive(Debug, Clone)]
pub struct TenantOptions {
    /// Credits to begin with.
    pub credits: i64,
    /// The budget mode.
    pub budget_mode: &'static str,
    /// Credits for a dollar, decimal text.
    pub credits_per_dollar: &'static str,
    /// Tokens for a credit.
    pub tokens_per_credit: i64,
    /// The markup, in percent.
    pub markup_percent: &'static str,
    /// The provider of the alias.
    pub provider: &'static str,
    /// The provider's name of the model.
    pub actual_model: &'static str,
    /// What it can be asked for.
    pub kind: &'static str,
    /// USD per million input tokens.
    pub pricing_input: &'static str,
    /// USD per million output tokens.
    pub pricing_output: &'static str,
    /// The model's own limit of an answer, in tokens.
    pub max_output_tokens: i32,
}

impl Default for TenantOptions {
    fn default() -> Self {
        Self {
            credits: 1000,
            budget_mode: "job_based",
            credits_per_dollar: "10",
            tokens_per_credit: 10_000,
            markup_percent: "0",
            provider: "openai",
            actual_model: "gpt-4o-mini",
            kind: "chat",
            pricing_input: "0.15",
            pricing_output: "0.60",
            max_output_tokens: 4096,
        }
    }
}

/// A name that no other test has.
#[must_use]
pub fn fresh(what: &str) -> String {
    format!("{what}-{}", Uuid::from_bytes(rand::random()).simple())
}

/// Makes an alias of the options' model.
async fn insert_alias(
    connection: &mut PgConnection,
    alias: &str,
    options: &TenantOptions,
) -> anyhow::Result<Uuid> {
    sqlx::query_scalar(
        "INSERT INTO model_aliases (model_alias, provider, actual_model, pricing_input, pricing_output, max_output_tokens, kind)
         VALUES ($1, $2::provider, $3, $4::numeric, $5::numeric, $6, $7::model_kind) RETURNING model_alias_id",
    )
    .bind(alias)
    .bind(options.provider)
    .bind(options.actual_model)
    .bind(options.pricing_input)
    .bind(options.pricing_output)
    .bind(options.max_output_tokens)
    .bind(options.kind)
    .fetch_one(connection)
    .await
    .context("an alias")
}

impl Tenant {
    /// Makes a tenant.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn create(database: &PgPool, options: &TenantOptions) -> anyhow::Result<Self> {
        let name = Uuid::from_bytes(rand::random()).simple().to_string();
        let tenant = Self {
            organization_id: format!("org-{name}"),
            team_id: format!("team-{name}"),
            key: vault::VirtualKey::generate(rand::random()).expose().to_owned(),
            alias: format!("alias-{name}"),
        };
        let mut transaction = database.begin().await?;
        sqlx::query("INSERT INTO organizations (organization_id, name) VALUES ($1, $1)")
            .bind(&tenant.organization_id)
            .execute(&mut *transaction)
            .await?;
        sqlx::query(
            "INSERT INTO team_credits (team_id, organization_id, budget_mode, credits_per_dollar, tokens_per_credit,
                                       cost_markup_percentage)
             VALUES ($1, $2, $3::budget_mode, $4::numeric, $5, $6::numeric)",
        )
        .bind(&tenant.team_id)
        .bind(&tenant.organization_id)
        .bind(options.budget_mode)
        .bind(options.credits_per_dollar)
        .bind(options.tokens_per_credit)
        .bind(options.markup_percent)
        .execute(&mut *transaction)
        .await?;
        if options.credits > 0 {
            sqlx::query("SELECT grant_credits($1, $2, 'allocation', 'Initial credits')")
                .bind(&tenant.team_id)
                .bind(options.credits)
                .execute(&mut *transaction)
                .await?;
        }
        sqlx::query("INSERT INTO virtual_keys (key_hash, team_id, key_hint) VALUES ($1, $2, 'sk-…')")
            .bind(vault::hash_virtual_key(&tenant.key).as_slice())
            .bind(&tenant.team_id)
            .execute(&mut *transaction)
            .await?;
        let alias = insert_alias(&mut transaction, &tenant.alias, options).await?;
        sqlx::query(
            "WITH access AS (INSERT INTO model_access_groups (group_name) VALUES ($1) RETURNING access_group_id),
                  member AS (INSERT INTO model_alias_access_groups (model_alias_id, access_group_id)
                             SELECT $2, access_group_id FROM access)
             INSERT INTO team_access_groups (team_id, access_group_id) SELECT $3, access_group_id FROM access",
        )
        .bind(format!("group-{name}"))
        .bind(alias)
        .bind(&tenant.team_id)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await.context("the tenant was not made")?;
        Ok(tenant)
    }

    /// Another alias of the options' model, which the team may call too. Returns its name.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn another_alias(&self, database: &PgPool, options: &TenantOptions) -> anyhow::Result<String> {
        let alias = fresh("alias");
        let mut transaction = database.begin().await?;
        let id = insert_alias(&mut transaction, &alias, options).await?;
        sqlx::query(
            "INSERT INTO model_alias_access_groups (model_alias_id, access_group_id)
                 SELECT $1, access_group_id FROM team_access_groups WHERE team_id = $2",
        )
        .bind(id)
        .bind(&self.team_id)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(alias)
    }

    /// Makes the tenant call a model group: its own alias, then another one of the options' model. Returns that one's name too.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn with_next_model(
        self,
        database: &PgPool,
        next: &TenantOptions,
    ) -> anyhow::Result<(Self, String)> {
        let (group, alias) = (fresh("group"), fresh("next"));
        let mut transaction = database.begin().await?;
        insert_alias(&mut transaction, &alias, next).await?;
        sqlx::query(
            "WITH made AS (INSERT INTO model_groups (group_name) VALUES ($1) RETURNING model_group_id),
                  members AS (INSERT INTO model_group_models (model_group_id, model_name, priority)
                              SELECT model_group_id, name, priority FROM made, (VALUES ($2, 0), ($3, 1)) AS m(name, priority))
             INSERT INTO team_model_groups (team_id, model_group_id) SELECT $4, model_group_id FROM made",
        )
        .bind(&group)
        .bind(&self.alias)
        .bind(&alias)
        .bind(&self.team_id)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok((Self { alias: group, ..self }, alias))
    }
}
