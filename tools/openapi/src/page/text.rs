//! Text in HTML, with the little Markdown that descriptions have.

/// Text that stands for itself.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Text with `code` and **strong** words.
pub(super) fn inline(text: &str) -> String {
    let mut html = String::new();
    for (position, part) in text.split('`').enumerate() {
        if position % 2 == 1 {
            html += &format!("<code>{}</code>", escape(part));
            continue;
        }
        for (position, part) in part.split("**").enumerate() {
            let part = escape(part);
            html += &if position % 2 == 1 { format!("<strong>{part}</strong>") } else { part };
        }
    }
    html
}

/// Text in paragraphs, which empty lines are between.
pub(super) fn paragraphs(text: &str) -> String {
    let paragraphs = text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty());
    paragraphs.map(|paragraph| format!("<p>{}</p>", inline(paragraph))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_text_is_taken_for_markup_but_code_and_strong_words() {
        assert_eq!(
            inline("**Who** sends `a<b>`, \"&\""),
            "<strong>Who</strong> sends <code>a&lt;b&gt;</code>, &quot;&amp;&quot;"
        );
        assert_eq!(paragraphs("a\nb\n\nc\n"), "<p>a\nb</p><p>c</p>");
    }
}
