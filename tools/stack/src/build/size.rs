//! How large the functions are: Cloudflare limits the gzipped size, and start-up time follows the raw one.

use std::fmt;
use std::io::Write;

use anyhow::{Context, Result};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::Built;

/// The size of one function's modules and scripts together, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Size {
    function: String,
    raw: u64,
    gzipped: u64,
}

/// The sizes of the functions, printed as a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sizes(Vec<Size>);

impl Sizes {
    /// Measures what was built.
    ///
    /// # Errors
    /// If the files cannot be read.
    pub fn measure(functions: &[Built]) -> Result<Self> {
        functions.iter().map(measure).collect::<Result<_>>().map(Self)
    }
}

fn measure(built: &Built) -> Result<Size> {
    let mut size = Size { function: built.function.name().to_owned(), raw: 0, gzipped: 0 };
    for entry in std::fs::read_dir(&built.folder).with_context(|| format!("no {}", built.folder.display()))? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "wasm" || extension == "js") {
            let content = std::fs::read(path)?;
            size.raw += content.len() as u64;
            size.gzipped += gzipped(&content)?;
        }
    }
    Ok(size)
}

fn gzipped(content: &[u8]) -> Result<u64> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?.len() as u64)
}

impl fmt::Display for Sizes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.0.iter().map(|size| size.function.len()).max().unwrap_or(0).max("function".len());
        writeln!(f, "{:width$}  {:>10}  {:>10}", "function", "raw", "gzipped")?;
        for size in &self.0 {
            let (raw, gzipped) = (kilobytes(size.raw), kilobytes(size.gzipped));
            writeln!(f, "{:width$}  {raw:>10}  {gzipped:>10}", size.function)?;
        }
        Ok(())
    }
}

fn kilobytes(bytes: u64) -> String {
    format!("{}.{} kB", bytes / 1000, bytes % 1000 / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_lines_its_columns_up() {
        let sizes = Sizes(vec![
            Size { function: "job-create".to_owned(), raw: 643_210, gzipped: 273_000 },
            Size { function: "job-create-and-call".to_owned(), raw: 1_000_000, gzipped: 99 },
        ]);
        let table = sizes.to_string();
        let lines: Vec<&str> = table.lines().collect();
        assert!(lines[1].ends_with("643.2 kB    273.0 kB"), "{table}");
        assert_eq!(lines[1].len(), lines[2].len());
    }
}
