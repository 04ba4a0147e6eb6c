//! The price data that the package `genai-prices` carries: found where cargo keeps it, decoded as far as the catalogue
//! needs it.
//!
//! The package decodes the same file into private types; its format is the "v2" data of
//! <https://github.com/pydantic/genai-prices>. Prices are USD per million tokens, as JSON numbers.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use api::models::ModelKind;
use api::money::UsdPerMillionTokens;
use api::provider::Provider;
use ledger::{PriceTier, Pricing, ServiceTierPrices, TokenPrices};
use serde::Deserialize;
use serde_json::Value;
use time::Date;
use time::macros::format_description;

/// The name of the package.
pub const PACKAGE: &str = "genai-prices";

/// Prices that a chat without tools of the provider's own, sound or generated pictures never incurs.
const NOT_FOR_TEXT: [&str; 4] =
    ["web_searches_kcount", "storage_searches_kcount", "input_audio_mtok", "cache_audio_read_mtok"];

/// The same of embeddings of texts: others have a model's pictures and film among the texts.
const NOT_FOR_EMBEDDED_TEXT: [&str; 2] = ["input_image_mtok", "input_video_mtok"];

/// The price data of one version of the package.
#[derive(Debug)]
pub struct PriceData {
    /// The package's version.
    pub version: String,
    entries: BTreeMap<(Provider, String), Entry>,
}

/// What the data says of a model.
#[derive(Debug, Deserialize)]
pub struct Entry {
    id: String,
    /// What people call it.
    pub name: Option<String>,
    /// Tokens of prompt and answer together.
    pub context_window: Option<u32>,
    prices: Value,
    /// Other prices for service tiers, and for batches, which Tollgate does not make.
    #[serde(default)]
    price_variants: Vec<Variant>,
}

/// Prices that hold under a condition. Those that it does not name are the model's own.
#[derive(Debug, Deserialize)]
struct Variant {
    when: BTreeMap<String, String>,
    prices: PriceSet,
    constraint: Option<Constraint>,
}

/// The prices of a model on one day.
#[derive(Debug, PartialEq, Eq)]
pub struct PricesOnDay {
    /// What holds on the day.
    pub pricing: Pricing,
    /// The first later day on which other prices hold.
    pub until: Option<Date>,
}

impl PriceData {
    /// Reads the data of the version that this checkout is locked to.
    ///
    /// # Errors
    /// If cargo does not know the package, or its data cannot be read.
    pub fn locked() -> Result<Self> {
        let (version, folder) = locate(Path::new(env!("CARGO_MANIFEST_DIR")))?;
        let path = folder.join("data/prices.json");
        let json = std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        Self::decode(version, &json).with_context(|| format!("cannot understand {}", path.display()))
    }

    fn decode(version: String, json: &[u8]) -> Result<Self> {
        #[derive(Deserialize)]
        struct Listed {
            id: String,
            models: Vec<Value>,
        }
        let mut entries = BTreeMap::new();
        for listed in serde_json::from_slice::<Vec<Listed>>(json)? {
            let Some(provider) = Provider::ALL.into_iter().find(|provider| id(*provider) == listed.id) else {
                continue;
            };
            for model in listed.models {
                let entry: Entry = serde_json::from_value(model)?;
                entries.insert((provider, entry.id.clone()), entry);
            }
        }
        Ok(Self { version, entries })
    }

    /// The entry of that id.
    #[must_use]
    pub fn entry(&self, provider: Provider, id: &str) -> Option<&Entry> {
        self.entries.get(&(provider, id.to_owned()))
    }

    /// The ids of all entries of the four providers.
    pub fn ids(&self) -> impl Iterator<Item = (Provider, &str)> {
        self.entries.keys().map(|(provider, id)| (*provider, id.as_str()))
    }
}

/// What the data calls a provider.
#[must_use]
pub const fn id(provider: Provider) -> &'static str {
    match provider {
        Provider::Gemini => "google",
        Provider::Openai | Provider::Anthropic | Provider::Fireworks => provider.as_str(),
    }
}

/// The package's version and the folder that cargo unpacked it into.
fn locate(workspace: &Path) -> Result<(String, PathBuf)> {
    #[derive(Deserialize)]
    struct Metadata {
        packages: Vec<Package>,
    }
    #[derive(Deserialize)]
    struct Package {
        name: String,
        version: String,
        manifest_path: PathBuf,
    }
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(workspace)
        .output()
        .context("cannot run cargo")?;
    ensure!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr).trim());
    let metadata: Metadata =
        serde_json::from_slice(&output.stdout).context("cannot read cargo's metadata")?;
    let package = metadata.packages.into_iter().find(|package| package.name == PACKAGE);
    let package = package.with_context(|| format!("{PACKAGE} is not among the dependencies"))?;
    let folder = package.manifest_path.parent().context("a manifest without a folder")?;
    Ok((package.version, folder.to_owned()))
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Prices {
    Dated(Vec<Dated>),
    Undated(PriceSet),
}

#[derive(Deserialize)]
struct Dated {
    constraint: Option<Constraint>,
    prices: PriceSet,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Constraint {
    start_date: String,
}

impl Constraint {
    fn start(&self) -> Result<Date> {
        Ok(Date::parse(&self.start_date, format_description!("[year]-[month]-[day]"))?)
    }
}

type PriceSet = BTreeMap<String, Price>;

#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum Price {
    Flat(f64),
    Tiered { base: f64, tiers: Vec<Step> },
}

#[derive(Debug, Clone, Deserialize)]
struct Step {
    start: u64,
    price: f64,
}

impl Entry {
    /// The standard prices on a day: the last of the dated ones that has begun, the first if none has.
    ///
    /// # Errors
    /// If the prices follow a rule that [`Pricing`] cannot express, such as the time of day.
    pub fn prices_on(&self, day: Date, kind: ModelKind) -> Result<PricesOnDay> {
        let prices = Prices::deserialize(&self.prices).context("prices by a rule that is not known")?;
        let dated = match prices {
            Prices::Undated(set) => {
                return Ok(PricesOnDay { pricing: self.pricing(&set, day, kind)?, until: None });
            }
            Prices::Dated(dated) => dated,
        };
        let mut current = None;
        let mut later = BTreeMap::new();
        for step in &dated {
            match step.constraint.as_ref().map(Constraint::start).transpose()? {
                Some(start) if start > day => {
                    drop(later.insert(start, self.pricing(&step.prices, day, kind)?))
                }
                _ => current = Some(step),
            }
        }
        let pricing = self.pricing(&current.or(dated.first()).context("no prices")?.prices, day, kind)?;
        let until = later.into_iter().find(|(_, next)| *next != pricing).map(|(start, _)| start);
        Ok(PricesOnDay { pricing, until })
    }

    /// The standard prices, with those of the service tiers that have others on that day.
    fn pricing(&self, set: &PriceSet, day: Date, kind: ModelKind) -> Result<Pricing> {
        let mut service_tiers = ServiceTierPrices::default();
        for variant in &self.price_variants {
            let start = variant.constraint.as_ref().map(Constraint::start).transpose()?;
            let tier = match variant.when.get("service_tier").map(String::as_str) {
                Some("flex") => &mut service_tiers.flex,
                Some("priority") => &mut service_tiers.priority,
                // `default` is the standard tier, `fast` another name of `priority`.
                _ => continue,
            };
            if start.is_none_or(|start| start <= day) {
                let mut prices = set.clone();
                prices.extend(variant.prices.clone());
                let Pricing { input, output, cached_input, cache_write_5m, cache_write_1h, tiers, .. } =
                    pricing(&prices, kind)?;
                *tier =
                    Some(TokenPrices { input, output, cached_input, cache_write_5m, cache_write_1h, tiers });
            }
        }
        Ok(Pricing { service_tiers, ..pricing(set, kind)? })
    }
}

fn pricing(set: &PriceSet, kind: ModelKind) -> Result<Pricing> {
    const INPUT: &str = "input_mtok";
    const OUTPUT: &str = "output_mtok";
    const CACHED: &str = "cache_read_mtok";
    const WRITTEN: &str = "cache_write_mtok";
    const WRITTEN_1H: &str = "cache_write_1h_mtok";
    for key in set.keys().map(String::as_str) {
        let is_of_text = [INPUT, OUTPUT, CACHED, WRITTEN, WRITTEN_1H].contains(&key);
        let is_of_others = NOT_FOR_TEXT.contains(&key)
            || (kind == ModelKind::Embedding && NOT_FOR_EMBEDDED_TEXT.contains(&key));
        if !is_of_text && !is_of_others {
            bail!("a price that is not known: {key}");
        }
    }
    // A price for cache writes of any kind holds for those of an hour, if they have none of their own.
    let written_1h = if set.contains_key(WRITTEN_1H) { WRITTEN_1H } else { WRITTEN };
    let price = |key: &str, above: u64| set.get(key).map(|price| price.above(above)).transpose();
    let required = |key: &str, above: u64| price(key, above)?.with_context(|| format!("no price {key}"));
    let output = |above: u64| match (kind, price(OUTPUT, above)?) {
        (ModelKind::Embedding, None) => Ok(UsdPerMillionTokens::ZERO),
        (_, price) => price.with_context(|| format!("no price {OUTPUT}")),
    };
    let mut thresholds: Vec<u64> = set.values().flat_map(Price::thresholds).collect();
    thresholds.sort_unstable();
    thresholds.dedup();
    let tier = |above: u64| -> Result<PriceTier> {
        Ok(PriceTier {
            above_input_tokens: above,
            input: required(INPUT, above)?,
            output: output(above)?,
            cached_input: price(CACHED, above)?,
            cache_write_5m: price(WRITTEN, above)?,
            cache_write_1h: price(written_1h, above)?,
        })
    };
    let base = tier(0)?;
    Ok(Pricing {
        input: base.input,
        output: base.output,
        cached_input: base.cached_input,
        cache_write_5m: base.cache_write_5m,
        cache_write_1h: base.cache_write_1h,
        tiers: thresholds.into_iter().map(tier).collect::<Result<_>>()?,
        service_tiers: ServiceTierPrices::default(),
    })
}

impl Price {
    /// The price of a prompt one token longer than `tokens`; the base price for 0.
    fn above(&self, tokens: u64) -> Result<UsdPerMillionTokens> {
        let number = match self {
            Self::Flat(price) => price,
            Self::Tiered { base, tiers } => {
                let reached = tiers.iter().filter(|step| step.start <= tokens).max_by_key(|step| step.start);
                reached.map_or(base, |step| &step.price)
            }
        };
        // The shortest text that reads back as this number is what the author of the data wrote.
        number.to_string().parse().with_context(|| format!("{number} is no price"))
    }

    fn thresholds(&self) -> impl Iterator<Item = u64> {
        let tiers = match self {
            Self::Flat(_) => [].as_slice(),
            Self::Tiered { tiers, .. } => tiers.as_slice(),
        };
        tiers.iter().map(|step| step.start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use time::macros::date;

    fn entry(prices: Value) -> Entry {
        Entry { id: "m".to_owned(), name: None, context_window: None, prices, price_variants: Vec::new() }
    }

    #[test]
    fn tiers_of_single_prices_become_tiers_of_all_prices() {
        let prices = json!({
            "input_mtok": {"base": 1.25, "tiers": [{"start": 200_000, "price": 2.5}]},
            "output_mtok": {"base": 10, "tiers": [{"start": 500_000, "price": 15}]},
            "cache_read_mtok": 0.1,
        });
        let pricing = entry(prices).prices_on(date!(2026 - 11 - 24), ModelKind::Chat).unwrap().pricing;
        assert_eq!(
            serde_json::to_value(&pricing).unwrap(),
            json!({
                "input": "1.25", "output": "10", "cached_input": "0.1",
                "tiers": [
                    {"above_input_tokens": 200_000, "input": "2.5", "output": "10", "cached_input": "0.1"},
                    {"above_input_tokens": 500_000, "input": "2.5", "output": "15", "cached_input": "0.1"},
                ],
            })
        );
    }

    #[test]
    fn the_prices_of_a_day_are_those_that_began_last() {
        let entry = entry(json!([
            {"prices": {"input_mtok": 1, "output_mtok": 1}},
            {"constraint": {"start_date": "2026-12-01"}, "prices": {"input_mtok": 2, "output_mtok": 2}},
        ]));
        let before = entry.prices_on(date!(2026 - 11 - 30), ModelKind::Chat).unwrap();
        assert_eq!(
            (before.pricing.input.to_string(), before.until),
            ("1".into(), Some(date!(2026 - 12 - 01)))
        );
        let after = entry.prices_on(date!(2026 - 12 - 01), ModelKind::Chat).unwrap();
        assert_eq!((after.pricing.input.to_string(), after.until), ("2".into(), None));
    }

    #[test]
    fn a_change_of_prices_that_no_chat_incurs_is_no_change() {
        let entry = entry(json!([
            {"prices": {"input_mtok": 1, "output_mtok": 1}},
            {"constraint": {"start_date": "2026-12-01"},
             "prices": {"input_mtok": 1, "output_mtok": 1, "web_searches_kcount": 10}},
        ]));
        assert_eq!(entry.prices_on(date!(2026 - 11 - 24), ModelKind::Chat).unwrap().until, None);
    }

    #[test]
    fn one_price_for_cache_writes_holds_for_those_of_an_hour_too() {
        let prices = |extra: Value| {
            let mut prices = json!({"input_mtok": 2, "output_mtok": 10, "cache_write_mtok": 2.5});
            prices.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
            entry(prices)
                .prices_on(date!(2026 - 11 - 24), ModelKind::Chat)
                .unwrap()
                .pricing
                .cache_write_1h
                .unwrap()
                .to_string()
        };
        assert_eq!(prices(json!({})), "2.5");
        assert_eq!(prices(json!({"cache_write_1h_mtok": 4})), "4");
    }

    #[test]
    fn an_embedding_model_has_no_output_and_reads_texts_only() {
        let prices = json!({"input_mtok": 0.2, "input_image_mtok": 0.45, "input_video_mtok": 12});
        let on_day = |kind| entry(prices.clone()).prices_on(date!(2026 - 11 - 24), kind);
        let pricing = on_day(ModelKind::Embedding).unwrap().pricing;
        assert_eq!((pricing.input.to_string(), pricing.output), ("0.2".into(), UsdPerMillionTokens::ZERO));
        assert!(on_day(ModelKind::Chat).is_err());
    }

    #[test]
    fn prices_by_other_rules_are_refused_rather_than_guessed() {
        let day = date!(2026 - 11 - 24);
        let by_time = json!([{"constraint": {"start_time": "00:30:00Z", "end_time": "16:30:00Z"},
            "prices": {"input_mtok": 1, "output_mtok": 1}}]);
        assert!(entry(by_time).prices_on(day, ModelKind::Chat).is_err());
        let per_request = json!({"input_mtok": 1, "output_mtok": 1, "requests_kcount": 5});
        assert!(entry(per_request).prices_on(day, ModelKind::Chat).is_err());
        assert!(entry(json!({"input_mtok": 1})).prices_on(day, ModelKind::Chat).is_err());
    }
}
