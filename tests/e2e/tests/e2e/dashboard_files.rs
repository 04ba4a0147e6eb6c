//! The dashboard's files, as browsers load them: the same on both runtimes.

use std::sync::Arc;

use anyhow::{Context, ensure};
use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, ACCESS_CONTROL_REQUEST_METHOD, ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY,
    CONTENT_TYPE, ETAG, HeaderMap, HeaderName, IF_NONE_MATCH, LOCATION, ORIGIN, VARY,
};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, Response};
use tollgate_e2e::World;

use crate::trial::Outcome;

crate::trials![
    the_page_is_served_at_the_dashboards_path_and_at_every_address_of_the_app,
    the_page_may_run_its_own_scripts_and_speak_with_its_own_origin_alone,
    the_page_is_asked_for_anew_and_its_assets_are_kept_for_a_year,
    all_that_the_page_names_is_served_and_compressed_for_who_takes_that,
    nothing_outside_the_apps_folder_is_served_and_a_missing_asset_is_missing,
    files_are_read_and_not_written,
    a_browser_at_the_root_is_led_to_the_dashboard_and_a_program_is_told_what_there_is,
];

/// What a browser sends when somebody types an address.
const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";

/// A client that follows no redirect.
fn client() -> anyhow::Result<Client> {
    Ok(Client::builder().no_proxy().redirect(Policy::none()).build()?)
}

async fn ask(
    world: &World,
    method: Method,
    path: &str,
    headers: &[(HeaderName, &str)],
) -> anyhow::Result<Response> {
    let mut request = client()?.request(method, world.url(path));
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    request.send().await.with_context(|| format!("{path} is not answered"))
}

async fn get(world: &World, path: &str) -> anyhow::Result<Response> {
    ask(world, Method::GET, path, &[]).await
}

fn header(headers: &HeaderMap, name: impl AsRef<str>) -> &str {
    headers.get(name.as_ref()).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// The addresses of what the page loads with it.
fn named(page: &str) -> Vec<String> {
    let values = page.split(['"', '\'']).filter(|text| text.starts_with("/dashboard/"));
    values.map(str::to_owned).collect()
}

async fn page(world: &World) -> anyhow::Result<String> {
    Ok(get(world, "/dashboard/").await?.error_for_status()?.text().await?)
}

/// The address of one of the page's scripts.
async fn script(world: &World) -> anyhow::Result<String> {
    let named = named(&page(world).await?);
    named.into_iter().find(|path| path.ends_with(".js")).context("the page has no script")
}

async fn the_page_is_served_at_the_dashboards_path_and_at_every_address_of_the_app(
    world: Arc<World>,
) -> Outcome {
    let page = page(&world).await?;
    ensure!(page.starts_with("<!doctype html>") && page.contains("/dashboard/assets/"), "{page}");
    for path in [
        "/dashboard/teams/north",
        "/dashboard/models/gpt-4.1",
        "/dashboard/set-up?from=cli",
        "/dashboard/models/a%2Fb%20c",
        "/dashboard/index.html",
    ] {
        let answer = get(&world, path).await?;
        ensure!(answer.status() == 200, "{path}: {}", answer.status());
        ensure!(header(answer.headers(), CONTENT_TYPE) == "text/html; charset=utf-8", "{path}");
        ensure!(answer.text().await? == page, "{path}");
    }
    let answer = get(&world, "/dashboard").await?;
    ensure!(
        (answer.status().as_u16(), header(answer.headers(), LOCATION)) == (308, "/dashboard/"),
        "{answer:?}"
    );
    Ok(())
}

async fn the_page_may_run_its_own_scripts_and_speak_with_its_own_origin_alone(world: Arc<World>) -> Outcome {
    let answer = get(&world, "/dashboard/").await?;
    let headers = answer.headers();
    let policy = header(headers, CONTENT_SECURITY_POLICY);
    for part in ["default-src 'none'", "script-src 'self';", "connect-src 'self';", "frame-ancestors 'none'"]
    {
        ensure!(policy.contains(part), "{policy}");
    }
    ensure!(!policy.contains("http") && !policy.contains("unsafe-eval"), "{policy}");
    for (name, expected) in [
        ("cross-origin-opener-policy", "same-origin"),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
    ] {
        ensure!(header(headers, name) == expected, "{name}: {headers:?}");
    }
    ensure!(header(headers, "permissions-policy").contains("camera=()"), "{headers:?}");
    ensure!(!header(headers, "x-request-id").is_empty(), "{headers:?}");
    let text = answer.text().await?;
    ensure!(!text.contains("<style") && !text.contains("onload="), "{text}");
    let scripts = text.split("<script").skip(1);
    ensure!(scripts.clone().count() > 0 && scripts.into_iter().all(|tag| tag.contains(" src=")), "{text}");
    Ok(())
}

async fn the_page_is_asked_for_anew_and_its_assets_are_kept_for_a_year(world: Arc<World>) -> Outcome {
    let kept = "public, max-age=31536000, immutable";
    for (path, cached) in [
        ("/dashboard/".to_owned(), "no-cache"),
        ("/dashboard/teams".to_owned(), "no-cache"),
        (script(&world).await?, kept),
    ] {
        let answer = get(&world, &path).await?;
        ensure!(header(answer.headers(), CACHE_CONTROL) == cached, "{path}: {answer:?}");
        let etag = header(answer.headers(), ETAG).to_owned();
        ensure!(etag.len() > 8, "{path}: {answer:?}");
        let known = ask(&world, Method::GET, &path, &[(IF_NONE_MATCH, etag.as_str())]).await?;
        ensure!(known.status() == 304, "{path}: {known:?}");
        ensure!(header(known.headers(), CACHE_CONTROL) == cached, "{path}: {known:?}");
        ensure!(known.bytes().await?.is_empty(), "{path}");
        let other = ask(&world, Method::GET, &path, &[(IF_NONE_MATCH, "\"another\"")]).await?;
        ensure!(other.status() == 200, "{path}: {other:?}");
    }
    Ok(())
}

async fn all_that_the_page_names_is_served_and_compressed_for_who_takes_that(world: Arc<World>) -> Outcome {
    let named = named(&page(&world).await?);
    ensure!(named.len() > 1, "{named:?}");
    for path in named {
        let plain = get(&world, &path).await?;
        let kind = header(plain.headers(), CONTENT_TYPE).to_owned();
        let expected = match path.rsplit_once('.').map(|(_, ending)| ending) {
            Some("js") => "text/javascript; charset=utf-8",
            Some("css") => "text/css; charset=utf-8",
            Some("svg") => "image/svg+xml",
            _ => kind.as_str(),
        };
        ensure!((plain.status().as_u16(), kind.as_str()) == (200, expected), "{path}: {plain:?}");
        ensure!(plain.headers().get("content-encoding").is_none(), "{path}: {plain:?}");
        let head = ask(&world, Method::HEAD, &path, &[]).await?;
        ensure!(
            (head.status().as_u16(), header(head.headers(), CONTENT_TYPE)) == (200, expected),
            "{head:?}"
        );
        ensure!(head.bytes().await?.is_empty(), "{path}");
        let size = plain.bytes().await?.len();
        if !path.ends_with(".js") || size < 1_000 {
            continue;
        }
        for encoding in ["br", "gzip"] {
            let answer = ask(&world, Method::GET, &path, &[(ACCEPT_ENCODING, encoding)]).await?;
            ensure!(header(answer.headers(), "content-encoding") == encoding, "{path}: {answer:?}");
            let compressed = answer.bytes().await?.len();
            ensure!(compressed < size, "{path}: {compressed} of {size} bytes");
        }
    }
    Ok(())
}

async fn nothing_outside_the_apps_folder_is_served_and_a_missing_asset_is_missing(
    world: Arc<World>,
) -> Outcome {
    let script = script(&world).await?;
    for path in [
        "/dashboard/assets/no-such-file.js",
        "/dashboard/assets/",
        "/dashboard/assets/..%2findex.html",
        "/dashboard/assets/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        &format!("{script}.map"),
        &format!("{script}/x"),
    ] {
        let answer = get(&world, path).await?;
        let (status, kind) = (answer.status().as_u16(), header(answer.headers(), CONTENT_TYPE).to_owned());
        let text = answer.text().await?;
        ensure!((status, kind.as_str()) == (404, "application/json"), "{path}: {status} {text}");
        ensure!(text.contains("not_found"), "{path}: {text}");
    }
    // What could be a file elsewhere is an address of the app here.
    let page = page(&world).await?;
    for path in [
        "/dashboard/wrangler.toml",
        "/dashboard/.env",
        "/dashboard/package.json",
        "/dashboard/.vite/manifest.json",
        "/dashboard/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    ] {
        let answer = get(&world, path).await?;
        ensure!(answer.status() == 200 && answer.text().await? == page, "{path}");
    }
    for path in ["/index.html", "/favicon.svg", &script["/dashboard".len()..]] {
        let answer = get(&world, path).await?;
        ensure!(answer.status() == 404, "{path}: {answer:?}");
    }
    Ok(())
}

async fn files_are_read_and_not_written(world: Arc<World>) -> Outcome {
    for path in ["/dashboard/", "/dashboard/teams", "/dashboard/assets/x.js"] {
        for method in [Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS] {
            let answer = ask(&world, method.clone(), path, &[]).await?;
            ensure!(
                (answer.status().as_u16(), header(answer.headers(), ALLOW)) == (405, "GET, HEAD"),
                "{answer:?}"
            );
        }
    }
    // A page of an allowed origin asks first, as it does everywhere.
    let asked = [(ORIGIN, World::ALLOWED_ORIGIN), (ACCESS_CONTROL_REQUEST_METHOD, "GET")];
    let answer = ask(&world, Method::OPTIONS, "/dashboard/", &asked).await?;
    ensure!(answer.status() == 200, "{answer:?}");
    ensure!(header(answer.headers(), "access-control-allow-origin") == World::ALLOWED_ORIGIN, "{answer:?}");
    let head = ask(&world, Method::HEAD, "/dashboard/", &[]).await?;
    ensure!(head.status() == 200 && head.bytes().await?.is_empty());
    Ok(())
}

async fn a_browser_at_the_root_is_led_to_the_dashboard_and_a_program_is_told_what_there_is(
    world: Arc<World>,
) -> Outcome {
    let led = ask(&world, Method::GET, "/", &[(ACCEPT, BROWSER)]).await?;
    ensure!((led.status().as_u16(), header(led.headers(), LOCATION)) == (303, "/dashboard/"), "{led:?}");
    ensure!(header(led.headers(), VARY).contains("accept"), "{led:?}");
    let told = world.get("/").await?;
    ensure!(told.status == 200 && told.body["service"] == "tollgate", "{told:?}");
    for link in ["openapi", "docs", "dashboard", "health"] {
        let path = told.body[link].as_str().with_context(|| format!("no {link}: {told:?}"))?;
        ensure!(world.get(path).await?.status == 200, "{path}");
    }
    let head = ask(&world, Method::HEAD, "/", &[]).await?;
    ensure!(head.status() == 204, "{head:?}");
    Ok(())
}
