//! `cargo xtask audit`: whether the books of a database are right.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use api::books_audit::AuditSeverity;
use clap::Args;
use stack::audit::chains::ChainEnds;
use stack::audit::{Finding, audit, record};
use stack::database::DatabaseUrl;
use stack::node::NodeTools;
use stack::{Checkout, Foundation, StackOptions};

/// What an earlier audit has left.
#[derive(Debug, Args)]
pub struct Arguments {
    /// A file, kept apart from the database, with the ends of the chains of the ledger and of the audit log at the last audit. It is
    /// checked that they are still there; then the ends of now are written into it. It is made if it does not exist.
    #[arg(long)]
    chain_ends: Option<PathBuf>,
}

/// Checks every invariant on the database named in `DATABASE_URL`, or on this checkout's own, prints a table, and keeps the outcome for
/// the page.
///
/// # Errors
/// If the database is not reached, one is breached, or an end of a chain is lost.
pub fn run(checkout: &Checkout, arguments: &Arguments) -> Result<()> {
    let runtime = tokio::runtime::Runtime::new().context("no async runtime")?;
    runtime.block_on(async {
        let options = StackOptions::development(checkout)?;
        // A database of someone else's is not migrated on the way.
        if let Some(database) = options.database() {
            return check(database, arguments).await;
        }
        let foundation = Foundation::lay(checkout, &NodeTools::ready(checkout)?, options).await?;
        check(foundation.database(), arguments).await
    })
}

async fn check(database: &DatabaseUrl, arguments: &Arguments) -> Result<()> {
    let mut connection = database.connect().await?;
    let findings = audit(&mut connection).await?;
    print!("{}", table(&findings));
    // A copy that only reads can be audited as well.
    if let Err(error) = record(&mut connection, &findings).await {
        println!("The page does not show this audit: {error:#}.");
    }
    let breached = findings.iter().filter(|finding| finding.is_breach()).count();
    ensure!(breached == 0, "{breached} of {} invariants are breached", findings.len());
    if let Some(file) = &arguments.chain_ends {
        let lost = read(file)?.lost(&mut connection).await?;
        ensure!(lost.is_empty(), "since the last audit, entries were rewritten:\n{}", lost.join("\n"));
        let ends = serde_json::to_string_pretty(&ChainEnds::read(&mut connection).await?)?;
        std::fs::write(file, ends).with_context(|| format!("cannot write {}", file.display()))?;
        println!("The chains lead through the ends in {}, which has the present ones now.", file.display());
    }
    Ok(())
}

/// The ends that the last audit has left: none, if this is the first.
fn read(file: &Path) -> Result<ChainEnds> {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(ChainEnds::default()),
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", file.display())),
    };
    serde_json::from_str(&text)
        .with_context(|| format!("{} does not have the ends of chains", file.display()))
}

/// One line for each invariant, and one below it for the first offender.
fn table(findings: &[Finding]) -> String {
    let width =
        findings.iter().map(|finding| finding.invariant.name.chars().count()).max().unwrap_or_default();
    let mut text = format!("{:7}  {:width$}  breaches\n", "", "invariant");
    for finding in findings {
        let verdict = match (finding.breaches, finding.invariant.severity) {
            (0, _) => "holds",
            (_, AuditSeverity::Breach) => "BROKEN",
            (_, AuditSeverity::Warning) => "warning",
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
    use stack::audit::Invariant;

    #[test]
    fn the_table_names_each_invariant_and_its_first_offender() {
        let finding = |name, severity, breaches| Finding {
            invariant: Invariant::named(name, severity),
            breaches,
            first: (breaches > 0).then(|| "call 7".to_owned()),
        };
        let findings = [
            finding("no team has less than nothing available", AuditSeverity::Breach, 0),
            finding("a call is charged at most once", AuditSeverity::Breach, 1),
            finding("no call is open a day after it should have ended", AuditSeverity::Warning, 2),
        ];
        let text = table(&findings);
        assert_eq!(text.lines().count(), 1 + findings.len() + 2);
        for verdict in ["holds    no team", "BROKEN   a call", "warning  no call"] {
            assert_eq!(text.matches(verdict).count(), 1, "{verdict}: {text}");
        }
        assert!(text.ends_with("first: call 7\n"), "{text}");
    }
}
