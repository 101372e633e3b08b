//! Plans, as text, by what they show. Each test states the number of the rule it holds.

mod check;
mod workload;
