//! Gives the function the numbers of the schema's migrations that its version has, separated by commas. They are here and
//! not in a shared crate, so that a new migration recompiles nothing else.

use std::path::Path;

fn main() -> std::io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations/schema");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut numbers = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let name = entry?.file_name();
        let number =
            name.to_str().and_then(|name| name.split_once('_')).and_then(|(number, _)| number.parse().ok());
        numbers.extend::<Option<u64>>(number);
    }
    numbers.sort_unstable();
    let numbers: Vec<String> = numbers.iter().map(u64::to_string).collect();
    let out = std::env::var_os("OUT_DIR").ok_or_else(|| std::io::Error::other("no OUT_DIR"))?;
    std::fs::write(Path::new(&out).join("built.rs"), format!("{:?}\n", numbers.join(",")))
}
