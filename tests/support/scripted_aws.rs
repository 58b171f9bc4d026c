//! A small AWS on loopback that answers as a test says.
//!
//! A test's function sees each request, read far enough to know account, region, service and operation, and
//! answers it; requests that it leaves get the plain answer of an empty account.

#[path = "scripted_aws/protocols.rs"]
mod protocols;

use std::collections::BTreeMap;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

pub(crate) use protocols::{
    ec2, ec2_error, html, json_answer, json_error, json_error_with, json_text, query, query_error,
    s3_error, xml,
};

/// The account of the default profile and of `one`.
pub(crate) const ACCOUNT: &str = "111111111111";
/// The account of the profile `two`.
pub(crate) const OTHER: &str = "222222222222";

/// Access keys by account; see [`CREDENTIALS`].
const KEYS: [(&str, &str); 2] = [
    ("AKIA0000000000000001", ACCOUNT),
    ("AKIA0000000000000002", OTHER),
];

/// Profiles for both accounts, as AWS's credentials file has them.
pub(crate) const CREDENTIALS: &str = "\
[default]\naws_access_key_id = AKIA0000000000000001\naws_secret_access_key = example\n\
[one]\naws_access_key_id = AKIA0000000000000001\naws_secret_access_key = example\n\
[two]\naws_access_key_id = AKIA0000000000000002\naws_secret_access_key = example\n";

/// The same profiles in AWS's configuration file.
pub(crate) const CONFIG: &str = "[default]\nregion = us-east-1\n\
[profile one]\nregion = us-east-1\n[profile two]\nregion = us-east-1\n";

/// A request, as far as tests need it.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub account: String,
    pub region: String,
    pub service: String,
    /// Of the query protocol and of JSON protocols; empty for REST.
    pub op: String,
    pub method: String,
    pub path: String,
    pub query: BTreeMap<String, String>,
    pub form: BTreeMap<String, String>,
    pub json: Value,
    /// How many requests of this service, operation and path have come, this one included.
    pub n: usize,
}

/// What is sent back.
pub(crate) struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Body,
}

/// How a body is sent.
pub(crate) enum Body {
    /// With its length.
    Whole(Vec<u8>),
    /// As pieces, without a length.
    Pieces(Box<dyn Iterator<Item = Vec<u8>> + Send>),
    /// Until the connection ends.
    UntilClosed(Vec<u8>),
    /// Never: the connection stays open.
    Never,
}

type Handle = dyn Fn(&Request) -> Option<Answer> + Send + Sync;

/// A running server. Its threads end with the process.
pub(crate) struct ScriptedAws {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<Request>>>,
}

impl ScriptedAws {
    /// One enabled region, us-east-1.
    pub(crate) fn start(
        handle: impl Fn(&Request) -> Option<Answer> + Send + Sync + 'static,
    ) -> Self {
        Self::with_regions(&["us-east-1"], handle)
    }

    /// These regions are enabled.
    #[expect(clippy::disallowed_methods, reason = "a server beside the test")]
    pub(crate) fn with_regions(
        regions: &'static [&'static str],
        handle: impl Fn(&Request) -> Option<Answer> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a loopback port");
        let address = listener.local_addr().expect("it is bound");
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (log, handle): (_, Arc<Handle>) = (Arc::clone(&asked), Arc::new(handle));
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let (log, handle) = (Arc::clone(&log), Arc::clone(&handle));
                // A client that closes the connection early is no error here.
                thread::spawn(move || connection(client, regions, &*handle, &log).ok());
            }
        });
        Self { address, asked }
    }

    /// `http://127.0.0.1:PORT`.
    pub(crate) fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Every request so far.
    pub(crate) fn asked(&self) -> Vec<Request> {
        self.asked.lock().expect("no thread panicked").clone()
    }

    /// How many requests of a service there were, of this operation if it is not empty.
    pub(crate) fn times(&self, service: &str, op: &str) -> usize {
        let is_it =
            |request: &&Request| request.service == service && (op.is_empty() || request.op == op);
        self.asked().iter().filter(is_it).count()
    }
}

fn connection(
    client: TcpStream,
    regions: &[&str],
    handle: &Handle,
    log: &Mutex<Vec<Request>>,
) -> io::Result<()> {
    client.set_nodelay(true)?;
    let mut reader = BufReader::new(client.try_clone()?);
    let mut out = client;
    while let Some(mut request) = read_request(&mut reader)? {
        {
            let mut asked = log.lock().expect("no thread panicked");
            let same = |other: &&Request| {
                (&other.service, &other.op, &other.path)
                    == (&request.service, &request.op, &request.path)
            };
            request.n = asked.iter().filter(same).count() + 1;
            asked.push(request.clone());
        }
        let answer = handle(&request).unwrap_or_else(|| default_answer(&request, regions));
        if !send(&mut out, &request, answer)? {
            return Ok(());
        }
    }
    Ok(())
}

/// The next request of a connection; none when it has ended.
fn read_request(reader: &mut BufReader<TcpStream>) -> io::Result<Option<Request>> {
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let mut words = line.split_whitespace();
    let method = words.next().unwrap_or_default().to_owned();
    let target = words.next().unwrap_or_default().to_owned();
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else {
            break;
        };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let header = |name: &str| headers.get(name).map_or("", String::as_str);
    let mut body = vec![0; header("content-length").parse().unwrap_or(0)];
    reader.read_exact(&mut body)?;
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    // Credential=KEY/DATE/REGION/SERVICE/aws4_request
    let scope: Vec<&str> = header("authorization")
        .split_once("Credential=")
        .map_or("", |(_, rest)| rest)
        .split(['/', ','])
        .collect();
    let of_scope = |at: usize| scope.get(at).copied().unwrap_or_default().to_owned();
    let account = KEYS.iter().find(|(key, _)| *key == of_scope(0));
    let is_form = header("content-type").contains("x-www-form");
    let form = if is_form {
        pairs(&String::from_utf8_lossy(&body))
    } else {
        BTreeMap::new()
    };
    let target = header("x-amz-target")
        .rsplit('.')
        .next()
        .unwrap_or_default();
    let op = form.get("Action").map_or(target, String::as_str).to_owned();
    Ok(Some(Request {
        account: account.map_or(ACCOUNT, |(_, account)| account).to_owned(),
        region: of_scope(2),
        service: of_scope(3),
        op,
        method,
        path: unescaped(path),
        query: pairs(query),
        form,
        json: serde_json::from_slice(&body).unwrap_or(Value::Null),
        n: 0,
    }))
}

fn pairs(text: &str) -> BTreeMap<String, String> {
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (unescaped(name), unescaped(&value.replace('+', " "))))
        .collect()
}

fn unescaped(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let digits = tail.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        let byte = digits.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (first, byte) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Sends an answer; whether the connection goes on.
fn send(out: &mut TcpStream, request: &Request, answer: Answer) -> io::Result<bool> {
    let mut head = format!(
        "HTTP/1.1 {} Scripted\r\nx-amzn-RequestId: r\r\n",
        answer.status
    );
    for (name, value) in &answer.headers {
        head += &format!("{name}: {value}\r\n");
    }
    match answer.body {
        Body::Whole(body) => {
            head += &format!("Content-Length: {}\r\n\r\n", body.len());
            let body = if request.method == "HEAD" {
                &[]
            } else {
                &body[..]
            };
            out.write_all(&[head.as_bytes(), body].concat())?;
            Ok(true)
        }
        Body::UntilClosed(body) => {
            head += "Connection: close\r\n\r\n";
            out.write_all(&[head.as_bytes(), &body[..]].concat())?;
            Ok(false)
        }
        Body::Pieces(pieces) => {
            head += "Transfer-Encoding: chunked\r\n\r\n";
            out.write_all(head.as_bytes())?;
            for piece in pieces {
                out.write_all(format!("{:x}\r\n", piece.len()).as_bytes())?;
                out.write_all(&piece)?;
                out.write_all(b"\r\n")?;
            }
            out.write_all(b"0\r\n\r\n")?;
            Ok(true)
        }
        Body::Never => loop {
            thread::sleep(Duration::from_mins(1));
        },
    }
}

/// The answer of an empty account.
fn default_answer(request: &Request, regions: &[&str]) -> Answer {
    let (op, account) = (&request.op, &request.account);
    match (request.service.as_str(), op.as_str()) {
        ("sts", "GetCallerIdentity") => query(op, &identity_xml(account)),
        ("ec2", "DescribeRegions") => ec2(op, &regions_xml(regions)),
        ("ec2", _) => ec2(op, &empty_set_xml(op)),
        ("organizations", _) => json_error(
            "AWSOrganizationsNotInUseException",
            "Your account is not a member of an organization.",
        ),
        ("tagging", _) => {
            json_answer(&json!({"ResourceTagMappingList": [], "PaginationToken": ""}))
        }
        ("iam", "GetAccountAuthorizationDetails") => query(
            op,
            "<UserDetailList/><GroupDetailList/><RoleDetailList/><Policies/>\
             <IsTruncated>false</IsTruncated>",
        ),
        ("iam", "ListRoleTags") => query(op, "<Tags/><IsTruncated>false</IsTruncated>"),
        (_, "ListAccountAliases") => query(op, "<AccountAliases/><IsTruncated>false</IsTruncated>"),
        _ if !request.form.is_empty() => query(op, ""),
        ("s3", _) => xml("<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>"),
        ("cloudfront" | "route53", _) => xml("<R/>"),
        _ => json_answer(&json!({})),
    }
}

/// `DescribeVpcs` → `<vpcSet/>`: EC2 writes the set also when there is nothing in it.
fn empty_set_xml(op: &str) -> String {
    let things = op.trim_start_matches("Describe").trim_end_matches('s');
    let mut letters = things.chars();
    let first = letters.next().map(|c| c.to_ascii_lowercase());
    format!(
        "<{0}{1}Set/>",
        first.map_or(String::new(), String::from),
        letters.as_str()
    )
}

pub(crate) fn identity_xml(account: &str) -> String {
    format!(
        "<Arn>arn:aws:iam::{account}:user/reader</Arn>\
         <UserId>AIDAEXAMPLE</UserId><Account>{account}</Account>"
    )
}

pub(crate) fn regions_xml(regions: &[&str]) -> String {
    let item = |name: &&str| {
        format!(
            "<item><regionName>{name}</regionName>\
             <regionEndpoint>ec2.{name}.amazonaws.com</regionEndpoint>\
             <optInStatus>opt-in-not-required</optInStatus></item>"
        )
    };
    let items: String = regions.iter().map(item).collect();
    format!("<regionInfo>{items}</regionInfo>")
}
