//! The four subgraphs as HTTP servers: plain hyper, a hash lookup a request.

use std::cell::RefCell;
use std::convert::Infallible;
use std::rc::Rc;

use anyhow::Context;
use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::task::LocalSet;

use crate::serve;
use crate::workload::{Answers, Service};

/// Serves all four until the process is ended; prints their addresses in one line.
pub(crate) async fn serve() -> anyhow::Result<()> {
    let tasks = LocalSet::new();
    let mut addresses = Vec::new();
    for service in Service::ALL {
        let (listener, address) = serve::listen().await?;
        addresses.push(address.to_string());
        let answers = Rc::new(RefCell::new(Answers::new(service)));
        tasks.spawn_local(accept(listener, answers));
    }
    println!("{}", addresses.join(" "));
    tasks.await;
    Ok(())
}

async fn accept(listener: TcpListener, answers: Rc<RefCell<Answers>>) {
    while let Ok((stream, _)) = listener.accept().await {
        let answers = answers.clone();
        let connection = async move {
            // Small answers must not wait for more to send.
            if stream.set_nodelay(true).is_err() {
                return;
            }
            let service = service_fn(|request| respond(request, answers.clone()));
            let connection = http1::Builder::new()
                .pipeline_flush(true)
                .serve_connection(TokioIo::new(stream), service);
            if let Err(error) = connection.await {
                eprintln!("subgraph connection: {error}");
            }
        };
        tokio::task::spawn_local(connection);
    }
}

async fn respond(
    request: Request<Incoming>,
    answers: Rc<RefCell<Answers>>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let answer = match request.into_body().collect().await {
        Ok(body) => answers.borrow_mut().answer(&body.to_bytes()),
        Err(error) => Err(error).context("the request broke off"),
    };
    let response = match answer {
        Ok(body) => response(StatusCode::OK, body),
        Err(error) => {
            eprintln!("{error:#}");
            response(StatusCode::BAD_REQUEST, Bytes::from(format!("{error:#}")))
        }
    };
    Ok(response)
}

fn response(status: StatusCode, body: Bytes) -> Response<Full<Bytes>> {
    Response::builder()
        .status(status)
        .header("content-type", "application/json")
        .body(Full::new(body))
        .expect("a response with a fixed header is valid")
}
