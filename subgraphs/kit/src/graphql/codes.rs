//! Gives every error of a response its code, and hides what is not meant for callers.

use crate::error::codes;
use crate::paging::PageError;
use crate::user_error::sentence;
use async_graphql::extensions::{
    Extension, ExtensionContext, ExtensionFactory, NextParseQuery, NextRequest, NextSubscribe,
    NextValidation,
};
use async_graphql::futures_util::stream::BoxStream;
use async_graphql::parser::types::ExecutableDocument;
use async_graphql::{
    ErrorExtensionValues, Response, ServerError, ServerResult, ValidationResult, Value, Variables,
};
use futures::StreamExt;
use std::sync::Arc;

/// The extension. An error that reaches it without a code was not made for clients: it is logged and replaced.
#[derive(Debug, Clone, Copy)]
pub(super) struct ErrorCodes;

impl ExtensionFactory for ErrorCodes {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait::async_trait]
impl Extension for ErrorCodes {
    async fn request(&self, ctx: &ExtensionContext<'_>, next: NextRequest<'_>) -> Response {
        finish(next.run(ctx).await)
    }

    fn subscribe<'s>(
        &self,
        ctx: &ExtensionContext<'_>,
        stream: BoxStream<'s, Response>,
        next: NextSubscribe<'_>,
    ) -> BoxStream<'s, Response> {
        next.run(ctx, stream).map(finish).boxed()
    }

    async fn parse_query(
        &self,
        ctx: &ExtensionContext<'_>,
        query: &str,
        variables: &Variables,
        next: NextParseQuery<'_>,
    ) -> ServerResult<ExecutableDocument> {
        next.run(ctx, query, variables)
            .await
            .map_err(|error| with_code(error, codes::GRAPHQL_PARSE_FAILED))
    }

    async fn validation(
        &self,
        ctx: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        next.run(ctx).await.map_err(|errors| {
            errors
                .into_iter()
                .map(|error| with_code(error, codes::GRAPHQL_VALIDATION_FAILED))
                .collect()
        })
    }
}

fn finish(mut response: Response) -> Response {
    response.errors = response.errors.into_iter().map(finish_error).collect();
    response
}

fn finish_error(error: ServerError) -> ServerError {
    if code(&error).is_some() {
        return error;
    }
    // `?` in a resolver keeps a typed error as the source.
    if let Some(page) = error.source::<PageError>() {
        let message = sentence(page);
        return with_code(ServerError { message, ..error }, codes::PAGE_INVALID);
    }
    if is_callers_fault(&error) {
        return with_code(error, codes::BAD_USER_INPUT);
    }
    tracing::error!(error = %error.message, path = ?error.path, "a resolver failed");
    let hidden = ServerError {
        message: "Something went wrong on our side.".to_owned(),
        source: None,
        ..error
    };
    with_code(hidden, codes::INTERNAL)
}

/// Errors of async-graphql itself about arguments, variables and operation names carry no code and no source.
fn is_callers_fault(error: &ServerError) -> bool {
    const OF_THE_LIBRARY: [&str; 5] = [
        "Failed to parse \"",
        "Expected input type \"",
        "Variable ",
        "Unknown operation named",
        "Operation name required",
    ];
    error.source.is_none()
        && OF_THE_LIBRARY
            .iter()
            .any(|start| error.message.starts_with(start))
}

fn code(error: &ServerError) -> Option<&Value> {
    error
        .extensions
        .as_ref()
        .and_then(|extensions| extensions.get("code"))
}

fn with_code(mut error: ServerError, code: &'static str) -> ServerError {
    let extensions = error
        .extensions
        .get_or_insert_with(ErrorExtensionValues::default);
    if extensions.get("code").is_none() {
        extensions.set("code", code);
    }
    error
}
