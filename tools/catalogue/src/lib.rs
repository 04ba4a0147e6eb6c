//! The price catalogue: what the models of the four providers cost, and their limits.
//!
//! The data is `catalogue/models.csv` at the root of the project. [`refresh()`] makes it from the package `genai-prices`,
//! [`models`] reads it, [`load()`] brings it into the database. Nothing of this runs in a deployed function.

mod load;
mod model;
mod refresh;
mod selection;
mod source;
mod table;

pub use load::load;
pub use model::Model;
pub use refresh::{Summary, make, refresh};
pub use table::{InvalidTable, parse};

/// The models of the checked-in catalogue.
///
/// # Errors
/// If the catalogue, as it was when this was compiled, is not a valid table.
pub fn models() -> Result<Vec<Model>, InvalidTable> {
    parse(include_str!("../../../catalogue/models.csv"))
}
