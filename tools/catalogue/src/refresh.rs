//! Making the catalogue from the price data.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use anyhow::{Context, Result};
use api::models::ModelKind;
use api::provider::Provider;
use time::{Date, OffsetDateTime};

use crate::selection::{self, Selected};
use crate::source::{PACKAGE, PriceData};
use crate::{Model, table};

/// What a refresh has made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Where the prices are from.
    pub source: String,
    /// The day on which they hold.
    pub day: Date,
    /// The number of models by provider.
    pub models: BTreeMap<Provider, usize>,
    /// Announced changes: the model and the first day of its next prices. Refresh on that day.
    pub changes: Vec<(String, Date)>,
    /// Entries of the price data that are neither selected nor left out: `provider/entry`.
    pub undecided: Vec<String>,
}

/// Writes the catalogue with today's prices (UTC) to a file.
///
/// # Errors
/// If the price data lacks what is selected, or has prices by a rule that is not known, or the file cannot be written.
pub fn refresh(path: &Path) -> Result<Summary> {
    let (table, summary) = make(OffsetDateTime::now_utc().date())?;
    std::fs::write(path, table).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(summary)
}

/// The catalogue, as CSV, with the prices of a day.
///
/// # Errors
/// As [`refresh`].
pub fn make(day: Date) -> Result<(String, Summary)> {
    let data = PriceData::locked()?;
    let source = format!("{PACKAGE} {}", data.version);
    let selected = selection::selected()?;
    let models = selected
        .iter()
        .map(|selected| {
            model(selected, &data, &source, day)
                .with_context(|| format!("{}, {}", selected.provider, selected.entry))
        })
        .collect::<Result<Vec<_>>>()?;
    let left_out = selection::left_out()?;
    let decided = |provider: Provider, id: &str| {
        selected.iter().any(|selected| selected.provider == provider && selected.entry == id)
            || left_out.iter().any(|left_out| left_out.provider == provider && left_out.entry == id)
    };
    let mut summary = Summary {
        source,
        day,
        models: BTreeMap::new(),
        changes: Vec::new(),
        undecided: data
            .ids()
            .filter(|&(provider, id)| !decided(provider, id))
            .map(|(provider, id)| format!("{provider}/{id}"))
            .collect(),
    };
    for model in &models {
        *summary.models.entry(model.provider).or_default() += 1;
        summary.changes.extend(model.prices_until.map(|day| (model.model.clone(), day)));
    }
    Ok((table::write(&models)?, summary))
}

fn model(selected: &Selected, data: &PriceData, source: &str, day: Date) -> Result<Model> {
    let entry = data.entry(selected.provider, &selected.entry).context("is not in the price data")?;
    let kind = selected.kind.unwrap_or(ModelKind::Chat);
    let prices = entry.prices_on(day, kind)?;
    let name = selected.display_name.clone().or_else(|| entry.name.clone());
    Ok(Model {
        provider: selected.provider,
        model: selected.model.clone().unwrap_or_else(|| selected.entry.clone()),
        display_name: name.unwrap_or_else(|| selected.entry.clone()),
        kind,
        pricing: prices.pricing,
        prices_until: prices.until,
        context_window: selected.context_window.or(entry.context_window),
        max_output_tokens: selected.max_output_tokens,
        refused_parameters: selected.refused_parameters.split_whitespace().map(str::to_owned).collect(),
        source: source.to_owned(),
        source_date: day,
    })
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts: Vec<String> =
            self.models.iter().map(|(provider, count)| format!("{provider} {count}")).collect();
        write!(
            f,
            "{} models ({}), prices of {} on {}",
            self.models.values().sum::<usize>(),
            counts.join(", "),
            self.source,
            self.day
        )?;
        for (model, day) in &self.changes {
            write!(f, "\n{model}: other prices from {day} on, refresh again then")?;
        }
        for entry in &self.undecided {
            write!(f, "\n{entry}: new, add it to selection.csv or left_out.csv")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models;

    #[test]
    fn the_checked_in_catalogue_is_what_a_refresh_on_its_day_writes() {
        let day = models().unwrap()[0].source_date;
        let (table, _) = make(day).unwrap();
        assert!(
            table == include_str!("../../../catalogue/models.csv"),
            "catalogue/models.csv is not what its sources make: refresh it"
        );
    }

    #[test]
    fn every_entry_of_the_price_data_is_selected_or_left_out_for_a_reason() {
        let (_, summary) = make(models().unwrap()[0].source_date).unwrap();
        assert_eq!(summary.undecided, Vec::<String>::new());
    }

    #[test]
    fn the_summary_names_the_days_of_announced_changes() {
        let (_, summary) = make(models().unwrap()[0].source_date).unwrap();
        let text = summary.to_string();
        let first = text.lines().next().unwrap_or_default();
        assert!(first.ends_with(&format!("prices of {} on {}", summary.source, summary.day)), "{first}");
        for model in models().unwrap() {
            assert_eq!(
                model.prices_until.is_some(),
                text.contains(&format!("\n{}: other prices", model.model)),
                "{}",
                model.model
            );
        }
    }

    #[test]
    fn there_are_forty_models_and_more_of_four_providers() {
        let models = models().unwrap();
        assert!(models.len() >= 40);
        for provider in Provider::ALL {
            assert!(models.iter().any(|model| model.provider == provider), "{provider}");
        }
    }
}
