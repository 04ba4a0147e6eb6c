//! From a module to something workerd can run: wasm-bindgen's JavaScript around the module, and the Worker's entry
//! point around that. This is what Cloudflare's `worker-build` does for the crate `worker`, without its downloads.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

/// The version of wasm-bindgen, which the module and this program must share.
pub(super) const VERSION: &str = "0.2.130";

/// The module's file name, as wasm-bindgen's JavaScript imports it.
const WASM_FILE: &str = "bindings_bg.wasm";

const ENTRY_POINT: &str = include_str!("entry_point.js");

/// The events that a Worker of this project may handle, as the crate `worker` exports them.
const HANDLERS: [&str; 2] = ["fetch", "scheduled"];

/// What a function's folder consists of.
pub(super) struct Bindings {
    pub(super) wasm: Vec<u8>,
    /// The name by which the scripts import the module. It differs for each build: the scripts of one build never
    /// meet the module of another, and who watches the scripts sees when only the module has changed.
    pub(super) wasm_file: String,
    /// JavaScript by its path in the folder. `index.js` comes last: it is what a watcher looks at.
    pub(super) scripts: Vec<(String, String)>,
}

/// Makes the bindings of a module that was compiled with the crate `worker`. The stamp is the build's own.
pub(super) fn generate(module: Vec<u8>, stamp: &str) -> Result<Bindings> {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_bytes("bindings", module)
        .module(true)?
        .typescript(false)
        // A panic leaves the module's memory in an unknown state; with these the entry point can begin with a new one.
        .reset_state_function(true)
        .force_enable_abort_handler(true);
    let mut output = bindgen.generate_output().context("wasm-bindgen refused the module")?;
    let mut scripts: BTreeMap<String, String> = BTreeMap::new();
    for (identifier, list) in output.snippets() {
        for (number, text) in list.iter().enumerate() {
            scripts.insert(format!("snippets/{identifier}/inline{number}.js"), text.clone());
        }
    }
    for (path, text) in output.local_modules() {
        scripts.insert(format!("snippets/{path}"), text.clone());
    }
    let handlers: Vec<&str> = HANDLERS.into_iter().filter(|handler| exports(output.js(), handler)).collect();
    if handlers.is_empty() {
        bail!("it handles no event: there is no function marked #[event(fetch)]");
    }
    // workerd compiles modules ahead of time and hands them to a plain import.
    let wasm_file = format!("module-{}.wasm", stamp.get(..16).unwrap_or(stamp));
    let glue = output.js().replace("import source ", "import ").replace(WASM_FILE, &wasm_file);
    let mut scripts: Vec<(String, String)> = scripts.into_iter().collect();
    scripts.push(("bindings.js".to_owned(), glue));
    scripts.push(("index.js".to_owned(), entry_point(&handlers)));
    Ok(Bindings { wasm: output.wasm_mut().emit_wasm(), wasm_file, scripts })
}

fn exports(script: &str, function: &str) -> bool {
    ["export function ", "export async function "]
        .iter()
        .any(|keywords| script.contains(&format!("{keywords}{function}(")))
}

fn entry_point(handlers: &[&str]) -> String {
    let methods: Vec<String> = handlers
        .iter()
        .map(|handler| format!("  {handler}(event) {{\n    return guarded(() => wasm.{handler}.call(this, event, this.env, this.ctx));\n  }}"))
        .collect();
    ENTRY_POINT.replace("  // handlers", &methods.join("\n\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handler_is_known_by_its_export() {
        let script = "export function fetch(arg0, env, ctx) {}\nexport function fetchAll() {}";
        assert!(exports(script, "fetch"));
        assert!(!exports(script, "scheduled"));
        assert!(!exports("function fetch(", "fetch"));
    }

    #[test]
    fn the_entry_point_has_a_method_for_each_handler() {
        let text = entry_point(&["fetch"]);
        assert!(
            text.contains("fetch(event)")
                && !text.contains("scheduled(event)")
                && !text.contains("// handlers")
        );
    }
}
