//! The catalogue as CSV: one row a model, written and read here.

use std::fmt::Display;
use std::str::FromStr;

use api::provider::Provider;
use csv::StringRecord;
use ledger::{PriceTier, Pricing, ServiceTierPrices};
use time::Date;
use time::format_description::StaticFormatDescription;
use time::macros::format_description;

use crate::Model;

/// The columns, in order.
const COLUMNS: [&str; 17] = [
    "provider",
    "model",
    "display_name",
    "kind",
    "input",
    "output",
    "cached_input",
    "cache_write_5m",
    "cache_write_1h",
    "tiers",
    "service_tiers",
    "prices_until",
    "context_window",
    "max_output_tokens",
    "refused_parameters",
    "source",
    "source_date",
];

const DAY: StaticFormatDescription = format_description!("[year]-[month]-[day]");

/// A fault of a table.
#[derive(Debug, thiserror::Error)]
pub enum InvalidTable {
    /// Not CSV, or a row of more or fewer cells than the first.
    #[error("not a table: {0}")]
    Csv(#[from] csv::Error),
    /// The first row does not name the columns in their order.
    #[error("the first row must be: {0}")]
    Header(String),
    /// A cell that does not hold what its column says.
    #[error("line {line}, column {column}: {problem}")]
    Cell {
        /// Counted from 1, the first row included.
        line: u64,
        /// The name of the column.
        column: &'static str,
        /// The fault.
        problem: String,
    },
}

/// Reads a whole table.
///
/// # Errors
/// At the first thing that is wrong, named by line and column.
pub fn parse(text: &str) -> Result<Vec<Model>, InvalidTable> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    if reader.headers()? != COLUMNS.as_slice() {
        return Err(InvalidTable::Header(COLUMNS.join(",")));
    }
    let mut models: Vec<Model> = Vec::new();
    for record in reader.records() {
        let row = Row(record?);
        let model = row.model()?;
        if models.iter().any(|other| (other.provider, &other.model) == (model.provider, &model.model)) {
            return Err(row.problem("model", "stands in the table twice"));
        }
        models.push(model);
    }
    Ok(models)
}

/// Writes a whole table. [`parse`] reads the same models from it.
///
/// # Errors
/// Never for models that [`parse`] could have made.
pub fn write(models: &[Model]) -> anyhow::Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    for model in models {
        let pricing = &model.pricing;
        let tiers =
            if pricing.tiers.is_empty() { String::new() } else { serde_json::to_string(&pricing.tiers)? };
        let service_tiers = &pricing.service_tiers;
        let service_tiers =
            if service_tiers.is_empty() { String::new() } else { serde_json::to_string(service_tiers)? };
        writer.write_record([
            model.provider.to_string(),
            model.model.clone(),
            model.display_name.clone(),
            model.kind.to_string(),
            pricing.input.to_string(),
            pricing.output.to_string(),
            text_or_empty(pricing.cached_input),
            text_or_empty(pricing.cache_write_5m),
            text_or_empty(pricing.cache_write_1h),
            tiers,
            service_tiers,
            text_or_empty(model.prices_until),
            text_or_empty(model.context_window),
            text_or_empty(model.max_output_tokens),
            model.refused_parameters.join(" "),
            model.source.clone(),
            model.source_date.to_string(),
        ])?;
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}

fn text_or_empty(value: Option<impl Display>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// The provider of that name.
pub fn provider(name: &str) -> Option<Provider> {
    Provider::ALL.into_iter().find(|provider| provider.as_str() == name)
}

struct Row(StringRecord);

impl Row {
    fn model(&self) -> Result<Model, InvalidTable> {
        let name = self.cell("provider");
        Ok(Model {
            provider: provider(name)
                .ok_or_else(|| self.problem("provider", format!("{name:?} is no provider")))?,
            model: self.text("model")?,
            display_name: self.text("display_name")?,
            kind: self.required("kind")?,
            pricing: Pricing {
                input: self.required("input")?,
                output: self.required("output")?,
                cached_input: self.optional("cached_input")?,
                cache_write_5m: self.optional("cache_write_5m")?,
                cache_write_1h: self.optional("cache_write_1h")?,
                tiers: self.tiers()?,
                service_tiers: self.service_tiers()?,
            },
            prices_until: self.day("prices_until")?,
            context_window: self.tokens("context_window")?,
            max_output_tokens: self.tokens("max_output_tokens")?,
            refused_parameters: self
                .cell("refused_parameters")
                .split_whitespace()
                .map(str::to_owned)
                .collect(),
            source: self.text("source")?,
            source_date: self
                .day("source_date")?
                .ok_or_else(|| self.problem("source_date", "must not be empty"))?,
        })
    }

    fn cell(&self, column: &'static str) -> &str {
        let index = COLUMNS.iter().position(|name| *name == column);
        index.and_then(|index| self.0.get(index)).unwrap_or_default()
    }

    fn problem(&self, column: &'static str, problem: impl Display) -> InvalidTable {
        let line = self.0.position().map_or(0, csv::Position::line);
        InvalidTable::Cell { line, column, problem: problem.to_string() }
    }

    fn text(&self, column: &'static str) -> Result<String, InvalidTable> {
        match self.cell(column) {
            "" => Err(self.problem(column, "must not be empty")),
            text => Ok(text.to_owned()),
        }
    }

    fn required<T: FromStr<Err: Display>>(&self, column: &'static str) -> Result<T, InvalidTable> {
        self.cell(column).parse().map_err(|error| self.problem(column, error))
    }

    fn optional<T: FromStr<Err: Display>>(&self, column: &'static str) -> Result<Option<T>, InvalidTable> {
        if self.cell(column).is_empty() { Ok(None) } else { self.required(column).map(Some) }
    }

    fn tokens(&self, column: &'static str) -> Result<Option<u32>, InvalidTable> {
        match self.optional(column)? {
            Some(0) => Err(self.problem(column, "must be more than 0")),
            tokens => Ok(tokens),
        }
    }

    fn day(&self, column: &'static str) -> Result<Option<Date>, InvalidTable> {
        match self.cell(column) {
            "" => Ok(None),
            text => Date::parse(text, DAY).map(Some).map_err(|error| self.problem(column, error)),
        }
    }

    fn service_tiers(&self) -> Result<ServiceTierPrices, InvalidTable> {
        match self.cell("service_tiers") {
            "" => Ok(ServiceTierPrices::default()),
            text => serde_json::from_str(text).map_err(|error| self.problem("service_tiers", error)),
        }
    }

    fn tiers(&self) -> Result<Vec<PriceTier>, InvalidTable> {
        let tiers: Vec<PriceTier> = match self.cell("tiers") {
            "" => Vec::new(),
            text => serde_json::from_str(text).map_err(|error| self.problem("tiers", error))?,
        };
        if tiers.is_sorted_by(|lower, higher| lower.above_input_tokens < higher.above_input_tokens) {
            Ok(tiers)
        } else {
            Err(self.problem("tiers", "must rise"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(row: &str) -> String {
        format!("{}\n{row}\n", COLUMNS.join(","))
    }

    #[test]
    fn a_row_is_read_and_written_back_the_same() {
        let text = table(
            r#"anthropic,claude-x,Claude X,chat,3,15,0.3,3.75,6,"[{""above_input_tokens"":200000,""input"":""6"",""output"":""22.5""}]","{""flex"":{""input"":""1.5"",""output"":""7.5""}}",2027-01-01,200000,64000,temperature top_p,prices 1.0,2026-11-24"#,
        );
        let models = parse(&text).unwrap();
        assert_eq!(models[0].pricing.tiers[0].above_input_tokens, 200_000);
        assert_eq!(models[0].refused_parameters, ["temperature", "top_p"]);
        assert_eq!(models[0].prices_until.unwrap().to_string(), "2027-01-01");
        assert_eq!(write(&models).unwrap(), text);
    }

    #[test]
    fn empty_cells_are_unknown_and_not_zero() {
        let models = parse(&table("openai,m,M,chat,1,2,,,,,,,,,,prices 1.0,2026-11-24")).unwrap();
        assert_eq!(models[0].pricing.cached_input, None);
        assert_eq!((models[0].context_window, models[0].max_output_tokens), (None, None));
    }

    #[test]
    fn what_is_wrong_is_named_by_line_and_column() {
        let good = "openai,m,M,chat,1,2,,,,,,,,,,prices 1.0,2026-11-24";
        let wrong = |row: &str| parse(&table(&format!("{good}\n{row}"))).unwrap_err().to_string();
        assert_eq!(
            wrong("azure,n,N,chat,1,2,,,,,,,,,,prices 1.0,2026-11-24"),
            r#"line 3, column provider: "azure" is no provider"#
        );
        assert_eq!(
            wrong("openai,n,N,chat,1,-2,,,,,,,,,,prices 1.0,2026-11-24"),
            "line 3, column output: must not be negative"
        );
        assert_eq!(
            wrong("openai,n,N,chat,1,2,,,,,,,,0,,prices 1.0,2026-11-24"),
            "line 3, column max_output_tokens: must be more than 0"
        );
        assert!(
            wrong("openai,n,N,chat,1,2,,,,,,,,,,prices 1.0,2026-11-31")
                .starts_with("line 3, column source_date: ")
        );
        assert_eq!(
            wrong("openai,n,N,picture,1,2,,,,,,,,,,prices 1.0,2026-11-24"),
            "line 3, column kind: must be one of: chat, embedding"
        );
        assert!(
            wrong("openai,n,N,chat,1,2,,,,{},,,,,,prices 1.0,2026-11-24")
                .starts_with("line 3, column tiers: ")
        );
        assert_eq!(wrong(good), "line 3, column model: stands in the table twice");
        assert!(wrong("openai,n").contains("record 2"));
    }

    #[test]
    fn columns_in_another_order_are_refused() {
        assert!(matches!(parse("model,provider\n"), Err(InvalidTable::Header(_))));
    }
}
