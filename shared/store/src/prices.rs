//! The catalogue of what providers charge for their models.

use api::prices::{CatalogueModel, PriceQuery};
use api::provider::Provider;
use platform::{Database, Param};

use crate::error::StoreError;
use crate::listing::Counted;
use crate::principal::{Principal, ask};
use crate::statements::statements;

statements! {
    LIST_CATALOGUE = "list_catalogue"(text, text, text, int8, int8),
}

/// Models of the catalogue, by provider and name.
///
/// # Errors
/// Refused to principals other than operators.
pub async fn list_catalogue(
    database: &impl Database,
    principal: &Principal,
    query: &PriceQuery,
) -> Result<Counted<CatalogueModel>, StoreError> {
    let params = [
        Param::Text(query.provider.map(Provider::as_str)),
        Param::Text(query.search.as_deref()),
        Param::Int(Some(query.page.limit.get())),
        Param::Int(Some(query.page.offset.get())),
    ];
    ask(database, LIST_CATALOGUE.sql, principal, &params).await
}
