//! A GraphQL client over HTTP.

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};

/// One caller of the gateway.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    url: String,
    token: Option<String>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub retry_after: Option<String>,
    pub body: Value,
}

impl Client {
    /// `base` is the gateway's address, such as `http://127.0.0.1:4000`.
    pub fn new(base: &str) -> Self {
        let http = reqwest::Client::builder()
            .timeout(Duration::from_secs(30))
            .build()
            .unwrap();
        Self {
            http,
            url: format!("{base}/graphql"),
            token: None,
        }
    }

    #[must_use]
    pub fn with_token(&self, token: &str) -> Self {
        Self {
            token: Some(token.to_owned()),
            ..self.clone()
        }
    }

    /// Sends an operation; `Err` when the gateway could not be reached or broke off.
    ///
    /// # Errors
    /// The transport's, as while a test kills the gateway.
    pub async fn try_send(&self, query: &str, variables: Value) -> Result<Answer, reqwest::Error> {
        self.try_post(json!({ "query": query, "variables": variables }).to_string())
            .await
    }

    /// Sends any body as JSON.
    ///
    /// # Errors
    /// The transport's.
    pub async fn try_post(&self, body: String) -> Result<Answer, reqwest::Error> {
        let mut request = self
            .http
            .post(&self.url)
            .header("content-type", "application/json")
            .header("accept", "application/graphql-response+json")
            .body(body);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        let response = request.send().await?;
        let status = response.status();
        let header = response.headers().get("retry-after");
        let retry_after = header.map(|value| value.to_str().unwrap().to_owned());
        let text = response.text().await?;
        let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
        Ok(Answer {
            status,
            retry_after,
            body,
        })
    }

    /// Sends an operation and answers its `data`.
    ///
    /// # Panics
    /// When the gateway cannot be reached or answers with errors.
    pub async fn data(&self, query: &str, variables: Value) -> Value {
        let answer = self.try_send(query, variables).await.unwrap();
        assert!(
            answer.body.get("errors").is_none(),
            "{query}\n{}",
            answer.body
        );
        answer.body["data"].clone()
    }
}

impl Answer {
    /// `extensions.code` of the first error.
    pub fn code(&self) -> &str {
        self.body["errors"][0]["extensions"]["code"]
            .as_str()
            .unwrap_or_else(|| panic!("no code in {}", self.body))
    }
}
