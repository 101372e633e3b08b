//! A network between a service and the broker that can be cut, or lose what goes one way.

use std::net::SocketAddr;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// What a direction does with bytes, and how often all connections were cut.
#[derive(Debug, Clone, Copy, Default)]
struct Weather {
    cuts: u32,
    /// What the service says is lost.
    deaf: bool,
    /// What the broker says is lost.
    mute: bool,
}

/// Forwards connections to the broker until it is told to cut them.
pub(crate) struct Proxy {
    address: SocketAddr,
    weather: watch::Sender<Weather>,
    accepting: JoinHandle<()>,
}

impl Proxy {
    pub(crate) async fn to(target: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let weather = watch::Sender::new(Weather::default());
        let watching = weather.clone();
        let accepting = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(forward(client, target, watching.subscribe()));
            }
        });
        Self {
            address,
            weather,
            accepting,
        }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Ends all connections there are; new ones are accepted and lose nothing.
    pub(crate) fn cut(&self) {
        self.weather.send_modify(|weather| {
            *weather = Weather {
                cuts: weather.cuts + 1,
                ..Weather::default()
            };
        });
    }

    /// From now on what the broker says is lost: the service is heard, and never learns it.
    pub(crate) fn mute(&self) {
        self.weather.send_modify(|weather| weather.mute = true);
    }

    /// From now on what the service says is lost: it hears the broker, and is not heard.
    pub(crate) fn deafen(&self) {
        self.weather.send_modify(|weather| weather.deaf = true);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
        self.cut();
    }
}

async fn forward(client: TcpStream, target: SocketAddr, mut weather: watch::Receiver<Weather>) {
    let Ok(server) = TcpStream::connect(target).await else {
        return;
    };
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let (there, back) = (weather.clone(), weather.clone());
    let cuts = weather.borrow().cuts;
    tokio::select! {
        () = carry(from_client, to_server, there, |weather| weather.deaf) => {}
        () = carry(from_server, to_client, back, |weather| weather.mute) => {}
        _ = weather.wait_for(|weather| weather.cuts != cuts) => {}
    }
}

/// Carries bytes one way until an end closes, and drops them while `is_lost` says so.
async fn carry(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    weather: watch::Receiver<Weather>,
    is_lost: fn(&Weather) -> bool,
) {
    let mut buffer = [0; 4096];
    while let Ok(read) = from.read(&mut buffer).await {
        if read == 0 {
            return;
        }
        let lost = is_lost(&weather.borrow());
        if !lost && to.write_all(&buffer[..read]).await.is_err() {
            return;
        }
    }
}
