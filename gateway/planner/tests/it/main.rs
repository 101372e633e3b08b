//! Plans, as text, by what they show. Each test states the number of the rule it holds.

mod authorization;
mod bounds;
mod check;
mod checker;
mod conditions;
mod contexts;
mod cost;
mod defer;
mod explain;
mod external;
mod inaccessible;
mod interfaces;
mod keys;
mod overrides;
mod provides;
mod quality;
mod random;
mod requires;
mod roots;
mod rules;
mod workload;
