//! Addresses in logs and errors.

use http::Uri;

/// Scheme, host, port and path of an address. User, password and query are left out: they may be secrets, and logs and
/// errors are read by many. Of what is no address, only so much is shown as cannot be one.
pub(crate) fn shown_url(url: &str) -> String {
    let Ok(uri) = url.parse::<Uri>() else {
        return shown_text(url);
    };
    let Some(host) = uri.host() else {
        return shown_text(url);
    };
    let scheme = uri
        .scheme_str()
        .map_or(String::new(), |scheme| format!("{scheme}://"));
    let port = uri.port().map_or(String::new(), |port| format!(":{port}"));
    format!("{scheme}{host}{port}{}", uri.path().trim_end_matches('/'))
}

fn shown_text(text: &str) -> String {
    if text.contains('@') {
        return match text.split_once("://") {
            Some((scheme, _)) if !scheme.contains('@') => format!("{scheme}://…"),
            Some(_) | None => "…".to_owned(),
        };
    }
    match text.split_once(['?', '#']) {
        Some((before, _)) => format!("{before}?…"),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_secret_is_left_out() {
        for (url, expected) in [
            ("http://127.0.0.1:1/graphql", "http://127.0.0.1:1/graphql"),
            (
                "https://user:s3cret@h:8443/graphql?token=abc",
                "https://h:8443/graphql",
            ),
            ("http://s3cret@[::1]:80/", "http://[::1]:80"),
            ("http://h?email=a@s3cret", "http://h"),
            ("ftp://user:s3cret@h/x", "ftp://h/x"),
            ("http://user:s3 cret@h/x", "http://…"),
            ("user:s3cret@", "…"),
            ("/graphql?s3cret", "/graphql?…"),
            ("no address at all", "no address at all"),
        ] {
            let shown = shown_url(url);
            assert_eq!(shown, expected, "{url}");
            assert!(!shown.contains("cret"), "{shown}");
        }
    }
}
