//! Messages, templates and their delivery.

pub mod config;
pub mod db;
pub mod domain;
pub mod events;
pub mod graphql;
pub mod mail;
mod service;

pub use service::NotificationsService;
