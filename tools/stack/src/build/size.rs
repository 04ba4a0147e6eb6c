//! How large the functions are, on each runtime: Cloudflare limits the gzipped size, and start-up time follows the raw
//! one.

use std::collections::BTreeMap;
use std::fmt;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::Built;
use crate::runtime::Runtime;

/// The size of what a runtime is given for one function, in bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Size {
    raw: u64,
    gzipped: u64,
}

/// The sizes of the functions, printed as a table with the runtimes beside each other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sizes {
    runtimes: Vec<Runtime>,
    /// By function; one size for each runtime that has been added.
    rows: BTreeMap<String, Vec<Option<Size>>>,
}

impl Sizes {
    /// Measures what was built for one more runtime.
    ///
    /// # Errors
    /// If the files cannot be read.
    pub fn add(&mut self, runtime: Runtime, functions: &[Built]) -> Result<()> {
        for built in functions {
            let size = measure(built)?;
            self.put(built.function.name(), size);
        }
        self.runtimes.push(runtime);
        Ok(())
    }

    fn put(&mut self, function: &str, size: Size) {
        let row = self.rows.entry(function.to_owned()).or_default();
        row.resize(self.runtimes.len(), None);
        row.push(Some(size));
    }
}

fn measure(built: &Built) -> Result<Size> {
    let mut size = Size::default();
    measure_folder(&built.folder, &mut size)?;
    Ok(size)
}

fn measure_folder(folder: &Path, size: &mut Size) -> Result<()> {
    const DEPLOYED: [&str; 6] = ["wasm", "js", "css", "html", "svg", "woff2"];
    for entry in std::fs::read_dir(folder).with_context(|| format!("no {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            measure_folder(&path, size)?;
        } else if path.extension().is_some_and(|extension| DEPLOYED.iter().any(|kind| extension == *kind)) {
            let content = std::fs::read(path)?;
            size.raw += content.len() as u64;
            size.gzipped += gzipped(&content)?;
        }
    }
    Ok(())
}

/// The size of a content compressed by gzip, in bytes.
pub(super) fn gzipped(content: &[u8]) -> Result<u64> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?.len() as u64)
}

impl fmt::Display for Sizes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.rows.keys().map(String::len).max().unwrap_or(0).max("function".len());
        write!(f, "{:width$}", "function")?;
        for runtime in &self.runtimes {
            write!(f, "  {:>12}  {:>12}", runtime.name(), "gzipped")?;
        }
        writeln!(f)?;
        for (function, sizes) in &self.rows {
            write!(f, "{function:width$}")?;
            for number in 0..self.runtimes.len() {
                let size = sizes.get(number).copied().flatten();
                let cell = |bytes: Option<u64>| bytes.map_or_else(|| "-".to_owned(), kilobytes);
                let (raw, gzipped) = (size.map(|size| size.raw), size.map(|size| size.gzipped));
                write!(f, "  {:>12}  {:>12}", cell(raw), cell(gzipped))?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

pub(super) fn kilobytes(bytes: u64) -> String {
    format!("{}.{} kB", bytes / 1000, bytes % 1000 / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_lines_its_columns_up_and_leaves_out_what_there_is_not() {
        let mut sizes = Sizes::default();
        sizes.put("job-create", Size { raw: 643_210, gzipped: 273_000 });
        sizes.put("job-create-and-call", Size { raw: 1_000_000, gzipped: 99 });
        sizes.runtimes.push(Runtime::Cloudflare);
        sizes.put("job-create", Size { raw: 447_000, gzipped: 180_000 });
        sizes.runtimes.push(Runtime::Spin);
        let table = sizes.to_string();
        let lines: Vec<&str> = table.lines().collect();
        assert!(lines[0].contains("cloudflare") && lines[0].contains("spin"), "{table}");
        assert!(lines[1].contains("643.2 kB") && lines[1].ends_with("180.0 kB"), "{table}");
        assert!(lines[2].ends_with('-'), "{table}");
        assert!(lines.iter().all(|line| line.len() == lines[0].len()), "{table}");
    }
}
