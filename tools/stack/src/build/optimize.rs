//! wasm-opt over a release's module: LLVM does not know everything that pays in WebAssembly.

use std::path::Path;

use anyhow::{Context, Result};

use crate::node::NodeTools;
use crate::process::output_of;

/// What workerd runs. An explicit list, so that a newer wasm-opt does not emit what it cannot.
const FEATURES: [&str; 7] = [
    "mutable-globals",
    "sign-ext",
    "nontrapping-float-to-int",
    "bulk-memory",
    "multivalue",
    "reference-types",
    "exception-handling",
];

/// Optimizes a module for size. `scratch` is a folder for the files in between.
pub(super) fn optimize(node: &NodeTools, module: &[u8], scratch: &Path) -> Result<Vec<u8>> {
    let (before, after) = (scratch.join("unoptimized.wasm"), scratch.join("optimized.wasm"));
    std::fs::write(&before, module)?;
    let mut wasm_opt = node.script("binaryen/bin/wasm-opt");
    wasm_opt.arg(&before).arg("-o").arg(&after).arg("-Os");
    wasm_opt.args(FEATURES.map(|feature| format!("--enable-{feature}")));
    output_of(&mut wasm_opt).context("wasm-opt failed")?;
    let optimized = std::fs::read(&after)?;
    std::fs::remove_file(before)?;
    std::fs::remove_file(after)?;
    Ok(optimized)
}
