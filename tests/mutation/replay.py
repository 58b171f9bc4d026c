"""Answers that were recorded once, given again: whole, or with one thing lost or altered.

A `Recording` learns the answers of a server (moto, the model stub) by passing requests on, as if all came from one
account. A `Desk` is a port that answers from the recording to many accounts, each of which sees its own number in
what it is told, and to each account spoils the answers that it was told to spoil."""
import http.client
import http.server
import json
import re
import socket
import threading
import urllib.parse

# Headers of one connection; the length is computed again.
HOP = {"connection", "transfer-encoding", "content-length", "date", "server", "keep-alive"}

# The account that moto and the model stub answer as.
RECORDED = b"123456789012"
# A token that no answer has; who asks with it is refused, as by AWS.
NEVER_GIVEN = "never-given"


def access_key(at):
    return f"AKIAMUTANT{at:010}"


def account(at):
    """The number of the account with that access key."""
    return f"{777000000001 + 1000 * at}"


def key_of(method, target, headers, body):
    """What makes two requests the same question: not when and by whom it was signed."""
    path, _, query = target.partition("?")
    query = "&".join(sorted(query.split("&")))
    kind = headers.get("content-type", "")
    if "x-www-form" in kind:
        said = urllib.parse.urlencode(sorted(urllib.parse.parse_qsl(body.decode(), keep_blank_values=True)))
    else:
        try:
            said = json.dumps(json.loads(body), sort_keys=True)
        except ValueError:
            said = body.decode("utf8", "replace")
    scope = re.search(r"Credential=[^/]+/\d+/([^/]*)/([^/]+)/", headers.get("authorization", ""))
    return "\n".join([*(scope.groups() if scope else ("", "")), method, path, query, headers.get("x-amz-target", ""), said])


def refused_token(headers):
    """In the words of the protocol that was asked in."""
    code = "InvalidPaginationToken"
    if "json" in headers.get("content-type", "") or "x-amz-target" in headers:
        body = json.dumps({"__type": code, "message": "never given"})
        return Answer(400, [("content-type", "application/x-amz-json-1.1"), ("x-amzn-errortype", code)], body.encode())
    error = f"<Error><Type>Sender</Type><Code>{code}</Code><Message>never given</Message></Error>"
    body = f"<ErrorResponse><Errors>{error}</Errors>{error}<RequestID>r</RequestID></ErrorResponse>"
    return Answer(400, [("content-type", "text/xml"), ("x-amzn-errortype", code)], body.encode())


class Answer:
    """Status, headers, body; `sent` is how much of the body is sent before the connection ends, `told` the length that
    the header tells where it is not the body's."""

    def __init__(self, status, headers, body, sent=None, told=None):
        self.status, self.headers, self.body, self.sent, self.told = status, headers, body, sent, told

    def but(self, **changes):
        return Answer(**{**vars(self), **changes})


class Recording:
    """Questions and their answers. What is not known yet is asked of the server behind."""

    def __init__(self, upstream):
        host = urllib.parse.urlsplit(upstream)
        self.place = (host.hostname, host.port)
        self.answers, self.requests, self.lock = {}, {}, threading.Lock()
        self.local = threading.local()

    def answer(self, key, request):
        found = self.answers.get(key)
        if found is None:
            found = self.ask(*request)
            with self.lock:
                self.answers.setdefault(key, found)
                self.requests.setdefault(key, request)
        return found

    def ask(self, method, target, headers, body):
        for again in (True, False):
            connection = getattr(self.local, "connection", None) or http.client.HTTPConnection(*self.place, timeout=120)
            self.local.connection = connection
            try:
                connection.request(method, target, body=body, headers={k: v for k, v in headers.items() if k not in HOP})
                got = connection.getresponse()
                data = got.read()
                return Answer(got.status, [(k, v) for k, v in got.getheaders() if k.lower() not in HOP], data)
            except (http.client.HTTPException, OSError):
                connection.close()
                self.local.connection = None
                if not again:
                    raise


class Desk:
    """A port that answers; `spoilt` maps accounts (by place) and keys to what is answered instead, or None for no
    answer at all."""

    def __init__(self, recording):
        self.spoilt, self.asked, desk = {}, set(), self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = 1 << 16

            def answer(self):
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                headers = {k.lower(): v for k, v in self.headers.items()}
                signed = re.search(r"Credential=AKIAMUTANT(\d+)/", headers.get("authorization", ""))
                at = int(signed.group(1)) if signed else 0
                own = account(at).encode()
                target, body = self.path.replace(own.decode(), RECORDED.decode()), body.replace(own, RECORDED)
                key = key_of(self.command, target, headers, body)
                desk.asked.add(key)
                if NEVER_GIVEN in target or NEVER_GIVEN.encode() in body:
                    found = refused_token(headers)
                elif (at, key) in desk.spoilt:
                    found = desk.spoilt[at, key]
                else:
                    found = recording.answer(key, (self.command, target, headers, body))
                self.close_connection = found is None or found.sent is not None or found.told is not None
                if found is None:
                    return self.hang_up()
                self.give(found, own)

            def give(self, found, own):
                # Both numbers have twelve digits: lengths stay.
                body = found.body.replace(RECORDED, own)
                self.send_response(found.status)
                for name, value in found.headers:
                    self.send_header(name, value.replace(RECORDED.decode(), own.decode()))
                self.send_header("content-length", str(len(body) if found.told is None else found.told))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body if found.sent is None else body[:found.sent])
                self.wfile.flush()
                if self.close_connection:
                    self.hang_up()

            def hang_up(self):
                try:
                    self.connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

            do_GET = do_POST = do_HEAD = do_PUT = answer

            def log_message(self, *_):
                pass

            def handle(self):
                try:
                    super().handle()
                except (BrokenPipeError, ConnectionResetError):
                    pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.request_queue_size = 256
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
