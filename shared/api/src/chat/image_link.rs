//! Links to images: those that say of themselves that they lead to something else are refused. A link that says nothing is
//! taken; each codec then tells its provider that it must be an image, or the provider takes nothing else.

use std::borrow::Cow;

/// Extensions of films, sounds, documents and archives, in lower case. SVG is text to every provider.
const OTHER_KINDS: &[&str] = &[
    // Films.
    "3g2", "3gp", "asf", "avi", "f4v", "flv", "m2ts", "m2v", "m3u8", "m4v", "mkv", "mov", "mp4", "mpd", "mpe",
    "mpeg", "mpg", "mts", "mxf", "ogv", "qt", "vob", "webm", "wmv", // Sounds.
    "aac", "aif", "aifc", "aiff", "amr", "caf", "flac", "m4a", "m4b", "mid", "midi", "mka", "mp2", "mp3",
    "oga", "ogg", "opus", "wav", "wave", "weba", "wma", // Documents and texts.
    "css", "csv", "doc", "docx", "epub", "htm", "html", "js", "json", "jsonl", "md", "odp", "ods", "odt",
    "pdf", "ppt", "pptx", "rtf", "svg", "svgz", "tsv", "txt", "xhtml", "xls", "xlsx", "xml", "yaml", "yml",
    // Archives.
    "7z", "bz2", "gz", "rar", "tar", "tgz", "xz", "zip", "zst",
];

/// Pages of films, and files of any kind that were uploaded to Gemini: it takes these addresses as films and files, whatever they
/// are said to be (Google "Video understanding: pass YouTube URLs", "Files API"). Thumbnails of films are at other hosts.
const OTHER_HOSTS: &[&str] = &[
    "youtube.com",
    "www.youtube.com",
    "m.youtube.com",
    "music.youtube.com",
    "youtu.be",
    "youtube-nocookie.com",
    "www.youtube-nocookie.com",
    "generativelanguage.googleapis.com",
];

/// Checks an address that begins with `https:`.
///
/// # Errors
/// A sentence for the client if the address is malformed, or does not lead to an image by what it says.
pub(super) fn check(url: &str) -> Result<(), Cow<'static, str>> {
    let rest = url.strip_prefix("https://").ok_or("Must be a data URL or an https URL")?;
    if rest.bytes().any(|byte| byte.is_ascii_control() || matches!(byte, b' ' | b'\\')) {
        return Err("An address has no spaces, control characters or backslashes".into());
    }
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, rest) = rest.split_at(end);
    let host = host(authority).ok_or("The address has no host in ASCII")?;
    if OTHER_HOSTS.contains(&host.as_str()) {
        return Err(format!("What is at {host} is no image").into());
    }
    match extension(rest) {
        Some(extension) if OTHER_KINDS.contains(&extension.as_str()) => {
            Err(format!("A `.{extension}` file is no image").into())
        }
        _ => Ok(()),
    }
}

/// The host, in lower case, without user, port and a final dot. A host that is percent-encoded or has letters beyond ASCII could be
/// another one than it looks like: such names are written in their ASCII form (`xn--...`).
fn host(authority: &str) -> Option<String> {
    let host = authority.rsplit('@').next()?;
    let host = if host.starts_with('[') { host } else { host.split(':').next()? };
    let host = host.trim_end_matches('.');
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._[]:".contains(&byte);
    (!host.is_empty() && host.bytes().all(is_plain)).then(|| host.to_ascii_lowercase())
}

/// The extension of the last step of the path, percent-decoded, in lower case.
fn extension(path: &str) -> Option<String> {
    let path = path.split(['?', '#']).next()?;
    let name = percent_decoded(path.rsplit('/').find(|step| !step.is_empty())?);
    let name = name.rsplit('/').next()?.split(';').next()?.trim_end();
    let (_, extension) = name.rsplit_once('.')?;
    Some(extension.to_ascii_lowercase())
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let digit = |at: usize| after.get(at).and_then(|digit| char::from(*digit).to_digit(16));
        match (byte, digit(0), digit(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.extend(u8::try_from(high * 16 + low));
                rest = &after[2..];
            }
            _ => {
                bytes.push(byte);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_whose_path_names_another_kind_of_file_is_refused() {
        for (url, reason) in [
            ("https://example.com/film.mp4", "A `.mp4` file is no image"),
            ("https://example.com/FILM.MOV?size=a.png", "A `.mov` file is no image"),
            ("https://example.com/a.png/b.webm#c.png", "A `.webm` file is no image"),
            ("https://example.com/film.mp%34", "A `.mp4` file is no image"),
            ("https://example.com/film.mp4/", "A `.mp4` file is no image"),
            ("https://example.com/film%2Emp4;v=1", "A `.mp4` file is no image"),
            ("https://example.com/x%2Ffilm.mp4", "A `.mp4` file is no image"),
            ("https://example.com/a.mp3", "A `.mp3` file is no image"),
            ("https://example.com/a.wav", "A `.wav` file is no image"),
            ("https://example.com/a.pdf", "A `.pdf` file is no image"),
            ("https://example.com/a.txt", "A `.txt` file is no image"),
            ("https://example.com/a.html", "A `.html` file is no image"),
            ("https://example.com/a.svg", "A `.svg` file is no image"),
        ] {
            assert_eq!(check(url).unwrap_err(), reason, "{url}");
        }
    }

    #[test]
    fn a_page_of_a_film_and_an_uploaded_file_are_refused() {
        for url in [
            "https://www.youtube.com/watch?v=9hE5-98ZeCg",
            "https://youtu.be/9hE5-98ZeCg",
            "https://YouTube.com./watch?v=a.png",
            "https://me:secret@www.youtube.com:443/shorts/x.png",
            "https://generativelanguage.googleapis.com/v1beta/files/abc",
        ] {
            assert!(check(url).is_err_and(|reason| reason.ends_with("is no image")), "{url}");
        }
        for url in
            ["https://%79outube.com/watch", "https://ｙｏｕｔｕｂｅ.com/watch", "https:///a.png", "https://"]
        {
            assert_eq!(check(url).unwrap_err(), "The address has no host in ASCII", "{url}");
        }
        for url in ["https:www.youtube.com/watch", "https:/youtu.be/x"] {
            assert_eq!(check(url).unwrap_err(), "Must be a data URL or an https URL", "{url}");
        }
        for url in ["https://youtube.com\\@example.com/a.png", "https://you\ttu.be/x", "https://a b/c"] {
            assert!(check(url).is_err_and(|reason| reason.contains("backslashes")), "{url}");
        }
    }

    #[test]
    fn a_link_that_does_not_say_otherwise_is_taken() {
        for url in [
            "https://example.com/cat.jpg",
            "https://example.com/photo",
            "https://example.com",
            "https://example.com?file=film.mp4",
            "https://example.mov/cat.PNG",
            "https://img.youtube.com/vi/9hE5-98ZeCg/0.jpg",
            "https://example.com/render.php",
            "https://example.com/v1.2/image",
            "https://example.com/%E7%8C%AB.png",
            "https://example.com/猫.webp",
            "https://example.com/100%",
            "https://[2001:db8::1]:8443/a.gif",
            "https://bucket.example.com/key?X-Amz-Signature=abc",
        ] {
            assert_eq!(check(url), Ok(()), "{url}");
        }
    }
}
