//! Builds the app's files in, with their fingerprints and compressed. Only for a runtime that has no store of files beside the front
//! door. `cargo xtask build` makes the app first; where nobody has made it, as for a lint, there are no files.

use std::io::Write;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// What is compressed already.
const COMPRESSED: [&str; 4] = ["woff2", "png", "webp", "ico"];

fn main() -> Outcome<()> {
    let app = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../build/dashboard-app");
    println!("cargo::rerun-if-changed=build.rs");
    let mut files = Vec::new();
    if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|system| system == "wasi") {
        println!("cargo::rerun-if-changed={}", app.display());
        if app.is_dir() {
            list(&app, "", &mut files)?;
        }
    }
    files.sort();
    let out = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("no OUT_DIR")?);
    let built: Outcome<Vec<String>> = files
        .iter()
        .enumerate()
        .map(|(number, path)| file(&app, path, &out.join(number.to_string())))
        .collect();
    std::fs::write(out.join("built.rs"), format!("&[{}]", built?.join(", ")))?;
    Ok(())
}

/// The paths of all files of a folder.
fn list(folder: &Path, below: &str, files: &mut Vec<String>) -> Outcome<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name =
            entry.file_name().into_string().map_err(|name| format!("{} is not UTF-8", name.display()))?;
        let path = format!("{below}{name}");
        if entry.path().is_dir() {
            list(&entry.path(), &format!("{path}/"), files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

/// The expression for a file, whose forms are put beside each other, by names that begin with `out`.
fn file(app: &Path, path: &str, out: &Path) -> Outcome<String> {
    let content = std::fs::read(app.join(path))?;
    let etag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(Sha256::digest(&content)));
    let compressible = !COMPRESSED.iter().any(|kind| path.ends_with(&format!(".{kind}")));
    let included = |ending: &str, bytes: &[u8]| -> Outcome<String> {
        let form = out.with_extension(ending);
        std::fs::write(&form, bytes)?;
        let name = form.file_name().ok_or("no name")?.display().to_string();
        Ok(format!("include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{name}\"))"))
    };
    let if_smaller = |ending: &str, bytes: &[u8]| -> Outcome<String> {
        if !compressible || bytes.len() >= content.len() {
            return Ok("None".to_owned());
        }
        Ok(format!("Some({})", included(ending, bytes)?))
    };
    Ok(format!(
        "endpoints::operations::dashboard::File {{
            path: {path:?},
            etag: {etag:?},
            content: {},
            brotli: {},
            gzip: {},
        }}",
        included("raw", &content)?,
        if_smaller("br", &brotli(&content)?)?,
        if_smaller("gz", &gzip(&content)?)?,
    ))
}

fn brotli(content: &[u8]) -> Outcome<Vec<u8>> {
    let mut compressed = Vec::new();
    let parameters =
        BrotliEncoderParams { quality: 9, size_hint: content.len(), ..BrotliEncoderParams::default() };
    brotli::BrotliCompress(&mut &content[..], &mut compressed, &parameters)?;
    Ok(compressed)
}

fn gzip(content: &[u8]) -> Outcome<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}
