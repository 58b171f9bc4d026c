"""What can be lost or altered in one answer.

A mutant is an answer that has less than the recorded one, or says another thing. These are none, by rule:

- the answer is of a kind that no row, tag or region comes from: names of accounts (iam:ListAccountAliases,
  organizations:*), and refusals that were recorded as such (status 400 and above);
- the answer is the recorded one, byte by byte: half of an empty body is an empty body;
- something is added that takes nothing away: white space, further headers, another success status, another
  Content-Type with the same body, an item twice;
- a list loses an item or its place where it has none: empty lists are not mutated, nor tokens that are not there, nor
  items that had no identifier (the recorded run calls them unreadable), nor items of the tagging service without tags
  (it may leave such out);
- the recorded run used nothing of the answer: a batch of whose members each was asked for alone;
- a page is lost that has no items, or whose items all stand on the page before as well;
- an item is lost or altered that no row was made of: of a list that several types share, those of a type that was not
  asked for; of an answer of details, those of other resources than it was asked for;
- the program is told all the same by another answer: it asks in other words (a batch in parts, a bucket's place of
  another service), or the calls of details tell the tags that the tagging service did not. The driver counts these
  apart: rows and ledger are those of the unmutated run, and either there is a request that it did not have, or the same
  mutant is noticed when no details are asked for;
- what is told of a region beside its name and whether it is enabled, and regions of another partition;
- a fault that passes: who is asked again and then answers has lost nothing. Faults here last."""
import hashlib
import json
import re
import xml.etree.ElementTree as tree

from replay import NEVER_GIVEN, Answer

PORTAL = b"<!DOCTYPE html><html><body><h1>Please sign in to the network</h1></body></html>"
JSON_ERROR = [("content-type", "application/x-amz-json-1.1")]
# Names of accounts.
NONE_BY_RULE = {("iam", "ListAccountAliases"), ("organizations", "*")}


def is_xml(answer):
    return answer.body.lstrip()[:1] == b"<"


def error(answer, status, code):
    """A refusal in the protocol of the answer."""
    if is_xml(answer):
        text = f"<ErrorResponse><Errors><Error><Code>{code}</Code><Message>refused</Message></Error></Errors><Error><Type>Sender</Type><Code>{code}</Code><Message>refused</Message></Error><RequestId>r</RequestId></ErrorResponse>"
        if b"<requestId>" in answer.body[:600] or b"ec2.amazonaws.com" in answer.body[:300]:
            text = f"<Response><Errors><Error><Code>{code}</Code><Message>refused</Message></Error></Errors><RequestID>r</RequestID></Response>"
        return Answer(status, [("content-type", "text/xml")], text.encode())
    return Answer(status, [*JSON_ERROR, ("x-amzn-errortype", code)], json.dumps({"__type": code, "message": "refused"}).encode())


def of_body(answer):
    """(kind, answer) of what can happen to any body."""
    body = answer.body
    empty = b"<R/>" if is_xml(answer) else b"{}"
    yield "body: first half", answer.but(body=body[:len(body) // 2])
    yield "body: all but the end", answer.but(body=body[:len(body) - max(2, len(body) // 50)])
    yield "body: nothing", answer.but(body=b"")
    yield "body: an empty document", answer.but(body=empty)
    yield "body: a status of another service", answer.but(body=b'{"status":"ok"}')
    yield "body: an array", answer.but(body=b"[]")
    yield "body: null", answer.but(body=b"null")
    yield "body: a page of HTML", answer.but(body=PORTAL, headers=[("content-type", "text/html")])
    yield "body: plain text", answer.but(body=b"upstream connect error", headers=[("content-type", "text/plain")])
    yield "body: zeros", answer.but(body=b"\0" * len(body))


def of_transport(answer):
    yield "connection: ends before the answer", None
    yield "connection: ends in the middle", answer.but(sent=len(answer.body) // 2)
    yield "connection: ends before the last byte", answer.but(sent=max(0, len(answer.body) - 1))


def of_status(answer):
    yield "status: 500", error(answer, 500, "InternalError")
    yield "status: 500 without a code", Answer(500, [], b"")
    yield "status: 503", error(answer, 503, "ServiceUnavailable")
    yield "status: 403", error(answer, 403, "AccessDeniedException")
    yield "status: 400 validation", error(answer, 400, "ValidationException")
    yield "status: 400 unknown", error(answer, 400, "SomethingElseException")
    yield "status: 400 without a code", Answer(400, [("content-type", "text/xml" if is_xml(answer) else "application/json")], b"<R/>" if is_xml(answer) else b'{"message":"refused"}')
    yield "status: 404", Answer(404, [("content-type", "text/html")], PORTAL)
    yield "status: 204", Answer(204, [], b"")
    yield "status: 302", Answer(302, [("location", "http://127.0.0.1:1/")], b"")


# What a header tells that is of no row: how the body is written, and which request it was.
OF_THE_BODY = re.compile(r"(?i)content-type|vary|cache-control|access-control-.*|x-amz(n)?-(request-?id|id-2)|etag|last-modified|accept-ranges|x-amz-crc32")


def of_headers(answer):
    """(kind, answer) of what can happen to the headers."""
    if answer.body:
        yield "header: a length that is too short", answer.but(told=len(answer.body) // 2)
        yield "header: a length that is too long", answer.but(told=len(answer.body) + 100)
    for name, _ in answer.headers:
        if not OF_THE_BODY.fullmatch(name):
            yield f"header: {name.lower()} lost", answer.but(headers=[h for h in answer.headers if h[0] != name])


# ------------------------------------------------------------------------------------------- lists

class JsonList:
    """The list of an answer in JSON."""

    def __init__(self, body, path):
        self.document, self.path = json.loads(body), path.split(".")
        self.items = self.find(self.document)

    def find(self, document):
        """Where the list stands: its container and its name are kept for replacing it."""
        self.place = None
        for at, part in enumerate(self.path):
            if isinstance(document, list):
                document = document[0] if document else None
            if not isinstance(document, dict) or part not in document:
                return []
            self.place = (document, part)
            document = document[part]
        return document if isinstance(document, list) else []

    def written(self):
        return json.dumps(self.document).encode()

    def replaced(self, value):
        holder, name = self.place
        kept = holder[name]
        holder[name] = value
        text = self.written()
        holder[name] = kept
        return text

    def lost(self):
        holder, name = self.place
        kept = holder.pop(name)
        text = self.written()
        holder[name] = kept
        return text

    def with_instead(self, at, *items):
        return self.replaced([*self.items[:at], *items, *self.items[at + 1:]])

    def ids(self, id_path):
        """The items' own identifiers, where they stand at their top."""
        return {str(item.get(id_path)) if isinstance(item, dict) else str(item) for item in self.items}

    def variants(self, id_path, tags_path, counts):
        """(kind, body); of items that count."""
        for at in spread(len(self.items)):
            item = self.items[at]
            if not counts(texts_of(item)) or isinstance(item, dict) and item.get(id_path, "it stands deeper") in (None, ""):
                continue
            yield f"item {at}: lost", self.with_instead(at)
            yield f"item {at}: null", self.with_instead(at, None)
            yield f"item {at}: empty", self.with_instead(at, {})
            if isinstance(item, str):
                yield f"item {at}: another id", self.with_instead(at, altered(item))
            if not isinstance(item, dict):
                continue
            without = lambda name: {k: v for k, v in item.items() if k != name}
            if id_path in item:
                yield f"item {at}: without its id", self.with_instead(at, without(id_path))
                yield f"item {at}: its id null", self.with_instead(at, {**item, id_path: None})
                yield f"item {at}: another id", self.with_instead(at, {**item, id_path: altered(item[id_path])})
            if item.get(tags_path):
                yield f"item {at}: without its tags", self.with_instead(at, without(tags_path))
                yield f"item {at}: its tags empty", self.with_instead(at, {**item, tags_path: type(item[tags_path])()})
            if told := any_of([k for k, v in item.items() if k not in (id_path, tags_path) and v not in (None, "", [], {})], item):
                yield f"item {at}: without a member", self.with_instead(at, without(told))
        if any(counts(texts_of(item)) for item in self.items):
            yield "list: empty", self.replaced([])
        yield "list: lost", self.lost()
        yield "list: null", self.replaced(None)
        yield "list: a text", self.replaced("none")
        yield "list: an object", self.replaced({})


class XmlList:
    """The list of an answer in XML: all elements of one name below one element."""

    def __init__(self, body, path):
        text = re.sub(rb'\sxmlns(:\w+)?="[^"]*"', b"", body)
        self.root = tree.fromstring(re.sub(rb"\s\w+:\w+=", b" x=", text))
        self.parent, self.name = self.root, None
        *above, self.name = path.split(".") if path else [None]
        for part in above:
            below = self.parent.find(part)
            if below is None:
                self.items = []
                return
            self.parent = below
        if not path:                                # EC2: the set that has items
            self.parent = next((e for e in self.root if e.find("item") is not None), self.root)
            self.name = "item"
        self.items = self.parent.findall(self.name)

    def written(self):
        return tree.tostring(self.root)

    def without(self, lost):
        at = list(self.parent).index(lost)
        self.parent.remove(lost)
        text = self.written()
        self.parent.insert(at, lost)
        return text

    def with_instead(self, old, new):
        at = list(self.parent).index(old)
        self.parent[at] = new
        text = self.written()
        self.parent[at] = old
        return text

    def variants(self, id_path, tags_path, counts):
        for at in spread(len(self.items)):
            item = self.items[at]
            if not counts([e.text for e in item.iter()]):
                continue
            found = item.find(id_path) if id_path and re.fullmatch(r"\w+", id_path) else None
            if found is not None and not (len(found) or found.text):
                continue
            yield f"item {at}: lost", self.without(item)
            yield f"item {at}: empty", self.with_instead(item, tree.Element(self.name))
            yield from self.without_members(at, item, id_path, tags_path)
            if found is not None:
                kept = found.text
                for kind, text in (("its id empty", ""), ("another id", altered(kept or ""))):
                    found.text = text
                    yield f"item {at}: {kind}", self.written()
                found.text = kept
                place = list(item).index(found)
                item.remove(found)
                yield f"item {at}: without its id", self.written()
                item.insert(place, found)
        children = list(self.parent)
        for item in self.items:
            self.parent.remove(item)
        emptied = self.written()
        self.parent[:] = children
        if any(counts([e.text for e in item.iter()]) for item in self.items):
            yield "list: empty", emptied
        above = next((e for e in self.root.iter() if self.parent in list(e)), None)
        if above is not None:
            at = list(above).index(self.parent)
            above.remove(self.parent)
            yield "list: lost", self.written()
            above.insert(at, self.parent)


    def without_members(self, at, item, id_path, tags_path):
        """The item without its tags, and without one of its other members."""
        tags = item.find(tags_path) if tags_path else None
        others = [e for e in item if e is not tags and e.tag != id_path and (len(e) or (e.text or "").strip())]
        told = any_of([e.tag for e in others], tree.tostring(item))
        for kind, lost in (("without its tags", tags), ("without a member", next((e for e in others if e.tag == told), None))):
            if lost is not None and (len(lost) or lost.text):
                place = list(item).index(lost)
                item.remove(lost)
                yield f"item {at}: {kind}", self.written()
                item.insert(place, lost)


def of_regions(answer):
    """(kind, answer) of the regions of an account. A region of another partition is none of its regions."""
    is_own = lambda texts: not any(re.match(r"(cn|us-gov)-", text or "") for text in texts)
    yield from (m for m in of_list(answer, "", "regionName", "", is_own) if not m[0].endswith("without a member"))
    for at, item in enumerate(re.finditer(rb"<item>.*?</item>", answer.body, re.S)):
        off = re.sub(rb"opted-in|opt-in-not-required", b"not-opted-in", item[0])
        if b"not-opted-in" not in item[0] and not re.search(rb">(cn|us-gov)-", item[0]):
            yield f"item {at}: not opted in", answer.but(body=answer.body[:item.start()] + off + answer.body[item.end():])


def texts_of(value):
    """All texts in a value, whatever is around them."""
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for each in inner for text in texts_of(each)]


def any_of(names, seed):
    """One of them, always the same of the same item."""
    return min(names, key=lambda n: hashlib.sha1(f"{n}{seed}".encode()).digest(), default=None)


def altered(text):
    """Another value of the same form, as far as a letter goes."""
    text = str(text)
    return text[:-1] + ("a" if text[-1:] != "a" else "b")


def spread(count):
    """The first, the middle and the last of so many."""
    return sorted({0, count // 2, count - 1}) if count else []


def of_list(answer, path, id_path, tags_path, counts):
    """(kind, answer) of what can happen to the list that rows come from."""
    try:
        found = XmlList(answer.body, path) if is_xml(answer) else JsonList(answer.body, path)
    except (ValueError, tree.ParseError):
        return
    if found.items:
        for kind, body in found.variants(id_path, tags_path.split(".")[0], counts):
            yield kind, answer.but(body=body)


# ------------------------------------------------------------------------------------------- pages

# Without the token, the page before is the last.
ENDS = {"token: lost", "token: empty", "token: null"}


def of_token(answer, token_path):
    """(kind, answer) of what can happen to the token that says there is more."""
    if not token_path:
        return
    name = token_path.split(".")[-1]
    if is_xml(answer):
        pattern = re.compile(rb"<%b>([^<]+)</%b>" % (name.encode(), name.encode()))
        if pattern.search(answer.body):
            yield "token: lost", answer.but(body=pattern.sub(b"", answer.body))
            yield "token: empty", answer.but(body=pattern.sub(b"<%b></%b>" % (name.encode(), name.encode()), answer.body))
            yield "token: another", answer.but(body=pattern.sub(b"<%b>%b</%b>" % (name.encode(), NEVER_GIVEN.encode(), name.encode()), answer.body))
        return
    document = json.loads(answer.body)
    holder = document
    for part in token_path.split(".")[:-1]:
        holder = holder.get(part) if isinstance(holder, dict) else None
    if not isinstance(holder, dict) or not isinstance(holder.get(name), str) or not holder[name]:
        return
    for kind, value in (("empty", ""), ("null", None), ("another", NEVER_GIVEN), ("an object", {})):
        yield f"token: {kind}", answer.but(body=json.dumps(replace(document, holder, name, value)).encode())
    yield "token: lost", answer.but(body=json.dumps(replace(document, holder, name)).encode())


def replace(document, holder, name, *value):
    """A copy of the document with one member replaced, or without it."""
    if document is holder:
        kept = {k: v for k, v in document.items() if k != name}
        return {**kept, name: value[0]} if value else kept
    if isinstance(document, dict):
        return {k: replace(v, holder, name, *value) for k, v in document.items()}
    return document


def is_repeated(first, second, row):
    """Whether the second page has no item, or none that is not on the first: things that an account has one of."""
    try:
        lists = [JsonList(answer.body, row["result_path"]) for answer in (first, second)]
    except ValueError:
        return False
    before, after = (each.ids(row["id_path"]) for each in lists)
    return after <= before


def page_two(first, second, row):
    """(kind, answer) of what can happen to a second page, given the first."""
    path = row["result_path"]
    if not is_repeated(first, second, row):
        yield "page: the first again", first
    try:
        if not is_repeated(first, second, row) and not is_xml(second) and (found := JsonList(second.body, path)).items:
            yield "page: without items", second.but(body=found.replaced([]))
    except ValueError:
        pass
    yield "page: its token refused", error(second, 400, "InvalidParameterException")
    yield "page: its token expired", error(second, 400, "ExpiredNextToken")
    yield "page: refused as gone", error(second, 404 if not is_xml(second) else 400, "ResourceNotFoundException")
