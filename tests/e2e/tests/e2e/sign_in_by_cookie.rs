//! How a page keeps its session: the refresh token in a cookie, which only requests with `Tollgate-Session: cookie` read and set.

use std::sync::Arc;

use anyhow::{Context, ensure};
use reqwest::header::{HeaderMap, SET_COOKIE};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use tollgate_e2e::operator::{Operator, PASSWORD};
use tollgate_e2e::{Answer, World, books};

use crate::trial::Outcome;

crate::trials![
    a_page_signs_in_refreshes_and_logs_out_with_a_cookie,
    without_the_header_no_cookie_is_read_or_set,
    pages_of_other_origins_cannot_use_the_cookie,
    a_cookie_that_is_no_good_is_refused_and_forgotten,
    a_page_that_lost_an_answer_goes_on_and_a_thief_does_not,
    tabs_that_refresh_at_once_all_go_on,
    logging_out_ends_the_sessions_of_cookie_and_access_token,
];

const LOGIN: &str = "/api/admin-users/login";
const REFRESH: &str = "/api/admin-users/refresh";
const LOGOUT: &str = "/api/admin-users/logout";
const FORGOTTEN: &str =
    "tollgate_refresh=; Path=/api/admin-users; HttpOnly; Secure; SameSite=Strict; Max-Age=0";

/// A browser with a page: at one address, and with one cookie.
#[derive(Clone)]
struct Browser {
    world: Arc<World>,
    address: String,
    /// As it is sent: name and value.
    cookie: Option<String>,
}

impl Browser {
    fn new(world: &Arc<World>) -> Self {
        let address = std::net::Ipv4Addr::from(rand::random::<u32>()).to_string();
        Self { world: Arc::clone(world), address, cookie: None }
    }

    fn request(&self, path: &str) -> RequestBuilder {
        let request = self.world.http.post(self.world.url(path)).header("cf-connecting-ip", &self.address);
        match &self.cookie {
            Some(cookie) => request.header("cookie", format!("theme=dark; {cookie}")),
            None => request,
        }
    }

    /// A request of the page, after which the browser has the cookie of the answer.
    async fn send(&mut self, request: RequestBuilder) -> anyhow::Result<Answer> {
        let answer = World::send(request.header("tollgate-session", "cookie")).await?;
        if let Some(cookie) = cookie_of(&answer.headers)? {
            let (name_and_value, attributes) = cookie.split_once("; ").context(cookie.clone())?;
            self.cookie = (!attributes.ends_with("Max-Age=0")).then(|| name_and_value.to_owned());
        }
        Ok(answer)
    }

    async fn log_in(&mut self, operator: &Operator) -> anyhow::Result<Answer> {
        let request = self.request(LOGIN).json(&json!({"email": operator.email, "password": PASSWORD}));
        let answer = self.send(request).await?;
        answer.expect(200)?;
        Ok(answer)
    }

    async fn refresh(&mut self) -> anyhow::Result<Answer> {
        self.send(self.request(REFRESH)).await
    }
}

/// The one cookie that an answer sets, if it sets any.
fn cookie_of(headers: &HeaderMap) -> anyhow::Result<Option<String>> {
    let cookies: Vec<_> = headers.get_all(SET_COOKIE).iter().collect();
    ensure!(cookies.len() <= 1, "{cookies:?}");
    Ok(cookies.first().map(|cookie| cookie.to_str().map(str::to_owned)).transpose()?)
}

async fn account(world: &World, login: &Answer) -> anyhow::Result<Answer> {
    world.get_with(login.text("access_token")?, "/api/admin-users/me").await
}

async fn a_page_signs_in_refreshes_and_logs_out_with_a_cookie(world: Arc<World>) -> Outcome {
    let operator = Operator::create(&world, "admin").await?;
    let mut page = Browser::new(&world);
    let login = page.log_in(&operator).await?;
    ensure!(login.body["refresh_token"].is_null(), "{login:?}");
    ensure!(!login.raw.contains("rt-"), "{login:?}");
    let cookie = cookie_of(&login.headers)?.context("no cookie")?;
    let attributes = cookie.split_once("; ").context("no attributes")?.1;
    let fixed = "Path=/api/admin-users; HttpOnly; Secure; SameSite=Strict; Max-Age=";
    let seconds: u64 = attributes.strip_prefix(fixed).context(cookie.clone())?.parse()?;
    ensure!((13 * 86_400..=14 * 86_400).contains(&seconds), "{cookie}");
    // What a page needs to offer what its reader may do.
    let user = &login.body["user"];
    ensure!(user["role"] == "admin" && user["email"] == operator.email, "{login:?}");
    ensure!(user["display_name"] == "Test", "{login:?}");
    let mut before = page.cookie.clone();
    for body in ["", "{}", r#"{"refresh_token":null}"#] {
        let renewed = page.send(page.request(REFRESH).body(body)).await?;
        renewed.expect(200)?;
        ensure!(renewed.body["refresh_token"].is_null() && !renewed.raw.contains("rt-"), "{renewed:?}");
        ensure!(renewed.body["session_id"] == login.body["session_id"], "{renewed:?}");
        ensure!(page.cookie.is_some() && page.cookie != before, "the cookie was not replaced");
        account(&world, &renewed).await?.expect(200)?;
        before.clone_from(&page.cookie);
    }
    // The access token may have expired by now: the cookie is enough.
    let stale = page.clone();
    let logout = page.send(page.request(LOGOUT)).await?;
    logout.expect(200)?;
    ensure!(cookie_of(&logout.headers)?.as_deref() == Some(FORGOTTEN), "{logout:?}");
    account(&world, &login).await?.expect_error(401, "invalid_token")?;
    for path in [REFRESH, LOGOUT] {
        let gone = stale.clone().send(stale.request(path)).await?;
        gone.expect_error(401, "invalid_token")?;
        ensure!(cookie_of(&gone.headers)?.as_deref() == Some(FORGOTTEN), "{gone:?}");
        page.send(page.request(path)).await?.expect_error(401, "missing_credentials")?;
    }
    let session = login.text("session_id")?;
    let entries = books::rows(&world.database, "admin_audit_log", "resource_id", session).await?;
    ensure!(entries.len() == 1 && entries[0]["action"] == "logout", "{entries:?}");
    ensure!(
        entries[0]["user_id"] == operator.user_id && entries[0]["ip_address"] == page.address,
        "{entries:?}"
    );
    Ok(())
}

async fn without_the_header_no_cookie_is_read_or_set(world: Arc<World>) -> Outcome {
    let operator = Operator::create(&world, "user").await?;
    let mut page = Browser::new(&world);
    let login = page.log_in(&operator).await?;
    // What a form of another site could make a browser send, if the cookie came along.
    for body in ["", "{}"] {
        let refused = World::send(page.request(REFRESH).body(body)).await?;
        refused.expect_error(422, "validation_error")?;
        ensure!(refused.places() == [r#"["body","refresh_token"]"#], "{refused:?}");
        ensure!(cookie_of(&refused.headers)?.is_none(), "{refused:?}");
    }
    let refused = World::send(page.request(LOGOUT)).await?;
    refused.expect_error(401, "missing_credentials")?;
    ensure!(cookie_of(&refused.headers)?.is_none(), "{refused:?}");
    for path in [LOGIN, REFRESH, LOGOUT] {
        let body = json!({"email": operator.email, "password": PASSWORD});
        let other = World::send(page.request(path).header("tollgate-session", "body").json(&body)).await?;
        other.expect_error(422, "validation_error")?;
        ensure!(other.places() == [r#"["header","Tollgate-Session"]"#], "{other:?}");
    }
    // A client without a cookie gets its token as ever, whatever cookie there is.
    let elsewhere =
        World::send(page.request(LOGIN).json(&json!({"email": operator.email, "password": PASSWORD})))
            .await?;
    ensure!(elsewhere.text("refresh_token")?.starts_with("rt-"), "{elsewhere:?}");
    let body = json!({"refresh_token": elsewhere.text("refresh_token")?});
    let renewed = World::send(page.request(REFRESH).json(&body)).await?;
    ensure!(renewed.body["session_id"] == elsewhere.body["session_id"], "{renewed:?}");
    for answer in [&elsewhere, &renewed] {
        ensure!(cookie_of(&answer.headers)?.is_none(), "{answer:?}");
    }
    account(&world, &login).await?.expect(200)?;
    page.refresh().await?.expect(200)
}

async fn pages_of_other_origins_cannot_use_the_cookie(world: Arc<World>) -> Outcome {
    let preflight = |origin: &'static str| {
        let request = world.http.request(Method::OPTIONS, world.url(REFRESH)).header("origin", origin);
        let request = request.header("access-control-request-method", "POST");
        World::send(request.header("access-control-request-headers", "content-type,tollgate-session"))
    };
    let allowed = preflight(World::ALLOWED_ORIGIN).await?;
    let headers = allowed.headers["access-control-allow-headers"].to_str()?;
    ensure!(headers.contains("content-type") && !headers.contains("tollgate-session"), "{allowed:?}");
    ensure!(!headers.contains('*'), "{allowed:?}");
    let foreign = preflight("https://evil.example").await?;
    ensure!(!foreign.headers.contains_key("access-control-allow-headers"), "{foreign:?}");
    let operator = Operator::create(&world, "user").await?;
    let mut page = Browser::new(&world);
    page.log_in(&operator).await?;
    let answer = page.send(page.request(REFRESH).header("origin", World::ALLOWED_ORIGIN)).await?;
    answer.expect(200)?;
    ensure!(page.cookie.is_some() && cookie_of(&answer.headers)?.is_some(), "{answer:?}");
    for answer in [&allowed, &foreign, &answer] {
        ensure!(!answer.headers.contains_key("access-control-allow-credentials"), "{answer:?}");
    }
    Ok(())
}

async fn a_cookie_that_is_no_good_is_refused_and_forgotten(world: Arc<World>) -> Outcome {
    let operator = Operator::create(&world, "user").await?;
    let mut page = Browser::new(&world);
    let login = page.log_in(&operator).await?;
    let good = page.cookie.clone().context("no cookie")?;
    let unknown = format!("tollgate_refresh=rt-{}", "A".repeat(43));
    let long = format!("tollgate_refresh=rt-{}", "A".repeat(3_000));
    for bad in
        ["tollgate_refresh=", "tollgate_refresh=rt-made-up", &long, &unknown, &format!("{good}; {good}")]
    {
        let mut other = Browser { cookie: Some(bad.to_owned()), ..page.clone() };
        let refused = other.refresh().await?;
        refused.expect_error(401, "invalid_token")?;
        ensure!(cookie_of(&refused.headers)?.as_deref() == Some(FORGOTTEN), "{bad}: {refused:?}");
    }
    account(&world, &login).await?.expect(200)?;
    // A wrong password forgets nothing.
    let wrong = json!({"email": operator.email, "password": "not the password"});
    page.send(page.request(LOGIN).json(&wrong)).await?.expect_error(401, "invalid_login")?;
    ensure!(page.cookie.as_deref() == Some(good.as_str()), "the cookie has changed");
    page.refresh().await?.expect(200)
}

async fn a_page_that_lost_an_answer_goes_on_and_a_thief_does_not(world: Arc<World>) -> Outcome {
    let operator = Operator::create(&world, "user").await?;
    let mut page = Browser::new(&world);
    let login = page.log_in(&operator).await?;
    // Reloaded before the answer was there.
    page.clone().refresh().await?.expect(200)?;
    let renewed = page.refresh().await?;
    renewed.expect(200)?;
    ensure!(renewed.body["session_id"] == login.body["session_id"], "{renewed:?}");
    account(&world, &renewed).await?.expect(200)?;
    // From another address it is a thief; the browser of the thief forgets the cookie, and so does the page.
    let stolen = page.clone();
    page.refresh().await?.expect(200)?;
    let mut thief = Browser { cookie: stolen.cookie.clone(), ..Browser::new(&world) };
    thief.refresh().await?.expect_error(401, "invalid_token")?;
    page.refresh().await?.expect_error(401, "invalid_token")?;
    ensure!(thief.cookie.is_none() && page.cookie.is_none(), "a cookie is still there");
    account(&world, &renewed).await?.expect_error(401, "invalid_token")?;
    // From the same address as well, once the successor was used.
    page.log_in(&operator).await?;
    let mut thief = page.clone();
    page.refresh().await?.expect(200)?;
    page.refresh().await?.expect(200)?;
    thief.refresh().await?.expect_error(401, "invalid_token")?;
    page.refresh().await?.expect_error(401, "invalid_token")?;
    let reused: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM admin_audit_log WHERE action = 'refresh_token_reused' AND user_id = $1::text::uuid",
    )
    .bind(&operator.user_id)
    .fetch_one(&world.database)
    .await?;
    ensure!(reused == 2, "{reused} entries");
    Ok(())
}

async fn tabs_that_refresh_at_once_all_go_on(world: Arc<World>) -> Outcome {
    let operator = Operator::create(&world, "user").await?;
    let mut page = Browser::new(&world);
    page.log_in(&operator).await?;
    let mut tabs = vec![page.clone(); 4];
    let answers = futures_util::future::try_join_all(tabs.iter_mut().map(Browser::refresh)).await?;
    for answer in &answers {
        answer.expect(200)?;
        account(&world, answer).await?.expect(200)?;
    }
    // The browser keeps the cookie of the answer that comes last, which may be any.
    page.cookie.clone_from(&tabs[rand::random_range(0..tabs.len())].cookie);
    page.refresh().await?.expect(200)?;
    page.refresh().await?.expect(200)
}

async fn logging_out_ends_the_sessions_of_cookie_and_access_token(world: Arc<World>) -> Outcome {
    let operator = Operator::create(&world, "user").await?;
    let mut page = Browser::new(&world);
    // Two tabs have signed in: the cookie is of the second one's session.
    let (first, second) = (page.log_in(&operator).await?, page.log_in(&operator).await?);
    ensure!(first.body["session_id"] != second.body["session_id"], "{second:?}");
    let logout = page.send(page.request(LOGOUT).bearer_auth(first.text("access_token")?)).await?;
    logout.expect(200)?;
    ensure!(page.cookie.is_none(), "the cookie is still there");
    for login in [&first, &second] {
        account(&world, login).await?.expect_error(401, "invalid_token")?;
    }
    // An access token that has expired hinders nothing, and one of the cookie's session is enough for both.
    for token in ["x.y.z", ""] {
        let login = page.log_in(&operator).await?;
        let token = if token.is_empty() { login.text("access_token")? } else { token };
        page.send(page.request(LOGOUT).bearer_auth(token)).await?.expect(200)?;
        ensure!(page.cookie.is_none(), "the cookie is still there");
        account(&world, &login).await?.expect_error(401, "invalid_token")?;
    }
    // Without a cookie, the access token ends its session as ever.
    let login = operator.login(&world).await?;
    let logout = page.send(page.request(LOGOUT).bearer_auth(login.text("access_token")?)).await?;
    logout.expect(200)?;
    let again: &Value = &account(&world, &login).await?.body["code"];
    ensure!(again == "invalid_token", "{again}");
    Ok(())
}
