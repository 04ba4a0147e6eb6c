//! Bringing the catalogue into the database.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use sqlx::PgExecutor;
use sqlx::types::Json;

use crate::{Model, models};

/// Inserts or updates every row of a JSON array of objects whose keys are the columns of `model_catalogue`.
const UPSERT: &str = "
    INSERT INTO model_catalogue
    SELECT * FROM jsonb_populate_recordset(NULL::model_catalogue, $1)
    ON CONFLICT (provider, model) DO UPDATE SET
        display_name = excluded.display_name,
        kind = excluded.kind,
        pricing_input = excluded.pricing_input,
        pricing_output = excluded.pricing_output,
        pricing_cached_input = excluded.pricing_cached_input,
        pricing_cache_write_5m = excluded.pricing_cache_write_5m,
        pricing_cache_write_1h = excluded.pricing_cache_write_1h,
        pricing_tiers = excluded.pricing_tiers,
        pricing_service_tiers = excluded.pricing_service_tiers,
        prices_until = excluded.prices_until,
        context_window = excluded.context_window,
        max_output_tokens = excluded.max_output_tokens,
        refused_parameters = excluded.refused_parameters,
        source = excluded.source,
        source_date = excluded.source_date";

/// Brings the checked-in catalogue into the table `model_catalogue`, in one statement, and says how many models it has.
/// Rows of models that the catalogue no longer has stay: aliases may have been made from them.
///
/// # Errors
/// If the catalogue is not valid, or the database refuses.
pub async fn load(database: impl PgExecutor<'_>) -> Result<usize> {
    let rows: Vec<Value> = models()?.iter().map(row).collect();
    let count = rows.len();
    sqlx::query(UPSERT).bind(Json(rows)).execute(database).await.context("cannot load the catalogue")?;
    Ok(count)
}

fn row(model: &Model) -> Value {
    let pricing = &model.pricing;
    json!({
        "provider": model.provider,
        "model": model.model,
        "display_name": model.display_name,
        "kind": model.kind,
        "pricing_input": pricing.input,
        "pricing_output": pricing.output,
        "pricing_cached_input": pricing.cached_input,
        "pricing_cache_write_5m": pricing.cache_write_5m,
        "pricing_cache_write_1h": pricing.cache_write_1h,
        "pricing_tiers": pricing.tiers,
        "pricing_service_tiers": pricing.service_tiers,
        "prices_until": model.prices_until.map(|day| day.to_string()),
        "context_window": model.context_window,
        "max_output_tokens": model.max_output_tokens,
        "refused_parameters": model.refused_parameters,
        "source": model.source,
        "source_date": model.source_date.to_string(),
    })
}
