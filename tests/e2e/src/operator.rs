//! An operator of its own for each test.

use anyhow::Context;
use reqwest::Method;
use serde_json::json;
use uuid::Uuid;

use crate::{Answer, World};

/// The password of every operator that a test makes.
pub const PASSWORD: &str = "a good password";

/// Somebody who can sign in.
#[derive(Debug, Clone)]
pub struct Operator {
    /// The id.
    pub user_id: String,
    /// The address.
    pub email: String,
}

impl Operator {
    /// Makes one of a role.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn create(world: &World, role: &str) -> anyhow::Result<Self> {
        let email = Self::new_email();
        let body = json!({"email": email, "display_name": "Test", "password": PASSWORD, "role": role});
        let answer = world.operate(Method::POST, "/api/admin-users", &body).await?;
        answer.expect(200)?;
        Ok(Self { user_id: answer.text("user_id")?.to_owned(), email })
    }

    /// An email address that no operator has.
    #[must_use]
    pub fn new_email() -> String {
        format!("{}@north.example", Uuid::from_bytes(rand::random()).simple())
    }

    /// Signs in.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn login(&self, world: &World) -> anyhow::Result<Answer> {
        world
            .post_anonymously("/api/admin-users/login", &json!({"email": self.email, "password": PASSWORD}))
            .await
    }

    /// Signs in and gives back the access token.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn token(&self, world: &World) -> anyhow::Result<String> {
        let login = self.login(world).await?;
        login.expect(200)?;
        Ok(login.text("access_token").context("no token")?.to_owned())
    }

    /// The path of the operator.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/api/admin-users/{}", self.user_id)
    }
}

/// Takes a refresh token for a new one.
///
/// # Errors
/// When there is no answer.
pub async fn refresh(world: &World, token: &str) -> anyhow::Result<Answer> {
    world.post_anonymously("/api/admin-users/refresh", &json!({"refresh_token": token})).await
}
