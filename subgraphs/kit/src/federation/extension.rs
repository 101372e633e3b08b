//! Makes `_service { sdl }` answer the rewritten SDL.

use super::sdl;
use async_graphql::extensions::{
    Extension, ExtensionContext, ExtensionFactory, NextResolve, ResolveInfo,
};
use async_graphql::{ServerResult, Value};
use std::sync::Arc;

/// The extension; [`graphql::builder`](crate::graphql::builder) installs it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ServiceSdl;

impl ExtensionFactory for ServiceSdl {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait::async_trait]
impl Extension for ServiceSdl {
    async fn resolve(
        &self,
        ctx: &ExtensionContext<'_>,
        info: ResolveInfo<'_>,
        next: NextResolve<'_>,
    ) -> ServerResult<Option<Value>> {
        let is_sdl = info.parent_type == "_Service" && info.name == "sdl";
        let resolved = next.run(ctx, info).await?;
        Ok(match resolved {
            Some(Value::String(raw)) if is_sdl => Some(Value::String(sdl::rewrite(&raw))),
            other => other,
        })
    }
}
