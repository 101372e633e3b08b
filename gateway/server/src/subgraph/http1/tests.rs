//! The client against a server of raw bytes, which does what it is told, right or wrong.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use bytes::Bytes;
use hyper_util::client::legacy::connect::HttpConnector;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::{ExchangeError, Fault, Origin, Origins, Post};

/// What the server does next on a connection. When there is nothing left it closes.
#[derive(Debug, Clone)]
enum Act {
    /// Reads one request and answers.
    Answer(String),
    /// The same, byte by byte.
    Slowly(String),
    /// Reads the head of a request, answers, and reads no more.
    AnswerEarly(String),
    /// Reads one request.
    Read,
    /// Writes without being asked.
    Say(&'static str),
    /// Keeps the connection open until the other side closes it.
    Wait,
}

struct Server {
    origins: Origins,
    origin: Arc<Origin>,
    /// The number of each connection that a request came over.
    requests: Arc<Mutex<Vec<usize>>>,
    /// The numbers of connections that the client closed while the server waited.
    left: Arc<Mutex<Vec<usize>>>,
    task: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    /// `connections`: what happens on the first, the second and so on; later ones are closed at once.
    async fn start(connections: Vec<Vec<Act>>, max_idle: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let uri = format!("http://{}/", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let left = Arc::new(Mutex::new(Vec::new()));
        let (log, gone) = (requests.clone(), left.clone());
        let task = tokio::spawn(async move {
            let mut playing = tokio::task::JoinSet::new();
            for (number, acts) in connections.into_iter().enumerate() {
                let (stream, _) = listener.accept().await.unwrap();
                playing.spawn(play(stream, number + 1, acts, log.clone(), gone.clone()));
            }
            while listener.accept().await.is_ok() {}
        });
        let origins = Origins::new(HttpConnector::new(), max_idle);
        let origin = origins.of(&uri.parse().unwrap()).unwrap();
        Self {
            origins,
            origin,
            requests,
            left,
            task,
        }
    }

    /// Status, body and the connection that it came over, or what went wrong.
    async fn ask(&self, post: &Post) -> String {
        let asking = tokio::time::timeout(Duration::from_secs(10), self.origin.exchange(post));
        match asking.await.unwrap() {
            Ok(answer) => {
                let body = String::from_utf8(answer.body.to_vec()).unwrap();
                let over = *self.requests.lock().unwrap().last().unwrap();
                format!("{} {body} over {over}", answer.status)
            }
            Err(ExchangeError::Connect(error)) => error.to_string(),
            Err(ExchangeError::Exchange(fault)) => match fault {
                Fault::Head(why) => why.to_string(),
                Fault::Chunks(why) => why.to_string(),
                other => other.to_string(),
            },
        }
    }

    fn requests(&self) -> Vec<usize> {
        self.requests.lock().unwrap().clone()
    }

    /// Until the pool has noticed that its connections are of no use.
    async fn until_none_is_idle(&self) {
        until(|| {
            self.origins.sweep();
            self.origin.pool.is_empty()
        })
        .await;
    }
}

async fn until(mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(10);
    while !holds() {
        assert!(Instant::now() < deadline, "it never came to hold");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

async fn play(
    mut stream: TcpStream,
    number: usize,
    acts: Vec<Act>,
    requests: Arc<Mutex<Vec<usize>>>,
    left: Arc<Mutex<Vec<usize>>>,
) {
    stream.set_nodelay(true).unwrap();
    let mut came = Vec::new();
    for act in acts {
        match act {
            Act::Say(text) => stream.write_all(text.as_bytes()).await.unwrap(),
            Act::Wait => {
                while stream.read_buf(&mut came).await.is_ok_and(|read| read > 0) {}
                left.lock().unwrap().push(number);
                return;
            }
            Act::Read | Act::Answer(_) | Act::Slowly(_) | Act::AnswerEarly(_) => {
                let whole = !matches!(act, Act::AnswerEarly(_));
                if !read_request(&mut stream, &mut came, whole).await {
                    return;
                }
                requests.lock().unwrap().push(number);
                match act {
                    Act::Answer(text) | Act::AnswerEarly(text) => {
                        stream.write_all(text.as_bytes()).await.unwrap();
                    }
                    Act::Slowly(text) => {
                        for byte in text.bytes() {
                            stream.write_all(&[byte]).await.unwrap();
                            tokio::task::yield_now().await;
                        }
                    }
                    Act::Read | Act::Say(_) | Act::Wait => {}
                }
            }
        }
    }
}

/// Takes one request off what came. `false`: there is none any more.
async fn read_request(stream: &mut TcpStream, came: &mut Vec<u8>, whole: bool) -> bool {
    loop {
        let text = String::from_utf8_lossy(came).into_owned();
        if let Some(end) = text.find("\r\n\r\n") {
            let length = text
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "));
            let length: usize = length.unwrap().parse().unwrap();
            if !whole {
                return true;
            }
            if came.len() >= end + 4 + length {
                came.drain(..end + 4 + length);
                return true;
            }
        }
        if stream.read_buf(came).await.unwrap_or(0) == 0 {
            return false;
        }
    }
}

fn post(repeatable: bool, body: &str) -> Post {
    let head = format!(
        "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    Post {
        head: head.into_bytes(),
        body: Bytes::from(body.to_owned()),
        repeatable,
        max_response: 1000,
    }
}

fn query() -> Post {
    post(true, "{}")
}

fn mutation() -> Post {
    post(false, "{}")
}

fn ok(rest: &str) -> String {
    format!("HTTP/1.1 200 OK\r\n{rest}")
}

fn hello() -> Act {
    Act::Answer(ok("content-length: 5\r\n\r\nhello"))
}

/// The first connection answers so, the second one properly; two queries.
async fn first_answer(text: &str) -> (String, String) {
    let answer = Act::Answer(text.to_owned());
    let server = Server::start(vec![vec![answer, hello(), Act::Wait], vec![hello()]], 8).await;
    let first = server.ask(&query()).await;
    (first, server.ask(&query()).await)
}

#[tokio::test]
async fn a_connection_is_used_again_only_if_both_sides_agree_where_the_answer_ended() {
    let cases = [
        ("content-length: 2\r\n\r\nhi", "200 hi over 1", true),
        ("content-length: 0\r\n\r\n", "200  over 1", true),
        (
            "transfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nx: y\r\n\r\n",
            "200 hi over 1",
            true,
        ),
        (
            "content-length: 2\r\nconnection: close\r\n\r\nhi",
            "200 hi over 1",
            false,
        ),
        // Longer than stated: what is left over belongs to no request.
        ("content-length: 2\r\n\r\nhi, you", "200 hi over 1", false),
        (
            "transfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\nHTTP/1.1 200 OK",
            "200 hi over 1",
            false,
        ),
        // What two parties could read in two ways.
        (
            "content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
            "it has both a content-length and a transfer-encoding",
            false,
        ),
        (
            "content-length: 2\r\ncontent-length: 3\r\n\r\nhi!",
            "its content-length is not one number",
            false,
        ),
        (
            "transfer-encoding: chunked\r\n\r\n2\r\nhi0\r\n\r\n",
            "a chunk does not end where it should",
            false,
        ),
        (
            "content-length: 1001\r\n\r\n",
            "the answer is too large",
            false,
        ),
        (
            "transfer-encoding: chunked\r\n\r\n3e9\r\n",
            "the answer is too large",
            false,
        ),
    ];
    for (text, expected, again) in cases {
        let (first, second) = first_answer(&ok(text)).await;
        assert_eq!(first, expected, "{text:?}");
        let over = if again { 1 } else { 2 };
        assert_eq!(second, format!("200 hello over {over}"), "{text:?}");
    }
}

#[tokio::test]
async fn statuses_decide() {
    let cases = [
        (
            "HTTP/1.1 500 Oh\r\ncontent-length: 2\r\n\r\nhi",
            "500 hi over 1",
            1,
        ),
        (
            "HTTP/1.1 204 No\r\ncontent-length: 2\r\n\r\n",
            "204  over 1",
            1,
        ),
        (
            "HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nhi",
            "200 hi over 1",
            2,
        ),
        (
            "HTTP/1.1 307 No\r\nlocation: /\r\ncontent-length: 2\r\n\r\nhi",
            "the answer has the status 307",
            2,
        ),
        (
            "HTTP/1.1 101 Other\r\nupgrade: x\r\n\r\n",
            "the answer has the status 101",
            2,
        ),
        (
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi",
            "200 hi over 1",
            1,
        ),
        (
            "SSH-2.0-x\r\n",
            "it is no HTTP/1 response: invalid HTTP version",
            2,
        ),
    ];
    for (text, expected, over) in cases {
        let (first, second) = first_answer(text).await;
        assert_eq!(first, expected, "{text:?}");
        assert_eq!(second, format!("200 hello over {over}"), "{text:?}");
    }
    let endless = "HTTP/1.1 103 Early Hints\r\n\r\n".repeat(20);
    assert_eq!(
        first_answer(&endless).await.0,
        "the answer has the status 103"
    );
}

#[tokio::test]
async fn an_answer_may_come_in_any_pieces() {
    for text in [
        "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhe\r\n3;x\r\nllo\r\n0\r\nx: y\r\n\r\n",
    ] {
        let acts = vec![Act::Slowly(text.to_owned()), hello()];
        let server = Server::start(vec![acts], 8).await;
        for _ in 0..2 {
            assert_eq!(server.ask(&query()).await, "200 hello over 1", "{text:?}");
        }
    }
}

#[tokio::test]
async fn an_answer_without_a_length_ends_with_its_connection() {
    let until_closed = Act::Answer(ok("\r\nhello"));
    let server = Server::start(vec![vec![until_closed], vec![hello()]], 8).await;
    assert_eq!(server.ask(&query()).await, "200 hello over 1");
    assert_eq!(server.ask(&query()).await, "200 hello over 2");
    let endless = Act::Answer(ok(&format!("\r\n{}", "x".repeat(2000))));
    let server = Server::start(vec![vec![endless, Act::Wait]], 8).await;
    assert_eq!(server.ask(&query()).await, "the answer is too large");
}

#[tokio::test]
async fn a_request_is_sent_again_only_where_that_does_no_harm() {
    // Idle, then closed as the next request arrives: no byte of an answer comes.
    let stale = || vec![hello(), Act::Read];
    let server = Server::start(vec![stale(), vec![hello()]], 8).await;
    server.ask(&query()).await;
    assert_eq!(server.ask(&query()).await, "200 hello over 2");
    assert_eq!(server.requests(), [1, 1, 2]);

    let server = Server::start(vec![stale(), vec![hello()]], 8).await;
    server.ask(&query()).await;
    let closed = "the connection was closed before an answer came";
    assert_eq!(server.ask(&mutation()).await, closed);
    assert_eq!(server.requests(), [1, 1]);

    // Once more and no more.
    let server = Server::start(vec![stale(), vec![Act::Read], vec![hello()]], 8).await;
    server.ask(&query()).await;
    assert_eq!(server.ask(&query()).await, closed);
    assert_eq!(server.requests(), [1, 1, 2]);

    // A new connection is not stale.
    let server = Server::start(vec![vec![Act::Read], vec![hello()]], 8).await;
    assert_eq!(server.ask(&query()).await, closed);
    assert_eq!(server.requests(), [1]);

    // An answer had begun.
    for half in [
        "HTTP/1.1 200",
        "HTTP/1.1 100 Continue\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhe",
    ] {
        let half = Act::Answer(half.to_owned());
        let server = Server::start(vec![vec![hello(), half], vec![hello()]], 8).await;
        server.ask(&query()).await;
        let broken = "the connection broke in the middle of the answer";
        assert_eq!(server.ask(&query()).await, broken);
        assert_eq!(server.requests(), [1, 1]);
    }
}

#[tokio::test]
async fn a_connection_that_was_closed_or_spoke_while_idle_is_not_used() {
    for acts in [
        vec![hello()],
        vec![hello(), Act::Say("HTTP/1.1 200 OK\r\n"), Act::Wait],
    ] {
        let server = Server::start(vec![acts, vec![hello()]], 8).await;
        server.ask(&query()).await;
        server.until_none_is_idle().await;
        assert_eq!(server.ask(&mutation()).await, "200 hello over 2");
    }
}

#[tokio::test]
async fn a_refusal_is_heard_while_the_request_is_still_being_sent() {
    let refusal = "HTTP/1.1 413 Too Large\r\ncontent-length: 2\r\n\r\nno";
    let early = Act::AnswerEarly(refusal.to_owned());
    let server = Server::start(vec![vec![early, Act::Wait], vec![hello()]], 8).await;
    // More than the sockets hold; `Wait` reads it only after the answer is out.
    let large = post(true, &"x".repeat(32 << 20));
    assert_eq!(server.ask(&large).await, "413 no over 1");
    assert_eq!(server.ask(&query()).await, "200 hello over 2");
}

#[tokio::test]
async fn a_request_that_is_given_up_takes_its_connection_with_it() {
    let server = Server::start(vec![vec![Act::Read, Act::Wait]], 8).await;
    let post = query();
    let exchange = server.origin.exchange(&post);
    tokio::select! {
        _ = exchange => panic!("there is no answer"),
        () = until(|| !server.requests().is_empty()) => {}
    }
    until(|| !server.left.lock().unwrap().is_empty()).await;
    assert!(server.origin.pool.is_empty());
}

#[tokio::test]
async fn only_so_many_are_kept_idle() {
    let server = Server::start(vec![vec![hello(), Act::Wait], vec![hello(), Act::Wait]], 1).await;
    let (one, two) = (query(), query());
    tokio::join!(server.ask(&one), server.ask(&two));
    until(|| server.left.lock().unwrap().len() == 1).await;
    assert!(!server.origin.pool.is_empty());
}

#[tokio::test]
async fn nobody_there_is_an_error() {
    let server = Server::start(vec![], 8).await;
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let uri = format!("http://{}/", free.local_addr().unwrap());
    drop(free);
    let origin = server.origins.of(&uri.parse().unwrap()).unwrap();
    let refused = origin.exchange(&query()).await;
    assert!(matches!(refused, Err(ExchangeError::Connect(_))));
    drop(origin);
    // An origin that nobody calls any more is forgotten.
    server.origins.sweep();
    assert_eq!(server.origins.known.lock().unwrap().len(), 1);
}
