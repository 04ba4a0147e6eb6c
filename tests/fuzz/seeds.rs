//! Writes the seeds of all targets into `corpus/`: the examples of the API's description, and the recorded answers and streams of the
//! providers. It can be run at any time; it leaves what the fuzzers have found.

use std::error::Error;
use std::fs;
use std::path::Path;

use api::provider::Provider;
use api::routes::ROUTES;
use openapi::lookup::operation_of;

fn main() -> Result<(), Box<dyn Error>> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    for target in ["requests", "dialects", "answers", "stream"] {
        fs::create_dir_all(corpus.join(target))?;
    }
    requests(&corpus)?;
    answers(&corpus)?;
    for target in ["requests", "dialects", "answers", "stream"] {
        println!("{target}: {} seeds", fs::read_dir(corpus.join(target))?.count());
    }
    Ok(())
}

/// The example of each operation's body, and a query with all its parameters.
fn requests(corpus: &Path) -> Result<(), Box<dyn Error>> {
    let document = openapi::document()?;
    for (number, route) in ROUTES.iter().enumerate() {
        let number = u8::try_from(number)?;
        let operation = operation_of(&document, route);
        let name = route.operation.name();
        let body = &operation["requestBody"]["content"]["application/json"];
        let named = body["examples"].as_object().into_iter().flatten().map(|(_, example)| &example["value"]);
        let examples = body.get("example").into_iter().chain(named);
        for (place, example) in examples.enumerate() {
            let text = example.to_string();
            fs::write(corpus.join("requests").join(format!("{name}-{place}")), seed(number, 0, text.as_bytes()))?;
            if name.starts_with("create_and_call") {
                for provider in 0..4 {
                    let file = format!("{name}-{place}-{provider}");
                    fs::write(corpus.join("dialects").join(file), seed(provider, 0, text.as_bytes()))?;
                }
            }
        }
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let query: Vec<String> = parameters
            .filter(|parameter| parameter["in"] == "query")
            .filter_map(|parameter| Some(format!("{}=1", parameter["name"].as_str()?)))
            .collect();
        if !query.is_empty() {
            let query = query.join("&");
            fs::write(corpus.join("requests").join(format!("{name}-query")), seed(number, 1, query.as_bytes()))?;
        }
    }
    Ok(())
}

/// The recorded answers, for the providers that speak their format.
fn answers(corpus: &Path) -> Result<(), Box<dyn Error>> {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/providers/fixtures");
    for (number, provider) in Provider::ALL.into_iter().enumerate() {
        let number = u8::try_from(number)?;
        let folder = match provider {
            Provider::Fireworks => "openai",
            other => other.as_str(),
        };
        for file in fs::read_dir(fixtures.join(folder))? {
            let path = file?.path();
            let (name, recorded) = (path.file_name().unwrap_or_default().to_string_lossy(), fs::read(&path)?);
            let file = format!("{}-{name}", provider.as_str());
            if name.ends_with(".sse") {
                fs::write(corpus.join("stream").join(&file), seed(number, 7, &recorded))?;
                // Each event is what a whole answer may be.
                for (place, line) in recorded.split(|byte| *byte == b'\n').enumerate() {
                    if let Some(json) = line.strip_prefix(b"data: ") {
                        fs::write(corpus.join("answers").join(format!("{file}-{place}")), seed(number, 0, json))?;
                    }
                }
            } else {
                fs::write(corpus.join("answers").join(&file), seed(number, 0, &recorded))?;
            }
        }
    }
    Ok(())
}

/// An input: the two bytes that choose, and the rest.
fn seed(first: u8, second: u8, rest: &[u8]) -> Vec<u8> {
    [&[first, second], rest].concat()
}
