//! The catalogue on a real database.

mod batching;
mod entities;
mod events;
mod products;
mod queries;
mod sdl;
mod search;
mod seed;
mod shop;
mod staff;
mod suggestions;
