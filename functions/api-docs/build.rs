//! Makes ready what is served: the document without the spaces that are for people, the fingerprints that clients compare,
//! and the policy by which the page runs its own script and style and nothing else.

use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sha2::{Digest, Sha256};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    let read = |name: &str| {
        let path = docs.join(name);
        println!("cargo::rerun-if-changed={}", path.display());
        std::fs::read_to_string(path)
    };
    let document: Value = serde_json::from_str(&read("openapi.json")?)?;
    let document = document.to_string();
    let page = read("openapi.html")?;
    let out = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("no OUT_DIR")?);
    std::fs::write(out.join("openapi.json"), &document)?;
    std::fs::write(out.join("openapi.html"), &page)?;
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        hash(within(&page, "<style>", "</style>")?),
        hash(within(&page, "<script>", "</script>")?),
    );
    let built = format!(
        "&endpoints::operations::api_docs::Docs {{
            document: {},
            page: {},
            page_policy: {policy:?},
        }}",
        file("openapi.json", &document),
        file("openapi.html", &page),
    );
    std::fs::write(out.join("built.rs"), built)?;
    Ok(())
}

/// The expression for a file in the output folder.
fn file(name: &str, text: &str) -> String {
    let etag = format!("\"{}\"", hash(text));
    format!(
        "endpoints::operations::api_docs::File {{
            text: include_str!(concat!(env!(\"OUT_DIR\"), \"/{name}\")),
            etag: {etag:?},
        }}"
    )
}

fn hash(text: &str) -> String {
    STANDARD.encode(Sha256::digest(text))
}

fn within<'a>(page: &'a str, begin: &str, end: &str) -> Result<&'a str, String> {
    let (_, rest) = page.split_once(begin).ok_or(format!("no {begin}"))?;
    rest.split_once(end).map(|(text, _)| text).ok_or(format!("no {end}"))
}
