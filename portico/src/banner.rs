//! What a person sees when the shop is ready.

use std::net::SocketAddr;

use accounts::seed::DemoLogin;

use crate::data_dir::DataDir;

/// Addresses and demo logins, on standard output.
pub(crate) fn print(address: SocketAddr, data_dir: &DataDir, logins: &[&DemoLogin]) {
    println!();
    println!("  Portico is ready. Ctrl-C stops it.");
    println!();
    println!("  Storefront   http://{address}/");
    println!("  Playground   http://{address}/graphql");
    println!("  Metrics      http://{address}/metrics");
    println!("  Mail         {}", data_dir.mail().display());
    if !logins.is_empty() {
        println!();
        println!("  Demo logins (e-mail / password):");
        for login in logins {
            let role = if login.scopes.is_empty() {
                "customer"
            } else {
                "staff"
            };
            println!("    {} / {}  ({role})", login.email, login.password);
        }
    }
    println!();
}
