//! Mails through a server: one that speaks just enough SMTP.

use std::sync::{Arc, Mutex};

use subgraph_kit::id::CustomerId;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

use crate::{
    rig::{Rig, until},
    shop::{confirmed, registered, say, stored},
};

/// What the server has taken.
type Taken = Arc<Mutex<Vec<String>>>;

/// A server that refuses the recipient `nobody@`; and the address to reach it at.
async fn server() -> (String, Taken, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let taken = Taken::default();
    let kept = Arc::clone(&taken);
    let task = tokio::spawn(async move {
        let mut sessions = tokio::task::JoinSet::new();
        while let Ok((socket, _)) = listener.accept().await {
            sessions.spawn(session(socket, Arc::clone(&kept)));
        }
    });
    (url, taken, task)
}

async fn session(socket: TcpStream, taken: Taken) -> std::io::Result<()> {
    let (reader, mut writer) = socket.into_split();
    let mut lines = BufReader::new(reader).lines();
    writer.write_all(b"220 mail.example\r\n").await?;
    while let Some(line) = lines.next_line().await? {
        let answer = match line.split_ascii_whitespace().next().unwrap_or_default() {
            "EHLO" => "250 mail.example",
            "RCPT" if line.contains("nobody@") => "550 no such user",
            "DATA" => {
                writer.write_all(b"354 go on\r\n").await?;
                let mut mail = String::new();
                while let Some(line) = lines.next_line().await?.filter(|line| line != ".") {
                    mail.push_str(&line);
                    mail.push('\n');
                }
                taken.lock().unwrap().push(mail);
                "250 taken"
            }
            "QUIT" => "221 bye",
            _ => "250 ok",
        };
        writer.write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
    Ok(())
}

#[tokio::test]
async fn mails_go_through_the_configured_server() {
    let (url, taken, server) = server().await;
    let settings = [
        ("PORTICO_SMTP_URL", url.as_str()),
        ("PORTICO_MAIL_FROM", "Shop <shop@example.com>"),
    ];
    let rig = Rig::start_with(&settings).await;
    say(rig.db(), registered(CustomerId::new(), "Ada")).await;
    say(rig.db(), confirmed(None, "nobody@example.com")).await;
    until("both have ended", || async {
        let all = stored(rig.db()).await;
        all.len() == 2 && all.iter().all(|row| row["state"] != "pending")
    })
    .await;
    let all = stored(rig.db()).await;
    let state =
        |email: &str| all.iter().find(|row| row["email"] == email).unwrap()["state"].clone();
    assert_eq!(state("ada@example.com"), "sent");
    assert_eq!(state("nobody@example.com"), "failed");
    let taken = taken.lock().unwrap().clone();
    assert_eq!(taken.len(), 1);
    assert!(
        taken[0].contains("From: Shop <shop@example.com>"),
        "{}",
        taken[0]
    );
    assert!(
        taken[0].contains("Subject: Welcome to Portico"),
        "{}",
        taken[0]
    );
    rig.stop().await;
    server.abort();
}

#[tokio::test]
async fn a_server_that_is_away_keeps_nothing_from_the_inbox() {
    // A port that nobody listens at: it was free a moment ago.
    let port = TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap();
    let url = format!("smtp://{port}");
    let rig = Rig::start_with(&[("PORTICO_SMTP_URL", url.as_str())]).await;
    say(rig.db(), registered(CustomerId::new(), "Ada")).await;
    until("it was tried", || async {
        let all = stored(rig.db()).await;
        all.first().is_some_and(|row| row["last_error"].is_string())
    })
    .await;
    let row = stored(rig.db()).await.remove(0);
    assert_eq!(
        (&row["state"], &row["attempts"]),
        (&"pending".into(), &1.into())
    );
    rig.stop().await;
}
