//! A function's `Cargo.toml`.

use crate::function::Function;

pub(super) fn render(function: &Function) -> String {
    let (head, package, description) = (super::FROM_FUNCTIONS, function.package(), function.description());
    let mut text = format!(
        r#"# {head}
[package]
name = "{package}"
description = "{description}"
version.workspace = true
edition.workspace = true
rust-version.workspace = true
license.workspace = true
publish.workspace = true

[lints]
workspace = true

[lib]
crate-type = ["cdylib"]

[dependencies]
endpoints.workspace = true
service.workspace = true
"#
    );
    let build = function.manifest().build_dependencies.unwrap_or_default();
    if !build.is_empty() {
        text.push_str("\n[build-dependencies]\n");
        text.extend(build.iter().map(|name| format!("{name}.workspace = true\n")));
    }
    text
}
