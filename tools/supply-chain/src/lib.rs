//! What Tollgate is made of: checks of the crates and npm packages that it depends on, the list of what is deployed (SBOM), and
//! whether two builds of one commit have the same bytes.

pub mod crates;
pub mod lock_files;
pub mod npm_licenses;
pub mod reproducible;
pub mod sbom;
pub mod signatures;
