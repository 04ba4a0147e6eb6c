//! What access groups and model groups have in common: how people describe and list them.

use api::error::ApiError;

use crate::fields::Fields;
use crate::incoming::Incoming;
use crate::page::{MAX_PAGE, Page};

const MAX_DESCRIPTION: usize = 2_000;

/// How a group is described, as far as a request says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    /// The name for people.
    pub display_name: Option<String>,
    /// What operators note.
    pub description: Option<String>,
    /// `active` or `inactive`.
    pub status: Option<&'static str>,
}

impl Description {
    /// Reads it; what is wrong is noted in `fields`.
    pub fn read(fields: &mut Fields<'_>) -> Self {
        Self {
            display_name: fields.get("display_name").map(|_| fields.required_text("display_name", 200)),
            description: fields.optional_text("description", MAX_DESCRIPTION),
            status: fields.choice("status", &["active", "inactive"]),
        }
    }
}

/// Which groups are asked for: their status, null for any, and the page of the list.
///
/// # Errors
/// 422 and 400, naming what is wrong with the query.
pub fn listed(
    incoming: &Incoming,
    default_status: &'static str,
) -> Result<(Option<&'static str>, Page), ApiError> {
    let query = incoming.query();
    let mut fields = Fields::of_query(&query);
    let status = fields.choice("status", &["active", "inactive", "all"]).unwrap_or(default_status);
    let page = Page::read(&mut fields, MAX_PAGE);
    fields.finish_with(Some(((status != "all").then_some(status), page)))
}
