//! Which entries of the price data the catalogue takes up, what it adds to them, and which it leaves out.

use anyhow::{Context, Result};
use api::models::ModelKind;
use api::provider::Provider;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// An entry that is taken up. Absent: as in the price data.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Selected {
    /// Who serves it.
    pub provider: Provider,
    /// Its id in the price data.
    pub entry: String,
    /// What the provider calls it.
    pub model: Option<String>,
    /// What people call it.
    pub display_name: Option<String>,
    /// What it can be asked for, where that is no chat.
    pub kind: Option<ModelKind>,
    /// Tokens of prompt and answer together.
    pub context_window: Option<u32>,
    /// The most tokens that an answer may have.
    pub max_output_tokens: Option<u32>,
    /// Separated by spaces.
    #[serde(default)]
    pub refused_parameters: String,
}

/// An entry that is left out.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeftOut {
    /// Who serves it.
    pub provider: Provider,
    /// Its id in the price data.
    pub entry: String,
    /// Why.
    #[serde(rename = "reason")]
    _reason: String,
}

/// The entries that are taken up, in the order of the catalogue.
///
/// # Errors
/// If the table is not valid.
pub fn selected() -> Result<Vec<Selected>> {
    read(include_str!("../selection.csv")).context("selection.csv")
}

/// The entries that are left out.
///
/// # Errors
/// If the table is not valid.
pub fn left_out() -> Result<Vec<LeftOut>> {
    read(include_str!("../left_out.csv")).context("left_out.csv")
}

fn read<T: DeserializeOwned>(text: &str) -> Result<Vec<T>> {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
    Ok(reader.deserialize().collect::<Result<_, csv::Error>>()?)
}
