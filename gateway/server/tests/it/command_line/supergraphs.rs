//! Supergraphs that cannot be read: which file, and what is wrong with it.

use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStderr};

use super::{B, Folder, code, run, stderr, stdout};

/// Two slips.
const TWICE: &str = "type Query { secret: Nothing other: Nowhere }";

#[test]
fn a_supergraph_that_is_not_valid_is_told_by_its_name_and_all_its_findings() {
    let folder = Folder::new();
    let [a, b] = folder.subgraphs(B);
    let composed = stdout(&run(&["compose", &a, &b]));
    let broken = composed.replace("price: Int", "price: Nothing other: Nowhere");
    let file = folder
        .write("conf/sg.graphql", &broken)
        .display()
        .to_string();
    let api = folder
        .write("conf/api.graphql", TWICE)
        .display()
        .to_string();
    let operation = folder.write("o.graphql", "{ a }").display().to_string();
    let commands: [(&[&str], &str); 4] = [
        (&["check", &a, &b, "--base", &file], &file),
        (&["check", &a, &b, "--base", &api], &api),
        (
            &["plan", "--supergraph", &file, "--operation", &operation],
            &file,
        ),
        (&["serve", "--supergraph", &file], &file),
    ];
    for (arguments, file) in commands {
        let output = run(arguments);
        let told = stderr(&output);
        assert_eq!((code(&output), stdout(&output).as_str()), (2, ""), "{told}");
        let lines: Vec<&str> = told.lines().collect();
        assert_eq!(lines.len(), 3, "{told}");
        assert!(
            lines[..2]
                .iter()
                .all(|line| line.starts_with(&format!("{file}:"))),
            "{told}"
        );
        assert!(
            lines[0].contains("`Nothing`") && lines[1].contains("`Nowhere`"),
            "{told}"
        );
        assert!(
            lines[2].starts_with("portico-gateway: ") && lines[2].ends_with("; and 1 more"),
            "{told}"
        );
    }
}

async fn line(lines: &mut Lines<BufReader<ChildStderr>>, part: &str) -> String {
    loop {
        let line = tokio::time::timeout(Duration::from_secs(20), lines.next_line()).await;
        let line = line.unwrap().unwrap().unwrap();
        if line.contains(part) {
            return line;
        }
    }
}

fn serve(file: &str) -> Child {
    tokio::process::Command::new(env!("CARGO_BIN_EXE_portico-gateway"))
        .args(["serve", "--supergraph", file, "--listen", "127.0.0.1:0"])
        .env_clear()
        .env("PORTICO_GATEWAY__COMPOSITION__WATCH_INTERVAL", "20ms")
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}

#[tokio::test]
async fn a_supergraph_that_breaks_is_told_in_the_log_and_not_at_ready() {
    let folder = Folder::new();
    let [a, b] = folder.subgraphs(B);
    let composed = stdout(&run(&["compose", &a, &b]));
    let file = folder.write("sg.graphql", &composed).display().to_string();
    let mut server = serve(&file);
    let mut lines = BufReader::new(server.stderr.take().unwrap()).lines();
    let listening = line(&mut lines, "listening on ").await;
    let (_, url) = listening.split_once("listening on ").unwrap();
    let ready = url.replace("/graphql", "/ready");

    let half = composed.len() / 2;
    folder.write("sg.graphql", &format!("{} s3cret", &composed[..half]));
    let told = line(&mut lines, "sg.graphql:").await;
    assert!(told.contains(&file) && told.contains("ERROR"), "{told}");
    line(&mut lines, "the last good supergraph stays in force").await;
    let shown = reqwest::get(&ready).await.unwrap().text().await.unwrap();
    let shown: Vec<&str> = shown.lines().collect();
    assert_eq!(shown.len(), 3, "{shown:?}");
    assert!(
        shown[2].starts_with("composition fails for ")
            && shown[2].ends_with(": the supergraph cannot be read: INVALID_FEDERATION_SUPERGRAPH"),
        "{shown:?}"
    );

    folder.write("sg.graphql", &composed);
    line(&mut lines, "what the sources say can be served again").await;
    server.kill().await.unwrap();
}
