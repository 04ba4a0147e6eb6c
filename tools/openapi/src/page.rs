//! The document as a page for people: one file, which loads nothing and works without scripts.

mod schema;
mod text;

use std::fmt::Write as _;

use serde_json::{Map, Value};

use self::schema::{members, type_of};
use self::text::{escape, inline, paragraphs};
use crate::lookup::resolved;

const STYLE: &str = include_str!("page/page.css");
/// Narrows the page down to what is searched for.
const SCRIPT: &str = include_str!("page/page.js");

/// The methods, in the order in which they are shown.
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// The page of a document.
#[must_use]
pub fn page(document: &Value) -> String {
    let info = &document["info"];
    let (title, version) = (words(&info["title"]), words(&info["version"]));
    let mut html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title} API {version}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n"
    );
    html += &contents(document);
    let _ = writeln!(
        html,
        "<main>\n<header id=\"about\"><h1>{title} <small>{version}</small></h1><p class=\"lead\">{}</p>{}\
         <p><a href=\"/openapi.json\">openapi.json</a>: the same for programs, OpenAPI {}.</p></header>",
        inline(words(&info["summary"])),
        paragraphs(words(&info["description"])),
        words(&document["openapi"]),
    );
    html += &credentials(document);
    for tag in list(&document["tags"]) {
        let name = words(&tag["name"]);
        let _ = writeln!(
            html,
            "<section class=\"tag\"><h2 id=\"{}\">{name}</h2><p>{}</p>",
            anchor(name),
            inline(words(&tag["description"]))
        );
        for (method, path, operation) in operations(document, name) {
            html += &article(document, method, path, operation);
        }
        html += "</section>\n";
    }
    html += "<section class=\"tag\"><h2 id=\"schemas\">Schemas</h2>\n";
    for (name, schema) in entries(&document["components"]["schemas"]) {
        let kind =
            if schema["type"] == "object" { String::new() } else { format!("<p>{}</p>", type_of(schema)) };
        let _ = writeln!(
            html,
            "<article class=\"schema\" id=\"schema-{name}\"><h3>{name}</h3><p>{}</p>{kind}{}</article>",
            inline(words(&schema["description"])),
            members(schema)
        );
    }
    let _ = writeln!(
        html,
        "</section>\n<p id=\"nothing\" hidden>Nothing here has that in it.</p>\n</main>\n<script>{SCRIPT}</script>\n</body>\n</html>"
    );
    html
}

/// The column at the side: the search, and every operation.
fn contents(document: &Value) -> String {
    let mut html =
        "<nav aria-label=\"Contents\"><input id=\"search\" type=\"search\" placeholder=\"Search (/)\" \
                    aria-label=\"Search\" hidden><ul><li><a href=\"#about\">About</a></li>\
                    <li><a href=\"#credentials\">Credentials</a></li>"
            .to_owned();
    for tag in list(&document["tags"]) {
        let name = words(&tag["name"]);
        let _ = write!(html, "<li><a href=\"#{}\">{name}</a><ul>", anchor(name));
        for (method, _, operation) in operations(document, name) {
            let _ = write!(
                html,
                "<li><a href=\"#{id}\"{older}><span class=\"method {method}\">{method}</span>{}</a></li>",
                escape(words(&operation["summary"])),
                id = words(&operation["operationId"]),
                older = if operation["deprecated"] == true { " class=\"older\"" } else { "" },
            );
        }
        html += "</ul></li>";
    }
    html + "<li><a href=\"#schemas\">Schemas</a></li></ul></nav>\n"
}

fn credentials(document: &Value) -> String {
    let mut html = "<section><h2 id=\"credentials\">Credentials</h2><dl>".to_owned();
    for (name, scheme) in entries(&document["components"]["securitySchemes"]) {
        let header = match scheme["name"].as_str() {
            Some(cookie) if scheme["in"] == "cookie" => format!("Cookie: {cookie}=…"),
            Some(header) => format!("{header}: …"),
            None => "Authorization: Bearer …".to_owned(),
        };
        let _ = write!(
            html,
            "<dt>{} <code>{header}</code></dt><dd>{}</dd>",
            scheme_title(name),
            inline(words(&scheme["description"]))
        );
    }
    html + "</dl></section>\n"
}

fn scheme_title(name: &str) -> &str {
    match name {
        "virtualKey" => "virtual key",
        "accessToken" => "access token",
        "adminKey" => "admin key",
        "sessionCookie" => "session cookie",
        other => other,
    }
}

/// One operation.
fn article(document: &Value, method: &str, path: &str, operation: &Value) -> String {
    let id = words(&operation["operationId"]);
    let mut html = format!(
        "<article id=\"{id}\"><h3>{}{}</h3><p class=\"path\"><span class=\"method {method}\">{method}</span>\
         <code>{}</code></p>",
        escape(words(&operation["summary"])),
        if operation["deprecated"] == true { " <small>deprecated</small>" } else { "" },
        escape(path),
    );
    if let Some(description) = operation["description"].as_str() {
        html += &paragraphs(description);
    }
    let schemes: Vec<&str> = list(&operation["security"])
        .iter()
        .flat_map(|scheme| entries(scheme).map(|(name, _)| scheme_title(name)))
        .collect();
    let who = if schemes.is_empty() { "none".to_owned() } else { schemes.join(", or ") };
    let _ = write!(html, "<p class=\"who\">Credentials: {who}</p>");
    html += &parameters(document, path, operation);
    if let Some(body) = operation.get("requestBody") {
        let content = &body["content"]["application/json"];
        let need = if body["required"] == true { "" } else { " <small>may be left out</small>" };
        let _ = write!(
            html,
            "<h4>Body{need}</h4><p>{}</p>{}",
            type_of(&content["schema"]),
            members(&content["schema"])
        );
        if let Some(example) = content.get("example") {
            let text = serde_json::to_string_pretty(example).unwrap_or_default();
            let _ = write!(html, "<pre><code>{}</code></pre>", escape(&text));
        }
    }
    html += "<h4>Answers</h4><dl class=\"answers\">";
    for (status, answer) in entries(&operation["responses"]) {
        html += &response(document, status, answer);
    }
    html + "</dl></article>\n"
}

fn response(document: &Value, status: &str, response: &Value) -> String {
    let response = resolved(document, response);
    let class = if status < "400" { "good" } else { "bad" };
    let mut html = format!(
        "<dt><span class=\"status {class}\">{status}</span></dt><dd>{}",
        inline(words(&response["description"]))
    );
    if class == "good" {
        for (content_type, content) in entries(&response["content"]) {
            let _ = write!(html, "<br><code>{content_type}</code> {}", type_of(&content["schema"]));
        }
        let headers: Vec<String> =
            entries(&response["headers"]).map(|(name, _)| format!("<code>{name}</code>")).collect();
        if !headers.is_empty() {
            let _ = write!(html, "<br><small>Headers: {}</small>", headers.join(", "));
        }
    }
    html + "</dd>"
}

fn parameters(document: &Value, path: &str, operation: &Value) -> String {
    let of_path = list(&document["paths"][path]["parameters"]);
    let all: Vec<&Value> =
        of_path.iter().chain(list(&operation["parameters"])).map(|one| resolved(document, one)).collect();
    if all.is_empty() {
        return String::new();
    }
    let mut html = "<h4>Parameters</h4><table><tbody>".to_owned();
    for parameter in all {
        let _ = write!(
            html,
            "<tr><td><code>{}</code>{}<br><small>{}</small></td><td>{}</td><td>{}</td></tr>",
            words(&parameter["name"]),
            if parameter["required"] == true { "<b class=\"needed\" title=\"required\">*</b>" } else { "" },
            words(&parameter["in"]),
            type_of(&parameter["schema"]),
            inline(words(&parameter["description"])),
        );
    }
    html + "</tbody></table>"
}

/// The operations of a group, those with an older path last.
fn operations<'a>(document: &'a Value, tag: &'a str) -> Vec<(&'static str, &'a str, &'a Value)> {
    let mut all: Vec<(&'static str, &str, &Value)> = entries(&document["paths"])
        .flat_map(|(path, item)| {
            METHODS.into_iter().filter_map(move |method| Some((method, path, item.get(method)?)))
        })
        .filter(|(_, _, operation)| operation["tags"][0] == tag)
        .collect();
    all.sort_by_key(|(_, _, operation)| operation["deprecated"] == true);
    all
}

fn anchor(tag: &str) -> String {
    tag.to_lowercase().replace(' ', "-")
}

fn words(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn entries(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter).map(|(name, member)| (name.as_str(), member))
}
