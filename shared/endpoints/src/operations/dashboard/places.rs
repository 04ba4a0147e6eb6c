//! Which file of the dashboard a path leads to. The app has addresses of its own, which only it knows: a path without a file is
//! one of these, and is answered with the page, in which the app begins.

use api::functions::DASHBOARD;

/// The page.
pub const PAGE: &str = "index.html";

/// The folder of the files that have a hash in their names. Nothing in it ever changes, and no address of the app is in it.
pub const ASSETS: &str = "assets/";

/// What a path of the dashboard leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// To the same path with a slash at its end.
    WithSlash,
    /// To the first of these files that there is, by their paths in the app's folder; to nothing if there is none of them.
    Files(Vec<String>),
}

/// What a path leads to; `None` if it is not the dashboard's.
#[must_use]
pub fn place(path: &str) -> Option<Place> {
    let below = match path.strip_prefix(DASHBOARD)? {
        "" => return Some(Place::WithSlash),
        below => below.strip_prefix('/')?,
    };
    let file = is_name(below).then(|| below.to_owned());
    let page = (!below.starts_with(ASSETS)).then(|| PAGE.to_owned());
    Some(Place::Files(file.into_iter().chain(page).collect()))
}

/// Whether a path can be that of a file: plain names, the last one with an ending.
fn is_name(path: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    path.split('/').all(|name| !name.starts_with('.') && !name.is_empty() && name.bytes().all(is_plain))
        && path.rsplit('/').next().is_some_and(|name| name.contains('.'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn files(path: &str) -> Vec<String> {
        match place(path) {
            Some(Place::Files(files)) => files,
            other => panic!("{path}: {other:?}"),
        }
    }

    #[test]
    fn the_page_is_there_at_every_address_of_the_app() {
        for path in [
            "/dashboard/",
            "/dashboard/teams/north",
            "/dashboard/set-up",
            "/dashboard/models/a%2Fb",
            "/dashboard/x//",
        ] {
            assert_eq!(files(path), [PAGE], "{path}");
        }
    }

    #[test]
    fn a_path_that_could_be_a_file_is_the_page_only_if_it_is_none() {
        assert_eq!(files("/dashboard/favicon.svg"), ["favicon.svg", PAGE]);
        assert_eq!(files("/dashboard/models/gpt-4.1"), ["models/gpt-4.1", PAGE]);
    }

    #[test]
    fn a_missing_asset_is_not_the_page() {
        assert_eq!(files("/dashboard/assets/index-abc.js"), ["assets/index-abc.js"]);
        for path in ["/dashboard/assets/", "/dashboard/assets/a b.js", "/dashboard/assets/../index.html"] {
            assert_eq!(files(path), [""; 0], "{path}");
        }
    }

    #[test]
    fn the_dashboard_is_at_its_path_and_below_it() {
        assert_eq!(place("/dashboard"), Some(Place::WithSlash));
        for path in ["/", "/dashboards", "/dashboard-x/", "/Dashboard/", "/api/dashboard/", "/docs"] {
            assert_eq!(place(path), None, "{path}");
        }
    }

    proptest! {
        #[test]
        fn no_path_leads_out_of_the_folder(below in "[a-z./%\\\\ ]{0,24}") {
            for file in files(&format!("/dashboard/{below}")) {
                prop_assert!(!file.starts_with('/') && !file.contains("..") && !file.contains('%'), "{file}");
                prop_assert!(!file.contains('\\') && file.split('/').all(|name| !name.is_empty()), "{file}");
            }
        }
    }
}
