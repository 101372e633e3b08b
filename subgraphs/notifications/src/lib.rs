//! Messages, templates and their delivery.
pub mod db;
pub mod domain;
pub mod events;
pub mod mail;
