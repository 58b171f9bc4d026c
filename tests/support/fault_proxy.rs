//! A proxy on loopback that spoils chosen answers of moto, and keeps a log of requests.
//!
//! EC2's query protocol names its operation in the body (`Action=DescribeVpcs`), so faults are
//! chosen by operation. One connection, one request: slow, and simple enough to trust.

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// What happens to the answers of one operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The document ends in the middle, and the length says that this is all.
    CutDocument,
    /// The connection ends before the promised length has come.
    CutConnection,
    /// A page of HTML with status 200, as captive portals and broken proxies send it.
    HtmlPage,
    /// `UnauthorizedOperation`, status 403.
    Denied,
    /// The first `times` requests are throttled, later ones pass.
    Throttled { times: usize },
}

type RequestCounts = Arc<Mutex<HashMap<String, usize>>>;

/// A running proxy. Its threads end with the process.
pub(crate) struct FaultProxy {
    address: SocketAddr,
    asked: RequestCounts,
}

impl FaultProxy {
    /// Listens on a free port and passes on to `endpoint` what no fault is set for.
    pub(crate) fn start(endpoint: &str, faults: &[(&'static str, Fault)]) -> Self {
        let upstream: SocketAddr = endpoint
            .strip_prefix("http://")
            .and_then(|address| address.parse().ok())
            .expect("an endpoint on loopback");
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a loopback port");
        let proxy = Self {
            address: listener.local_addr().expect("it is bound"),
            asked: RequestCounts::default(),
        };
        let asked = Arc::clone(&proxy.asked);
        let faults: Arc<[(&'static str, Fault)]> = faults.into();
        #[expect(clippy::disallowed_methods, reason = "a server beside the test")]
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let (asked, faults) = (Arc::clone(&asked), Arc::clone(&faults));
                // A client that closes the connection early is no error here.
                thread::spawn(move || serve(client, upstream, &faults, &asked).ok());
            }
        });
        proxy
    }

    /// `http://127.0.0.1:PORT`.
    pub(crate) fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How often each operation was asked for.
    pub(crate) fn asked(&self) -> HashMap<String, usize> {
        self.asked.lock().expect("no thread panicked").clone()
    }
}

fn serve(
    mut client: TcpStream,
    upstream: SocketAddr,
    faults: &[(&'static str, Fault)],
    asked: &RequestCounts,
) -> io::Result<()> {
    let request = read_request(&client)?;
    let operation = operation_of(&request);
    let times_before = {
        let mut asked = asked.lock().expect("no thread panicked");
        let times = asked.entry(operation.clone()).or_default();
        *times += 1;
        *times - 1
    };
    let fault = faults
        .iter()
        .find(|(name, _)| *name == operation)
        .map(|(_, fault)| *fault);
    let answer = match fault {
        Some(Fault::Denied) => error_answer(
            "403 Forbidden",
            "UnauthorizedOperation",
            "You are not authorized to perform this operation.",
        ),
        Some(Fault::Throttled { times }) if times_before < times => error_answer(
            "503 Service Unavailable",
            "RequestLimitExceeded",
            "Request limit exceeded.",
        ),
        Some(Fault::HtmlPage) => {
            let page = "<!doctype html><html><body>Please sign in to the network</body></html>";
            whole_answer("200 OK", "text/html", page.as_bytes())
        }
        Some(Fault::CutDocument) => {
            let body = body_of(&forward(&request, upstream)?).to_vec();
            whole_answer("200 OK", "text/xml", &body[..body.len() / 2])
        }
        Some(Fault::CutConnection) => {
            let mut answer = forward(&request, upstream)?;
            answer.truncate(answer.len() - body_of(&answer).len() / 2);
            answer
        }
        Some(Fault::Throttled { .. }) | None => forward(&request, upstream)?,
    };
    client.write_all(&answer)?;
    client.shutdown(Shutdown::Both)
}

/// Head and body as they came, except that the connection is to end after the answer.
fn read_request(client: &TcpStream) -> io::Result<Vec<u8>> {
    let mut reader = BufReader::new(client);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let lower = line.to_ascii_lowercase();
        if let Some(value) = lower.strip_prefix("content-length:") {
            length = value.trim().parse().map_err(io::Error::other)?;
        }
        if line == "\r\n" {
            break;
        }
        if !lower.starts_with("connection:") {
            head.push_str(&line);
        }
    }
    head.push_str("Connection: close\r\n\r\n");
    let mut request = head.into_bytes();
    reader.take(length).read_to_end(&mut request)?;
    Ok(request)
}

/// `DescribeVpcs` of an EC2 or STS request, `GetResources` of a JSON one, else the request line.
fn operation_of(request: &[u8]) -> String {
    let text = String::from_utf8_lossy(request);
    let action = text
        .split(['&', '\n'])
        .find_map(|part| part.strip_prefix("Action="));
    let target = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("x-amz-target")
            .then(|| value.rsplit('.').next().unwrap_or(value))
    });
    let line = text.lines().next().unwrap_or_default();
    action.or(target).unwrap_or(line).trim().into()
}

fn forward(request: &[u8], upstream: SocketAddr) -> io::Result<Vec<u8>> {
    let mut server = TcpStream::connect(upstream)?;
    server.write_all(request)?;
    let mut answer = Vec::new();
    server.read_to_end(&mut answer)?;
    Ok(answer)
}

fn body_of(answer: &[u8]) -> &[u8] {
    let end_of_head = answer.windows(4).position(|four| four == b"\r\n\r\n");
    end_of_head.map_or(&[], |at| &answer[at + 4..])
}

fn whole_answer(status: &str, kind: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    [head.as_bytes(), body].concat()
}

fn error_answer(status: &str, code: &str, message: &str) -> Vec<u8> {
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Errors><Error><Code>{code}</Code>\
         <Message>{message}</Message></Error></Errors>\
         <RequestID>7a62c49f-347e-4fc4-9331-6e8e00000000</RequestID></Response>"
    );
    whole_answer(status, "text/xml", body.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = "<DescribeVpcsResponse><vpcSet/></DescribeVpcsResponse>";

    /// Answers every request with [`DOCUMENT`].
    fn upstream() -> String {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        #[expect(clippy::disallowed_methods, reason = "a server beside the test")]
        thread::spawn(move || {
            for mut client in listener.incoming().flatten() {
                read_request(&client).unwrap();
                client
                    .write_all(&whole_answer("200 OK", "text/xml", DOCUMENT.as_bytes()))
                    .unwrap();
            }
        });
        format!("http://{address}")
    }

    fn ask(proxy: &FaultProxy, operation: &str) -> String {
        let body = format!("Action={operation}&Version=2016-11-15");
        let request = format!(
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let answer = forward(request.as_bytes(), proxy.address).unwrap();
        String::from_utf8(answer).unwrap()
    }

    #[test]
    fn only_the_named_operation_is_spoiled() {
        let proxy = FaultProxy::start(&upstream(), &[("DescribeVpcs", Fault::CutDocument)]);
        let cut = ask(&proxy, "DescribeVpcs");
        assert!(cut.ends_with(&DOCUMENT[..DOCUMENT.len() / 2]), "{cut}");
        assert!(ask(&proxy, "DescribeSubnets").ends_with(DOCUMENT));
        assert_eq!(proxy.asked()["DescribeSubnets"], 1);
    }

    #[test]
    fn a_cut_connection_promises_more_than_it_gives() {
        let proxy = FaultProxy::start(&upstream(), &[("DescribeVpcs", Fault::CutConnection)]);
        let answer = ask(&proxy, "DescribeVpcs");
        let promised = format!("Content-Length: {}", DOCUMENT.len());
        assert!(answer.contains(&promised) && !answer.ends_with(DOCUMENT));
    }

    #[test]
    fn throttling_ends_after_its_times() {
        let fault = Fault::Throttled { times: 2 };
        let proxy = FaultProxy::start(&upstream(), &[("DescribeVpcs", fault)]);
        for _ in 0..2 {
            assert!(ask(&proxy, "DescribeVpcs").contains("RequestLimitExceeded"));
        }
        assert!(ask(&proxy, "DescribeVpcs").ends_with(DOCUMENT));
    }
}
