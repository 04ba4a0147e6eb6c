//! Server-sent events, from bytes in slices of any size.
//!
//! Source: WHATWG HTML, "Server-sent events: parsing an event stream". Lines end with CR, LF or CRLF. Text is decoded
//! line by line, so that a slice may end within a character.

/// One event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SseEvent<'a> {
    /// The name in its `event:` line.
    pub name: Option<&'a str>,
    /// Its `data:` lines, joined by line feeds.
    pub data: &'a str,
}

/// The longest line, and the longest data of one event, in bytes.
pub const MAX_EVENT_BYTES: usize = 1 << 20;

/// A line or an event is longer than [`MAX_EVENT_BYTES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLong;

/// Cuts bytes into lines.
#[derive(Debug, Default)]
pub struct Lines {
    /// The beginning of a line whose end has not come yet.
    partial: Vec<u8>,
    /// The last line ended with CR: an LF that comes next belongs to that end.
    after_cr: bool,
}

impl Lines {
    /// Takes the next line from the front of `bytes`; `None` when its end is not among them, and then all of them are
    /// taken.
    pub fn next(&mut self, bytes: &mut &[u8]) -> Result<Option<Vec<u8>>, TooLong> {
        if self.after_cr && !bytes.is_empty() {
            self.after_cr = false;
            *bytes = bytes.strip_prefix(b"\n").unwrap_or(bytes);
        }
        let end = bytes.iter().position(|byte| matches!(byte, b'\r' | b'\n'));
        let (line, rest) = bytes.split_at(end.unwrap_or(bytes.len()));
        if self.partial.len() + line.len() > MAX_EVENT_BYTES {
            return Err(TooLong);
        }
        self.partial.extend_from_slice(line);
        let Some((line_end, rest)) = rest.split_first() else {
            *bytes = &[];
            return Ok(None);
        };
        self.after_cr = *line_end == b'\r';
        *bytes = rest;
        Ok(Some(std::mem::take(&mut self.partial)))
    }

    /// The last line, if it had no end.
    pub fn into_rest(self) -> Vec<u8> {
        self.partial
    }
}

/// Gathers lines into events.
#[derive(Debug, Default)]
pub struct Events {
    name: Option<String>,
    data: Option<String>,
}

impl Events {
    /// Takes a line that is not empty. Comments, `id:`, `retry:` and unknown fields are skipped.
    pub fn line(&mut self, line: &str) -> Result<(), TooLong> {
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => self.name = Some(value.to_owned()).filter(|name| !name.is_empty()),
            "data" => match &mut self.data {
                None => self.data = Some(value.to_owned()),
                Some(data) if data.len() + 1 + value.len() > MAX_EVENT_BYTES => return Err(TooLong),
                Some(data) => {
                    data.push('\n');
                    data.push_str(value);
                }
            },
            _ => {}
        }
        Ok(())
    }

    /// What an empty line means: the event is whole. One without data is none.
    pub fn end(&mut self) -> Option<(Option<String>, String)> {
        let name = self.name.take();
        self.data.take().filter(|data| !data.is_empty()).map(|data| (name, data))
    }
}

/// Whether a line is one that a stream of events begins with.
pub fn is_event_line(line: &str) -> bool {
    let field = line.split_once(':').map_or(line, |(field, _)| field);
    matches!(field, "" | "data" | "event" | "id" | "retry")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(slices: &[&[u8]]) -> Vec<String> {
        let mut lines = Lines::default();
        let mut found = Vec::new();
        for slice in slices {
            let mut rest = *slice;
            while let Some(line) = lines.next(&mut rest).unwrap() {
                found.push(String::from_utf8(line).unwrap());
            }
        }
        found
    }

    #[test]
    fn lines_end_with_cr_lf_or_both() {
        assert_eq!(lines(&[b"a\rb\nc\r\nd\n\re"]), ["a", "b", "c", "d", ""]);
        assert_eq!(lines(&[b"a\r", b"", b"\nb\r", b"\rc\n"]), ["a", "b", "", "c"]);
    }

    #[test]
    fn a_line_without_end_is_bounded() {
        let mut lines = Lines::default();
        let half = vec![b'x'; MAX_EVENT_BYTES / 2];
        assert_eq!(lines.next(&mut half.as_slice()), Ok(None));
        assert_eq!(lines.next(&mut half.as_slice()), Ok(None));
        assert_eq!(lines.next(&mut b"x".as_slice()), Err(TooLong));
    }

    #[test]
    fn fields_make_an_event() {
        let mut events = Events::default();
        for line in [
            ": comment",
            "event: delta",
            "data: a",
            "data:b",
            "data:  c",
            "data",
            "id: 7",
            "retry: 1",
            "more",
        ] {
            events.line(line).unwrap();
        }
        assert_eq!(events.end(), Some((Some("delta".to_owned()), "a\nb\n c\n".to_owned())));
        events.line("event: lonely").unwrap();
        assert_eq!(events.end(), None);
        events.line("data: x").unwrap();
        assert_eq!(events.end(), Some((None, "x".to_owned())), "a name does not outlive its event");
    }

    #[test]
    fn the_data_of_an_event_is_bounded() {
        let mut events = Events::default();
        let line = format!("data:{}", "x".repeat(MAX_EVENT_BYTES / 2));
        events.line(&line).unwrap();
        assert_eq!(events.line(&line), Err(TooLong));
    }
}
