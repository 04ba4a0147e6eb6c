//! Writes the texts of the statements with the schema of the functions that they call: see `migrations/README.md`.

use std::error::Error;
use std::path::{Path, PathBuf};

use migrations::Functions;

fn main() -> Result<(), Box<dyn Error>> {
    let store = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (functions, statements) = (store.join("../../migrations/functions"), store.join("src/statements"));
    for folder in [&functions, &statements] {
        println!("cargo::rerun-if-changed={}", folder.display());
    }
    let schema = Functions::read(&functions)?.schema();
    println!("cargo::rustc-env=TOLLGATE_FUNCTIONS_SCHEMA={schema}");
    let written = PathBuf::from(std::env::var("OUT_DIR")?);
    for statement in std::fs::read_dir(statements)? {
        let statement = statement?;
        let text = std::fs::read_to_string(statement.path())?;
        std::fs::write(
            written.join(statement.file_name()),
            text.replace("functions.", &format!("{schema}.")),
        )?;
    }
    Ok(())
}
