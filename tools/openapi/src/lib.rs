//! The OpenAPI document: made from the route table, which says what there is and who may call it, and from the types of
//! requests and answers. [`resources`] adds what is in neither of them.

pub mod codes;
pub mod document;
mod json_object;
pub mod lookup;
pub mod operation;
pub mod page;
pub mod resources;
pub mod schemas;

pub use document::document;
pub use operation::Operation;
pub use page::page;
