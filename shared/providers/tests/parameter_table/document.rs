//! The document: a table for each section of the rows, and the notes.

use std::fmt::Write as _;

use api::provider::Provider;

use crate::cases::{Case, all, always_refused};
use crate::outcome::{Model, Outcome, outcome};

/// The columns: models that stand for their families.
pub const MODELS: [Model; 12] = [
    model(Provider::Openai, "gpt-4o", "gpt-4o"),
    model(Provider::Openai, "gpt-4.1", "gpt-4.1"),
    model(Provider::Openai, "o3", "o3"),
    model(Provider::Openai, "gpt-5", "gpt-5"),
    model(Provider::Openai, "gpt-5.2", "gpt-5.2"),
    model(Provider::Anthropic, "claude-haiku-4-5", "claude-haiku-4-5"),
    model(Provider::Anthropic, "claude-opus-4-5", "claude-opus-4-5"),
    model(Provider::Anthropic, "claude-sonnet-5", "claude-sonnet-5"),
    model(Provider::Gemini, "gemini-2.5-flash", "gemini-2.5-flash"),
    model(Provider::Gemini, "gemini-2.5-pro", "gemini-2.5-pro"),
    model(Provider::Gemini, "gemini-3-flash-preview", "gemini-3-flash"),
    model(Provider::Fireworks, "accounts/fireworks/models/gpt-oss-20b", "gpt-oss (Fireworks)"),
];

const HEAD: &str = "# Which model takes which parameter

What becomes of each parameter of a call, by provider and model. A test encodes a request with and without the parameter and
compares what would be sent; `TOLLGATE_WRITE_DOCS=1 cargo test -p tollgate-providers --test parameter_table` writes this page anew.

- **passed**: the provider gets the same member with the same value.
- **translated**: the provider gets it in another form, such as under another name or with another value.
- **left out**: the provider gets the same request as without it.
- **refused**: the model is not asked. The call goes to the next model of its group; where no model takes it, the answer is 422
  `unsupported_parameter`. A number in parentheses is that of the note at the end of this page that says what exactly is not
  supported. Without a number it is the parameter itself, with the value of the row.

The columns are models that stand for their families. A codec reads the family from the model's name, so that a snapshot
(`gpt-4o-2024-08-06`) has the column of its model. An alias can refuse more: see [refused parameters](models.md#aliases). A provider
can still refuse what is passed to it, such as an image for a model that only reads text.

The limit of an answer is always sent: the alias's `max_output_tokens`, or the request's `max_tokens` or `max_completion_tokens` if
that is lower.

";

const fn model(provider: Provider, name: &'static str, title: &'static str) -> Model {
    Model { provider, name, title }
}

/// The whole document.
pub fn write() -> String {
    let mut document = HEAD.to_owned();
    let names = always_refused().map(|(name, _)| format!("`{name}`"));
    let _ = writeln!(
        document,
        "No model gets {}.\nA request with one of them is answered with 422 `unsupported_parameter` too, unless its value asks \
         for nothing (`[]`,\n`false`, `\"none\"`). Of `n` only 1 is taken.",
        names.join(", ")
    );
    let mut notes = Vec::new();
    let mut section = "";
    for case in all() {
        if case.section != section {
            section = case.section;
            let titles = MODELS.map(|model| model.title).join(" | ");
            let _ =
                write!(document, "\n## {section}\n\n| | {titles} |\n|{}\n", "---|".repeat(MODELS.len() + 1));
        }
        let _ = writeln!(document, "| {} | {} |", title(&case), cells(&case, &mut notes).join(" | "));
    }
    document.push_str("\n## Notes\n\nWhat exactly is not supported:\n\n");
    for (index, note) in notes.iter().enumerate() {
        let _ = writeln!(document, "{}. {note}", index + 1);
    }
    document
}

fn title(case: &Case) -> String {
    format!("`{}` {}", case.parameter, case.detail).trim_end().to_owned()
}

/// What becomes of a parameter at each model. Notes that are new are added.
fn cells(case: &Case, notes: &mut Vec<String>) -> Vec<String> {
    let cell = |model: &Model| match outcome(model, case) {
        Outcome::Passed => "passed".to_owned(),
        Outcome::Translated => "translated".to_owned(),
        Outcome::LeftOut => "left out".to_owned(),
        Outcome::Refused(what) if what.is_empty() => "refused".to_owned(),
        Outcome::Refused(what) => {
            let numbers: Vec<String> = what.into_iter().map(|note| number(note, notes).to_string()).collect();
            format!("refused ({})", numbers.join(", "))
        }
    };
    MODELS.iter().map(cell).collect()
}

/// The number of a note, which is added if it is new.
fn number(note: String, notes: &mut Vec<String>) -> usize {
    let index = notes.iter().position(|one| *one == note).unwrap_or_else(|| {
        notes.push(note);
        notes.len() - 1
    });
    index + 1
}
