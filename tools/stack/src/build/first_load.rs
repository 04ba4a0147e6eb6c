//! What a browser fetches before the dashboard shows anything: the page, and what the page names. It is the wait of somebody with a
//! slow connection, so it has a budget.

use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::size::{gzipped, kilobytes};

/// The most that the first load may be, compressed by gzip, in bytes.
const BUDGET: u64 = 300_000;

/// The name of the page in the app's folder.
pub(super) const PAGE: &str = "index.html";

/// Measures the first load of an app that is built into a folder, in bytes, compressed by gzip. `base` is the path at which the folder
/// is served, with a slash at its end.
///
/// # Errors
/// If it is more than it may be, or the page names something that there is not.
pub(super) fn check(folder: &Path, base: &str) -> Result<u64> {
    let page = std::fs::read_to_string(folder.join(PAGE)).context("the app has no page")?;
    let mut parts = vec![(PAGE.to_owned(), gzipped(page.as_bytes())?)];
    for file in named(&page, base)? {
        let content = std::fs::read(folder.join(&file)).with_context(|| format!("the page names {file}"))?;
        parts.push((file, gzipped(&content)?));
    }
    let total = parts.iter().map(|(_, size)| size).sum();
    let list: Vec<String> =
        parts.iter().map(|(file, size)| format!("  {:>10}  {file}", kilobytes(*size))).collect();
    ensure!(
        total <= BUDGET,
        "the dashboard's first load is {} compressed, more than {}:\n{}",
        kilobytes(total),
        kilobytes(BUDGET),
        list.join("\n")
    );
    Ok(total)
}

/// The files that a page has loaded with it, each once, by their paths below `base`: scripts, the modules that these import, which
/// Vite names in links, and style sheets.
fn named(page: &str, base: &str) -> Result<Vec<String>> {
    let mut files = Vec::new();
    for tag in page.split('<').filter_map(|rest| rest.split_once('>').map(|(tag, _)| tag)) {
        let loaded = tag.starts_with("script") || tag.starts_with("link");
        let Some(address) = attribute(tag, "src").or_else(|| attribute(tag, "href")).filter(|_| loaded)
        else {
            continue;
        };
        let file = address.strip_prefix(base).with_context(|| format!("{address} is not below {base}"))?;
        if !files.iter().any(|known| known == file) {
            files.push(file.to_owned());
        }
    }
    ensure!(files.iter().any(|file| file.ends_with(".js")), "the page names no script");
    Ok(files)
}

/// The value of an attribute of a tag.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUILT: &str = r#"<!doctype html><html><head>
        <link rel="icon" type="image/svg+xml" href="/dashboard/favicon.svg" />
        <script type="module" crossorigin src="/dashboard/assets/index-a.js"></script>
        <link rel="modulepreload" crossorigin href="/dashboard/assets/vendor-b.js">
        <link rel="stylesheet" crossorigin href="/dashboard/assets/index-c.css">
        </head><body><div id="root"></div></body></html>"#;

    #[test]
    fn all_that_the_page_loads_is_counted() {
        let files = named(BUILT, "/dashboard/").unwrap();
        assert_eq!(files, ["favicon.svg", "assets/index-a.js", "assets/vendor-b.js", "assets/index-c.css"]);
    }

    #[test]
    fn a_page_that_loads_from_elsewhere_or_has_no_script_is_refused() {
        assert!(named(r#"<script src="https://cdn.example/a.js"></script>"#, "/dashboard/").is_err());
        assert!(named(r#"<script src="/assets/a.js"></script>"#, "/dashboard/").is_err());
        assert!(named("<p>", "/dashboard/").is_err());
    }

    #[test]
    fn a_first_load_beyond_the_budget_is_refused_with_what_is_in_it() {
        let folder = std::env::temp_dir().join(format!("tollgate-first-load-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("assets")).unwrap();
        std::fs::write(folder.join(PAGE), r#"<script src="/dashboard/assets/a.js"></script>"#).unwrap();
        let script = folder.join("assets/a.js");
        assert!(check(&folder, "/dashboard/").is_err(), "the page names what there is not");
        std::fs::write(&script, vec![b'a'; 1_000_000]).unwrap();
        assert!(check(&folder, "/dashboard/").unwrap() < 3_000);
        let noise: Vec<u8> = (0..400_000).map(|_| rand::random()).collect();
        std::fs::write(&script, noise).unwrap();
        let error = check(&folder, "/dashboard/").unwrap_err().to_string();
        assert!(error.contains("assets/a.js") && error.contains("300.0 kB"), "{error}");
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
