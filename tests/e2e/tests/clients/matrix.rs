//! What works: clients × surfaces × providers.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};

use crate::client::{self, Client, SURFACES};
use crate::provider::{self, ProviderModels, Team};
use crate::script::{Cell, Tried};

/// The clients that were tried, by the names of client and provider.
#[derive(Debug, Default)]
pub struct Matrix(BTreeMap<(&'static str, &'static str), Tried>);

impl Matrix {
    /// Adds a client that was tried.
    pub fn add(&mut self, client: Client, provider: ProviderModels, tried: Tried) {
        self.0.insert((client.name, provider.name), tried);
    }

    /// The teams of all trials.
    pub fn teams(&self) -> Vec<Team> {
        self.0.values().map(|tried| tried.team.clone()).collect()
    }
}

/// One letter a provider, in the order of the head: `✓` works, `·` has none, `✗` failed, a space was not tried.
impl Display for Matrix {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let providers = provider::ALL.map(|provider| provider.name);
        writeln!(f, "\nEach cell: {}", providers.join(", "))?;
        let width = client::ALL.iter().map(|client| client.name.len()).max().unwrap_or_default();
        let heads: Vec<String> = SURFACES.iter().map(|surface| surface.replace('_', " ")).collect();
        writeln!(f, "{:width$}  {}", "", heads.join("  "))?;
        let mut reasons: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for client in client::ALL {
            let cells = providers.map(|provider| self.0.get(&(client.name, provider)));
            if cells.iter().all(Option::is_none) {
                continue;
            }
            write!(f, "{:width$}", client.name)?;
            for (index, head) in heads.iter().enumerate() {
                let cells = cells.map(|tried| tried.and_then(|tried| tried.cells.get(index)));
                let marks: String = cells.iter().map(|cell| cell.map_or(' ', mark)).collect();
                write!(f, "  {marks:<wide$}", wide = head.chars().count())?;
                for (cell, provider) in cells.iter().zip(providers) {
                    if let Some(reason) = cell.and_then(|cell| cell.none.clone()) {
                        let place = format!("{}, {head}, {provider}", client.name);
                        reasons.entry(reason).or_default().push(place);
                    }
                }
            }
            writeln!(f)?;
        }
        for (reason, places) in reasons {
            writeln!(f, "·  {reason}: {} cells, as {}", places.len(), places[0])?;
        }
        Ok(())
    }
}

const fn mark(cell: &Cell) -> char {
    match cell {
        Cell { green: true, .. } => '✓',
        Cell { none: Some(_), .. } => '·',
        _ => '✗',
    }
}
