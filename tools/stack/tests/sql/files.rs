//! The files of `migrations/functions`, as they are written.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, ensure};
use migrations::{File, Functions};
use store::statements::FUNCTIONS_SCHEMA;

use crate::{folder, functions};

/// What the body of a function may have of lines; that of one that is on a call's way, fewer.
const MOST_LINES: usize = 60;
const MOST_LINES_OF_A_STEP: usize = 40;

/// What a text calls, of these functions. Comments call nothing.
fn calls<'a>(sql: &str, functions: &'a Functions) -> BTreeSet<&'a str> {
    let code: Vec<&str> = sql.lines().map(|line| line.split("--").next().unwrap_or_default()).collect();
    let code = code.join("\n");
    let words: BTreeSet<&str> = code
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
        .collect();
    functions.in_order().map(File::name).filter(|name| words.contains(name)).collect()
}

/// The functions that statements call, by the statement's name.
fn entries(functions: &Functions) -> BTreeMap<&'static str, &str> {
    let prefix = format!("SELECT {FUNCTIONS_SCHEMA}.");
    let called = |sql: &'static str| sql.strip_prefix(prefix.as_str())?.split('(').next();
    let named = |name: &str| functions.in_order().map(File::name).find(|known| *known == name);
    store::all_statements()
        .filter_map(|statement| Some((statement.name, named(called(statement.sql)?)?)))
        .collect()
}

/// The tables that a function writes.
fn writes(file: &File) -> BTreeSet<&str> {
    let code =
        file.sql().lines().flat_map(|line| line.split("--").next().unwrap_or_default().split_whitespace());
    let words: Vec<&str> = code.map(|word| word.trim_start_matches('\'')).collect();
    let writing = |at: usize| match words[at..] {
        ["INSERT", "INTO", table, ..] | ["DELETE", "FROM", table, ..] | ["UPDATE", table, ..] => Some(table),
        _ => None,
    };
    let is_name = |table: &&str| table.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    (0..words.len()).filter_map(writing).map(|table| table.trim_end_matches(';')).filter(is_name).collect()
}

fn body(file: &File) -> Result<Vec<&str>> {
    let body = file.sql().split("$$").nth(1).with_context(|| format!("{} has no body", file.path()))?;
    Ok(body.trim_matches('\n').lines().collect())
}

#[test]
fn every_file_makes_the_one_function_or_type_that_it_is_named_for() -> Result<()> {
    let functions = functions()?;
    for file in functions.in_order() {
        let made: Vec<&str> = file.sql().lines().filter(|line| line.starts_with("CREATE ")).collect();
        let kind = if file.is_type() { "TYPE" } else { "FUNCTION" };
        ensure!(made.len() == 1, "{} makes {made:?}", file.path());
        let name = made[0].strip_prefix(&format!("CREATE {kind} ")).unwrap_or_default();
        let name = name.split(['(', ' ']).next().unwrap_or_default();
        ensure!(name == file.name(), "{} makes {name}", file.path());
        ensure!(file.sql().starts_with("-- "), "{} does not say what it is for", file.path());
    }
    Ok(())
}

#[test]
fn every_function_is_called_by_a_statement_or_by_a_function_that_is() -> Result<()> {
    let functions = functions()?;
    let mut reached: BTreeSet<&str> = entries(&functions).into_values().collect();
    for migration in std::fs::read_dir(folder("schema")?)? {
        reached.extend(calls(&std::fs::read_to_string(migration?.path())?, &functions));
    }
    loop {
        let callers = functions.in_order().filter(|file| reached.contains(file.name()));
        let further: BTreeSet<&str> = callers.flat_map(|file| calls(file.sql(), &functions)).collect();
        let before = reached.len();
        reached.extend(further);
        if reached.len() == before {
            break;
        }
    }
    let dead: Vec<&str> =
        functions.in_order().filter(|file| !reached.contains(file.name())).map(File::path).collect();
    ensure!(dead.is_empty(), "nothing calls {dead:?}");
    Ok(())
}

#[test]
fn every_statement_but_one_calls_the_function_of_its_name_and_nothing_else() -> Result<()> {
    let functions = functions()?;
    let entries = entries(&functions);
    for statement in store::all_statements() {
        // It asks whether the functions are there at all.
        if statement.name == "check_database" {
            continue;
        }
        ensure!(
            entries.get(statement.name) == Some(&statement.name),
            "{}: {}",
            statement.name,
            statement.sql
        );
        let called = calls(&statement.sql.replace(FUNCTIONS_SCHEMA, ""), &functions);
        ensure!(
            called.len() == 1 && statement.sql.trim_end().ends_with(")::text"),
            "{}: {called:?}",
            statement.name
        );
    }
    Ok(())
}

#[test]
fn those_functions_that_statements_call_and_no_others_have_the_owners_rights_and_a_fixed_search_path()
-> Result<()> {
    let functions = functions()?;
    let entries: BTreeSet<&str> = entries(&functions).into_values().collect();
    for file in functions.in_order() {
        let sets = file.sql().contains(" SECURITY DEFINER SET search_path FROM CURRENT ");
        ensure!(sets == entries.contains(file.name()), "{}: is an entry: {sets}", file.path());
        // Each without the other would be wrong.
        let either = file.sql().contains("SECURITY DEFINER") || file.sql().contains("search_path");
        ensure!(sets == either, "{}: has one of the two", file.path());
    }
    Ok(())
}

#[test]
fn functions_are_short_and_the_steps_of_a_call_are_shorter() -> Result<()> {
    let functions = functions()?;
    let of_a_call = ["admit_call", "settle_call"];
    let steps: BTreeSet<&str> = functions
        .in_order()
        .filter(|file| of_a_call.contains(&file.name()))
        .flat_map(|file| calls(file.sql(), &functions))
        .collect();
    ensure!(of_a_call.iter().all(|name| steps.contains(name)), "the two are not there: {steps:?}");
    for file in functions.in_order().filter(|file| !file.is_type()) {
        let most = if steps.contains(file.name()) { MOST_LINES_OF_A_STEP } else { MOST_LINES };
        let lines = body(file)?.len();
        ensure!(lines <= most, "{} has {lines} lines, more than {most}", file.path());
    }
    Ok(())
}

#[test]
fn the_map_of_tables_names_all_functions_that_write_each() -> Result<()> {
    let functions = functions()?;
    let mut written: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for file in functions.in_order() {
        for table in writes(file) {
            written.entry(table).or_default().insert(file.name());
        }
    }
    ensure!(written.len() > 25, "only {} tables are written", written.len());
    let map = std::fs::read_to_string(folder("README.md")?)?;
    for (table, by) in written {
        let line = map.lines().find(|line| line.starts_with(&format!("| `{table}` | ")));
        let named = line.with_context(|| format!("the map does not have {table}"))?.rsplit(" | ").next();
        let named: BTreeSet<&str> = named.unwrap_or_default().split('`').collect();
        let named = functions.in_order().map(File::name).filter(|name| named.contains(name)).collect();
        ensure!(by == named, "{table} is written by {by:?}, the map says {named:?}");
    }
    Ok(())
}
