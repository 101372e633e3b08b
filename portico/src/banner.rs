//! What a person sees when the shop is ready.

use std::net::SocketAddr;

use accounts::seed::DemoLogin;

use crate::data_dir::DataDir;
use crate::terminal::show;

/// Addresses and demo logins, on standard output.
pub(crate) fn print(address: SocketAddr, data_dir: &DataDir, logins: &[&DemoLogin]) {
    show("");
    show("  Portico is ready. Ctrl-C stops it.");
    show("");
    show(format_args!("  Storefront   http://{address}/"));
    show(format_args!("  Playground   http://{address}/graphql"));
    show(format_args!("  Metrics      http://{address}/metrics"));
    show(format_args!("  Mail         {}", data_dir.mail().display()));
    if !logins.is_empty() {
        show("");
        show("  Demo logins (e-mail / password):");
        for login in logins {
            let role = if login.scopes.is_empty() {
                "customer"
            } else {
                "staff"
            };
            show(format_args!(
                "    {} / {}  ({role})",
                login.email, login.password
            ));
        }
    }
    show("");
}
