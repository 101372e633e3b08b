//! What a subgraph tells the gateway about its schema.
//!
//! async-graphql writes most federation directives itself. What it lacks is `@authenticated` and a tidy `@link`; both are
//! put in here, in one rewriting of the SDL that the export and `_service { sdl }` share.
//!
//! * `@authenticated` on a field: `#[graphql(directive = authenticated::apply(), guard = "Authenticated")]`, with
//!   `use subgraph_kit::federation::authenticated`.
//! * `@requiresScopes` on a field: `#[graphql(requires_scopes = "catalog:write", guard = "HasScope(\"catalog:write\")")]`.
//!   Several scopes in one string are all needed; several `requires_scopes` are alternatives.

mod extension;
mod sdl;

pub use self::directive::authenticated;
pub(crate) use self::extension::ServiceSdl;

use async_graphql::{ObjectType, SDLExportOptions, Schema, SubscriptionType};

/// The subgraph SDL of a schema: what `schema/subgraphs/<service>.graphql` holds and `_service { sdl }` answers.
pub fn export_sdl<Q, M, S>(schema: &Schema<Q, M, S>) -> String
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
{
    sdl::rewrite(&schema.sdl_with_options(SDLExportOptions::new().federation().compose_directive()))
}

mod directive {
    use async_graphql::TypeDirective;

    /// The field is for callers who are logged in; the gateway enforces it, the service checks again.
    #[TypeDirective(location = "FieldDefinition", location = "Object")]
    pub fn authenticated() {}
}
