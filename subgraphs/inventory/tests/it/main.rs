//! The stock on a real database.

mod contracts;
mod graph;
mod messages;
mod queries;
mod saga;
mod sdl;
mod seed;
mod world;
