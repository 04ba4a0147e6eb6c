//! Reads `migrations/functions`: the SQL functions of this checkout, and the name of the PostgreSQL schema that they are
//! installed into. The name is made from the files themselves, so that the statements of a build and its functions belong
//! together, and builds of different versions do not meet.

use std::io;
use std::path::Path;

use sha2::{Digest, Sha256};

/// How many bytes of the hash are in the name.
const HASH_BYTES: usize = 6;

/// The SQL functions of a checkout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Functions {
    /// In the order of their paths.
    files: Vec<File>,
}

/// A file of `migrations/functions`: one function, or one type that functions use.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct File {
    path: String,
    sql: String,
}

impl Functions {
    /// Reads a folder `migrations/functions`, whose files are `<topic>/<function>.sql`.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn read(folder: &Path) -> io::Result<Self> {
        let mut files = Vec::new();
        for topic in std::fs::read_dir(folder)? {
            let topic = topic?;
            if !topic.file_type()?.is_dir() {
                continue;
            }
            for file in std::fs::read_dir(topic.path())? {
                let file = file?.path();
                if file.extension().is_some_and(|extension| extension == "sql") {
                    let name = file.file_name().unwrap_or_default().to_string_lossy();
                    let path = format!("{}/{name}", topic.file_name().to_string_lossy());
                    files.push(File { path, sql: std::fs::read_to_string(&file)? });
                }
            }
        }
        files.sort();
        Ok(Self { files })
    }

    /// The schema that they are installed into: `tollgate_` and twelve hexadecimal digits.
    #[must_use]
    pub fn schema(&self) -> String {
        let mut hash = Sha256::new();
        for File { path, sql } in &self.files {
            // With their lengths, so that no two sets of files are the same text.
            for part in [path, sql] {
                hash.update((part.len() as u64).to_be_bytes());
                hash.update(part);
            }
        }
        let digits =
            hash.finalize().iter().take(HASH_BYTES).map(|byte| format!("{byte:02x}")).collect::<String>();
        format!("tollgate_{digits}")
    }

    /// The files in the order in which they are installed: types before the functions that take them.
    pub fn in_order(&self) -> impl Iterator<Item = &File> {
        let types = self.files.iter().filter(|file| file.is_type());
        types.chain(self.files.iter().filter(|file| !file.is_type()))
    }
}

impl File {
    /// `<topic>/<function>.sql`
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The name of the function or type.
    #[must_use]
    pub fn name(&self) -> &str {
        let file = self.path.rsplit('/').next().unwrap_or(&self.path);
        file.strip_suffix(".sql").unwrap_or(file)
    }

    /// Its text: the statement that creates it.
    #[must_use]
    pub fn sql(&self) -> &str {
        &self.sql
    }

    /// Whether it makes a type.
    #[must_use]
    pub fn is_type(&self) -> bool {
        self.sql.lines().any(|line| line.starts_with("CREATE TYPE "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn functions(files: &[(&str, &str)]) -> Functions {
        let file = |(path, sql): &(&str, &str)| File { path: (*path).to_owned(), sql: (*sql).to_owned() };
        Functions { files: files.iter().map(file).collect() }
    }

    #[test]
    fn another_text_and_another_path_have_another_schema() {
        let schema = functions(&[("a/b.sql", "1")]).schema();
        assert_eq!(schema.len(), "tollgate_".len() + 12);
        for other in [("a/b.sql", "2"), ("a/c.sql", "1"), ("a/b.sq", "l1")] {
            assert_ne!(functions(&[other]).schema(), schema, "{other:?}");
        }
    }

    #[test]
    fn types_come_before_functions() {
        let functions =
            functions(&[("a/f.sql", "-- f\nCREATE FUNCTION f()"), ("b/t.sql", "-- t\nCREATE TYPE t AS ()")]);
        assert_eq!(functions.in_order().map(File::name).collect::<Vec<_>>(), ["t", "f"]);
    }
}
