//! What requests say of model aliases.

use api_derive::Request;

use crate::ids::{AccessGroupName, ModelAlias};
use crate::listing::OffsetPage;
use crate::models::{
    MAX_TIMEOUT_SECONDS, MAX_TOKENS, ModelKind, ModelStatus, NewServiceTierPrices, PriceTiers,
    RefusedParameters,
};
use crate::money::UsdPerMillionTokens;
use crate::provider::Provider;
use crate::reading::{List, Patch, Text, Whole};

/// An alias to be made. Prices and limits that are not said are those of the catalogue.
#[derive(Debug, Clone, PartialEq, Request)]
pub struct NewModel {
    /// What clients call it.
    pub model_alias: ModelAlias,
    /// Who offers the model.
    pub provider: Provider,
    /// The provider's name for it.
    pub actual_model: Text<1, 200>,
    /// Everything else.
    #[request(flatten)]
    pub terms: ModelTerms,
}

/// A change of an alias: what is absent stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Request)]
pub struct ModelChange {
    /// Who offers the model.
    pub provider: Option<Provider>,
    /// The provider's name for it.
    pub actual_model: Option<Text<1, 200>>,
    /// Everything else.
    #[request(flatten)]
    pub terms: ModelTerms,
    /// Takes all prices from the catalogue, where no others are given with it.
    pub use_catalogue_prices: Option<bool>,
}

/// How an alias is described, priced and limited.
#[derive(Debug, Clone, Default, PartialEq, Request)]
pub struct ModelTerms {
    /// The name for people.
    pub display_name: Option<Text<1, 200>>,
    /// What the model can be asked for. If absent, as the catalogue says; `chat` of a model that it does not have.
    pub kind: Option<ModelKind>,
    /// The access groups that it is in: all of them.
    pub access_groups: Option<List<AccessGroupName, 100>>,
    /// What operators note; an empty text removes it.
    pub description: Option<Text<0, 2_000>>,
    /// USD per million input tokens.
    pub pricing_input: Option<UsdPerMillionTokens>,
    /// USD per million output tokens, reasoning included. An embedding model has no output.
    pub pricing_output: Option<UsdPerMillionTokens>,
    /// USD per million input tokens that are read from the provider's cache.
    pub pricing_cached_input: Option<UsdPerMillionTokens>,
    /// USD per million input tokens that are written to the cache for five minutes.
    pub pricing_cache_write_5m: Option<UsdPerMillionTokens>,
    /// USD per million input tokens that are written to the cache for an hour.
    pub pricing_cache_write_1h: Option<UsdPerMillionTokens>,
    /// Other prices for long prompts. No two begin at the same number of tokens.
    pub pricing_tiers: Option<PriceTiers>,
    /// Other prices for calls that the provider serves in another service tier than the standard one.
    pub pricing_service_tiers: Option<NewServiceTierPrices>,
    /// The most tokens that an answer may have.
    pub max_output_tokens: Option<Whole<1, MAX_TOKENS>>,
    /// Request parameters that this model refuses although its provider knows them.
    pub refused_parameters: Option<RefusedParameters>,
    /// Whether parameters that the model does not take are left out of a request that does not say so itself, rather than the
    /// request refused; null: as the team says.
    pub drop_unsupported: Patch<bool>,
    /// How long an attempt may take until the first event of its answer, in seconds; null: as the deployment says.
    pub first_event_timeout_seconds: Patch<Whole<1, MAX_TIMEOUT_SECONDS>>,
    /// How long an attempt may take until the end of its answer, in seconds; null: as the deployment says.
    pub answer_timeout_seconds: Patch<Whole<1, MAX_TIMEOUT_SECONDS>>,
    /// An inactive one cannot be called.
    pub status: Option<ModelStatus>,
}

/// Which aliases are asked for.
#[derive(Debug, Clone, PartialEq, Request)]
pub struct ModelQuery {
    /// Only those of this state.
    pub status: Option<ModelStatus>,
    /// Only those of this provider.
    pub provider: Option<Provider>,
    /// Only those in this access group.
    pub access_group: Option<Text<0, 200>>,
    /// Only those whose names contain this.
    pub search: Option<Text<0, 200>>,
    /// The part of the list.
    #[request(flatten)]
    pub page: OffsetPage,
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::error::{ApiError, ErrorCode};
    use crate::reading::read_body;

    fn read(body: Value) -> Result<NewModel, ApiError> {
        read_body(body.as_object().unwrap())
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
        assert_eq!(model.terms, ModelTerms::default());
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
        let thresholds: Vec<i64> =
            good.terms.pricing_tiers.unwrap().iter().map(|tier| tier.above_input_tokens.get()).collect();
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
        let change = |names: Value| {
            let body = json!({"refused_parameters": names});
            read_body::<ModelChange>(body.as_object().unwrap())
        };
        assert!(change(json!(["temperature", "top_p"])).is_ok());
        assert_eq!(places(&change(json!(["temprature"])).unwrap_err()), ["refused_parameters"]);
    }

    #[test]
    fn a_time_limit_is_set_taken_away_or_left_as_it_is() {
        let sent = |body: Value| json!(read_body::<ModelChange>(body.as_object().unwrap()).unwrap());
        let limits = json!({"first_event_timeout_seconds": 20, "answer_timeout_seconds": null});
        assert_eq!(sent(limits.clone()), limits);
        assert_eq!(sent(json!({})), json!({}));
        let error = read(json!({"model_alias": "a", "provider": "openai", "actual_model": "m",
            "first_event_timeout_seconds": 0, "answer_timeout_seconds": 601}))
        .unwrap_err();
        assert_eq!(places(&error), ["first_event_timeout_seconds", "answer_timeout_seconds"]);
    }

    #[test]
    fn what_is_not_said_is_not_sent() {
        let body = json!({"pricing_input": 0.15, "status": "Active", "display_name": null,
            "pricing_tiers": [{"above_input_tokens": 200_000, "input": 1, "output": "2.50"}]});
        let change: ModelChange = read_body(body.as_object().unwrap()).unwrap();
        let sent = json!({"pricing_input": "0.15", "status": "active",
            "pricing_tiers": [{"above_input_tokens": 200_000, "input": "1", "output": "2.5"}]});
        assert_eq!(json!(change), sent);
    }
}
