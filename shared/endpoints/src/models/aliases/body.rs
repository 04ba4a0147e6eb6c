//! What a request says of an alias.

use api::chat::PARAMETERS;
use api::error::ApiError;
use ledger::PriceTier;
use serde_json::{Map, Value};
use store::{ModelChange, NewModel};

use crate::http::fields::Fields;
use crate::http::provider_name;

/// The states of an alias.
pub const STATUSES: [&str; 3] = ["active", "inactive", "deprecated"];

const MAX_ACCESS_GROUPS: usize = 100;
const MAX_TIERS: usize = 10;
const MAX_DESCRIPTION: usize = 2_000;
/// More than any model has; the catalogue knows better.
const MAX_TOKENS: i64 = 100_000_000;

/// Reads an alias to be made.
///
/// # Errors
/// 422 and 400, naming what is wrong.
pub fn new_model(body: &Map<String, Value>) -> Result<NewModel, ApiError> {
    let mut fields = Fields::new(body);
    let model_alias = fields.required_name("model_alias");
    let provider = provider_name::require(&mut fields, "provider");
    let actual_model = fields.required_text("actual_model", 200);
    let rest = change(&mut fields);
    let read = model_alias.zip(provider).map(|(model_alias, provider)| NewModel {
        model_alias,
        provider,
        actual_model,
        rest: ModelChange { use_catalogue_prices: None, ..rest },
    });
    fields.finish_with(read)
}

/// Reads what is to be changed of an alias.
///
/// # Errors
/// 422 and 400, naming what is wrong.
pub fn model_change(body: &Map<String, Value>) -> Result<ModelChange, ApiError> {
    let mut fields = Fields::new(body);
    let provider = provider_name::read(&mut fields, "provider");
    let actual_model = fields.get("actual_model").map(|_| fields.required_text("actual_model", 200));
    let change = ModelChange { provider, actual_model, ..change(&mut fields) };
    fields.finish_with(Some(change))
}

/// What both have.
fn change(fields: &mut Fields<'_>) -> ModelChange {
    let refused_parameters = fields.texts("refused_parameters", PARAMETERS.len(), 50);
    if refused_parameters.iter().flatten().any(|name| !PARAMETERS.contains(&name.as_str())) {
        fields.wrong("refused_parameters", "enum", format!("Must be of: {}", PARAMETERS.join(", ")));
    }
    ModelChange {
        display_name: fields.get("display_name").map(|_| fields.required_text("display_name", 200)),
        provider: None,
        actual_model: None,
        access_groups: fields.names("access_groups", MAX_ACCESS_GROUPS),
        description: fields.optional_text("description", MAX_DESCRIPTION),
        pricing_input: fields.amount("pricing_input"),
        pricing_output: fields.amount("pricing_output"),
        pricing_cached_input: fields.amount("pricing_cached_input"),
        pricing_cache_write_5m: fields.amount("pricing_cache_write_5m"),
        pricing_cache_write_1h: fields.amount("pricing_cache_write_1h"),
        pricing_tiers: tiers(fields),
        max_output_tokens: fields.integer("max_output_tokens", 1..=MAX_TOKENS),
        refused_parameters,
        status: fields.choice("status", &STATUSES),
        use_catalogue_prices: fields.boolean("use_catalogue_prices"),
    }
}

/// Prices for long prompts, lowest threshold first.
fn tiers(fields: &mut Fields<'_>) -> Option<Vec<PriceTier>> {
    const NAME: &str = "pricing_tiers";
    let items = fields.list(NAME, MAX_TIERS)?;
    let tiers: Vec<Option<PriceTier>> =
        items.iter().enumerate().map(|(i, item)| tier(fields, &format!("{NAME}.{i}"), item)).collect();
    let mut tiers: Vec<PriceTier> = tiers.into_iter().collect::<Option<_>>()?;
    tiers.sort_by_key(|tier| tier.above_input_tokens);
    if tiers.windows(2).any(|pair| pair[0].above_input_tokens == pair[1].above_input_tokens) {
        fields.wrong(NAME, "value_error", "Two tiers must not begin at the same number of tokens");
    }
    Some(tiers)
}

fn tier(fields: &mut Fields<'_>, path: &str, item: &Value) -> Option<PriceTier> {
    let member = |name: &str| item.get(name).filter(|value| !value.is_null());
    let mut price = |name: &str, required: bool| {
        let path = format!("{path}.{name}");
        match member(name) {
            Some(value) => fields.amount_at(&path, value),
            None => {
                if required {
                    fields.wrong(&path, "missing", "Field required");
                }
                None
            }
        }
    };
    let (input, output) = (price("input", true), price("output", true));
    let (cached_input, cache_write_5m, cache_write_1h) =
        (price("cached_input", false), price("cache_write_5m", false), price("cache_write_1h", false));
    let threshold = member("above_input_tokens").and_then(Value::as_u64);
    let in_range = |tokens: &u64| (1..=MAX_TOKENS.unsigned_abs()).contains(tokens);
    let Some(above_input_tokens) = threshold.filter(in_range) else {
        let message = format!("Must be a whole number from 1 to {MAX_TOKENS}");
        fields.wrong(&format!("{path}.above_input_tokens"), "int_type", message);
        return None;
    };
    Some(PriceTier {
        above_input_tokens,
        input: input?,
        output: output?,
        cached_input,
        cache_write_5m,
        cache_write_1h,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::error::ErrorCode;
    use api::provider::Provider;
    use serde_json::json;

    fn read(body: Value) -> Result<NewModel, ApiError> {
        new_model(body.as_object().unwrap())
    }

    fn places(error: &ApiError) -> Vec<String> {
        error.fields.iter().map(|field| field.location[1..].join(".")).collect()
    }

    #[test]
    fn an_alias_needs_a_name_a_provider_and_a_model() {
        let model =
            read(json!({"model_alias": "fast", "provider": "Google", "actual_model": "gemini-2.5-flash"}))
                .unwrap();
        assert_eq!(model.provider, Provider::Gemini);
        assert_eq!(model.rest, ModelChange::default());
        assert_eq!(places(&read(json!({})).unwrap_err()), ["model_alias", "provider", "actual_model"]);
    }

    #[test]
    fn an_unknown_provider_or_state_is_a_value_that_is_not_possible() {
        let body = json!({"model_alias": "fast", "provider": "acme", "actual_model": "m", "status": "gone"});
        let error = read(body).unwrap_err();
        assert_eq!(error.code, ErrorCode::InvalidValue);
        assert!(error.detail.contains("openai") && error.detail.contains("deprecated"), "{}", error.detail);
    }

    #[test]
    fn tiers_are_sorted_and_every_fault_in_them_is_named() {
        let tier =
            |above: Value, input: Value| json!({"above_input_tokens": above, "input": input, "output": 1});
        let alias = |tiers: Value| json!({"model_alias": "a", "provider": "openai", "actual_model": "m", "pricing_tiers": tiers});
        let good =
            read(alias(json!([tier(json!(200_000), json!("2.5")), tier(json!(100_000), json!(2))]))).unwrap();
        let thresholds: Vec<u64> =
            good.rest.pricing_tiers.unwrap().iter().map(|tier| tier.above_input_tokens).collect();
        assert_eq!(thresholds, [100_000, 200_000]);

        let bad = read(alias(json!([tier(json!(0), json!(-1)), 3]))).unwrap_err();
        assert_eq!(
            places(&bad),
            [
                "pricing_tiers.0.input",
                "pricing_tiers.0.above_input_tokens",
                "pricing_tiers.1.input",
                "pricing_tiers.1.output",
                "pricing_tiers.1.above_input_tokens",
            ]
        );
        let twice = alias(json!([tier(json!(5), json!(1)), tier(json!(5), json!(2))]));
        assert_eq!(places(&read(twice).unwrap_err()), ["pricing_tiers"]);
    }

    #[test]
    fn only_known_parameters_can_be_refused() {
        let change = |names: Value| model_change(json!({"refused_parameters": names}).as_object().unwrap());
        assert!(change(json!(["temperature", "top_p"])).is_ok());
        assert_eq!(places(&change(json!(["temprature"])).unwrap_err()), ["refused_parameters"]);
    }
}
