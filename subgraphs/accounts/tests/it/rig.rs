//! The service under test, on a database of its own.

pub(crate) use subgraph_testing::{error_code, until, user_error};

pub(crate) type Rig = subgraph_testing::TestService<accounts::AccountsService>;
