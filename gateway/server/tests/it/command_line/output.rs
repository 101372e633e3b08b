//! Streams that cannot be written.

use std::fs::OpenOptions;
use std::process::{Child, Command, Stdio};

use super::{B, CLASHING, Folder, code, stderr, subgraph};

/// What becomes of a stream.
#[derive(Clone, Copy, Debug)]
enum Stream {
    Read,
    /// Nobody reads it any more.
    Closed,
    /// A disk that is full.
    Full,
}

impl Stream {
    fn stdio(self) -> Stdio {
        match self {
            Self::Read => Stdio::piped(),
            Self::Closed => {
                let (reader, writer) = std::io::pipe().unwrap();
                drop(reader);
                writer.into()
            }
            Self::Full => OpenOptions::new()
                .write(true)
                .open("/dev/full")
                .unwrap()
                .into(),
        }
    }
}

fn start(arguments: &[&str], out: Stream, talk: Stream) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_portico-gateway"));
    command.args(arguments).env_clear().stdin(Stdio::null());
    command
        .stdout(out.stdio())
        .stderr(talk.stdio())
        .spawn()
        .unwrap()
}

#[test]
fn streams_that_cannot_be_written_change_no_verdict() {
    let folder = Folder::new();
    let [a, b] = folder.subgraphs(B);
    let clashing = subgraph("b", &folder.write("c.graphql", CLASHING));
    let commands: [(&[&str], i32); 9] = [
        (&["compose", &a, &b], 0),
        (&["compose", &a, &b, "--format", "json"], 0),
        (&["compose", &a, &clashing], 1),
        (&["compose", "--config", "/does/not/exist"], 2),
        (&["check", &a, &b], 0),
        (&["check", &a, &clashing], 1),
        (&["explain"], 0),
        (&["--help"], 0),
        (&["no-command"], 2),
    ];
    for (arguments, expected) in commands {
        for (out, talk) in [
            (Stream::Read, Stream::Closed),
            (Stream::Read, Stream::Full),
            (Stream::Closed, Stream::Read),
            (Stream::Closed, Stream::Closed),
        ] {
            let output = start(arguments, out, talk).wait_with_output().unwrap();
            assert_eq!(code(&output), expected, "{arguments:?} {out:?} {talk:?}");
            let told = stderr(&output).to_lowercase();
            assert!(!told.contains("pipe") && !told.contains("panic"), "{told}");
        }
    }
}

#[test]
fn an_artefact_that_a_full_disk_does_not_take_is_an_error() {
    let folder = Folder::new();
    let [a, b] = folder.subgraphs(B);
    let commands: [&[&str]; 4] = [
        &["compose", &a, &b],
        &["explain"],
        &["--help"],
        &["--version"],
    ];
    for arguments in commands {
        let output = start(arguments, Stream::Full, Stream::Read)
            .wait_with_output()
            .unwrap();
        assert_eq!(code(&output), 2, "{arguments:?}");
        assert!(
            stderr(&output).starts_with("portico-gateway: cannot write "),
            "{}",
            stderr(&output)
        );
        let nowhere = start(arguments, Stream::Full, Stream::Full)
            .wait_with_output()
            .unwrap();
        assert_eq!(code(&nowhere), 2, "{arguments:?}");
    }
}

/// The log of a gateway whose log file's disk is full.
#[test]
fn a_log_that_cannot_be_written_does_not_stop_the_gateway() {
    let folder = Folder::new();
    let wrong = folder.write("wrong.graphql", "type Query {");
    let serve = ["serve", "--supergraph", wrong.to_str().unwrap()];
    let named = ["serve", "--subgraph=a=http://127.0.0.1:9"];
    for arguments in [serve.as_slice(), &named] {
        for talk in [Stream::Closed, Stream::Full] {
            let output = start(arguments, Stream::Read, talk)
                .wait_with_output()
                .unwrap();
            assert_eq!(code(&output), 2, "{arguments:?} {talk:?}");
        }
    }
}
