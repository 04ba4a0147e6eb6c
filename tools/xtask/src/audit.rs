//! `cargo xtask audit`: whether the books of a database are right.

use anyhow::{Context, Result, ensure};
use stack::audit::{Finding, Severity, audit};
use stack::node::NodeTools;
use stack::{Checkout, Foundation, StackOptions};

/// Checks every invariant on the database named in `DATABASE_URL`, or on this checkout's own, and prints a table.
///
/// # Errors
/// If the database is not reached, or one is breached.
pub fn run(checkout: &Checkout) -> Result<()> {
    let runtime = tokio::runtime::Runtime::new().context("no async runtime")?;
    let findings = runtime.block_on(async {
        let options = StackOptions::development(checkout)?;
        // A database of someone else's is only read: it is not migrated on the way.
        if let Some(database) = options.database() {
            return audit(&mut database.connect().await?).await;
        }
        let foundation = Foundation::lay(checkout, &NodeTools::ready(checkout)?, options).await?;
        audit(&mut foundation.database().connect().await?).await
    })?;
    print!("{}", table(&findings));
    let breached = findings.iter().filter(|finding| finding.is_breach()).count();
    ensure!(breached == 0, "{breached} of {} invariants are breached", findings.len());
    Ok(())
}

/// One line for each invariant, and one below it for the first offender.
fn table(findings: &[Finding]) -> String {
    let width =
        findings.iter().map(|finding| finding.invariant.name.chars().count()).max().unwrap_or_default();
    let mut text = format!("{:7}  {:width$}  breaches\n", "", "invariant");
    for finding in findings {
        let verdict = match (finding.breaches, finding.invariant.severity) {
            (0, _) => "holds",
            (_, Severity::Breach) => "BROKEN",
            (_, Severity::Warning) => "warning",
        };
        text += &format!("{verdict:7}  {:width$}  {:>8}\n", finding.invariant.name, finding.breaches);
        if let Some(first) = &finding.first {
            text += &format!("{:7}  first: {first}\n", "");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use stack::audit::INVARIANTS;

    #[test]
    fn the_table_names_each_invariant_and_its_first_offender() {
        let findings: Vec<Finding> = INVARIANTS
            .iter()
            .map(|invariant| {
                let broken = invariant.severity == Severity::Warning;
                let first = broken.then(|| "call 7".to_owned());
                Finding { invariant: *invariant, breaches: i64::from(broken), first }
            })
            .collect();
        let text = table(&findings);
        let broken = INVARIANTS.iter().filter(|invariant| invariant.severity == Severity::Warning).count();
        assert_eq!(text.lines().count(), 1 + INVARIANTS.len() + broken);
        assert_eq!(text.matches("holds    ").count(), INVARIANTS.len() - broken);
        assert_eq!(text.matches("warning  ").count(), broken);
        assert!(text.ends_with("first: call 7\n"), "{text}");
    }
}
