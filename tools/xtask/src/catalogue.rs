//! `cargo xtask catalogue`: the price catalogue from its source.

use anyhow::Result;
use stack::Checkout;
use stack::process::say;

/// Writes `catalogue/models.csv` anew from the price data that is locked in `Cargo.lock`.
///
/// # Errors
/// If the source cannot be read or the file not be written.
pub fn run(checkout: &Checkout) -> Result<()> {
    let path = checkout.root().join("catalogue/models.csv");
    let summary = catalogue::refresh(&path)?;
    let count: usize = summary.models.values().sum();
    say(format!(
        "{} has {count} models at the prices of {} ({})",
        path.display(),
        summary.day,
        summary.source
    ));
    for (model, day) in summary.changes {
        say(format!("{model} has other prices from {day} on"));
    }
    for entry in summary.undecided {
        say(format!("{entry} is new there: put it into selection.csv or left_out.csv of tools/catalogue"));
    }
    Ok(())
}
