//! What stands in addresses and is nobody's business.

use super::{Folder, code, run, stderr, stdout};

#[test]
fn users_passwords_and_queries_of_addresses_are_never_shown() {
    let folder = Folder::new();
    let yaml = |url: &str| {
        let text = format!("subgraphs: {{a: {{schema: {{subgraph_url: '{url}'}}}}}}\n");
        folder.write("supergraph.yaml", &text).display().to_string()
    };
    let secret = "user:s3cret@127.0.0.1:9/graphql?token=t0ken";
    let good = format!("--subgraph=a=http://{secret}");
    let scheme = format!("--subgraph=a=ftp://{secret}");
    let file = "--subgraph=a=http://user:s3cret@=x?token=t0ken".to_owned();
    let wrong = yaml(&format!("ftp://{secret}"));
    let gateway = folder.write(
        "gateway.yaml",
        &format!(
            "auth: {{jwks_url: 'http://{secret}', issuer: a, audience: b}}\nsubgraphs: {{a: {{url: 'http://{secret}'}}}}\nsupergraph: nope\n"
        ),
    );
    let commands: [&[&str]; 6] = [
        &["compose", &good],
        &["serve", &good],
        &["compose", &scheme],
        &["compose", &file],
        &["compose", "--config", &wrong],
        &["serve", "--config", gateway.to_str().unwrap()],
    ];
    for arguments in commands {
        let output = run(arguments);
        let told = stderr(&output);
        assert_eq!((code(&output), stdout(&output).as_str()), (2, ""), "{told}");
        assert!(
            !told.contains("s3cret") && !told.contains("t0ken"),
            "{told}"
        );
        let reached = arguments[1] == good;
        assert!(
            !reached || told.contains("the subgraph a at http://127.0.0.1:9/graphql"),
            "{told}"
        );
    }
}
