//! A function's `src/lib.rs`: the line that makes its handler an entry point.

use api::functions::Entry;

use crate::function::Function;

pub(super) fn render(function: &Function) -> String {
    let entry = match function.manifest().entry {
        Entry::FrontDoor(front_door) => format!("service::open_front_door!(endpoints::{front_door});\n"),
        Entry::Handler(handler) if function.manifest().build_dependencies.is_some() => {
            format!(
                "service::serve!(endpoints::{handler}, include!(concat!(env!(\"OUT_DIR\"), \"/built.rs\")));\n"
            )
        }
        Entry::Handler(handler) => format!("service::serve!(endpoints::{handler});\n"),
    };
    let schedule = function.manifest().schedule.map_or_else(String::new, |schedule| {
        format!("service::serve_schedule!(endpoints::{});\n", schedule.work)
    });
    format!("//! {}\n//!\n//! {}\n\n{entry}{schedule}", super::FROM_FUNCTIONS, function.description())
}
