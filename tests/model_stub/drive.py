#!/usr/bin/env python3
"""Runs `awsdash list` against the stub and says of each type whether rows, ids, ARNs, details and requests are right.

    drive.py                       every type, one page
    drive.py --pages 2             two pages with tokens
    drive.py --details all         details as well
    drive.py --same                children of different parents have equal names (types with parents, with details)
    drive.py --tagged              an ARN of every taggable form through the tagging sweep
    drive.py --cloudcontrol off    Cloud Control refuses: every list of a service's own, derived ones too
    drive.py --sample 8            every eighth type, and those of right.tsv

What is known to fall short stands in known.tsv with its reason, by case: it does not count, and a line there that no
longer falls short fails, so that the file can only shrink.

The program is AWSDASH (default `awsdash`). Its catalog is read to know which operation it means to ask for a type:
--catalog, AWSDASH_CATALOG, or assets/catalog of the repository that this folder or the current one is in."""
import argparse
import collections
import hashlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
import gen
import judge
import sweep

HERE = pathlib.Path(__file__).resolve().parent
READS = "List|Describe|Get|BatchGet|Search|Lookup|Head|Query|Scan|Select|View"
COLUMNS = ["type", "wrong", "first", "by", "outcome", "op", "rows", "expected", "ids", "id_from", "cfn_id", "name_from", "arn", "error", "notes"]


def arguments():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--catalog", default=os.environ.get("AWSDASH_CATALOG"))
    p.add_argument("--out", help="folder for rows, log and tables (default: a temporary one that is removed)")
    p.add_argument("--keep", action="store_true", help="judge what an earlier run left in --out")
    p.add_argument("--pages", default="1", choices=["1", "2", "endless"])
    p.add_argument("--cloudcontrol", default="ids", choices=["ids", "full", "off"], help="what ListResources tells: identifiers, all properties, nothing")
    p.add_argument("--same", action="store_true")
    p.add_argument("--tagged", action="store_true")
    p.add_argument("--type", help="types, as `awsdash list --type` takes them")
    p.add_argument("--details")
    p.add_argument("--timeout", default="20m")
    p.add_argument("--count", help="items of a page (default: 2; with two pages 1)")
    p.add_argument("--sample", type=int, metavar="N", help="every N-th type only, spread over all services")
    p.add_argument("-q", action="store_true", help="only what falls short, and the summary")
    return p


def case_of(a):
    """The name of a case in known.tsv."""
    if a.tagged:
        return "tagged"
    if a.same:
        return "same"
    own = "own lists" if a.cloudcontrol == "off" else ""
    pages = "" if a.pages == "1" else f"pages {a.pages}"
    details = "details" if a.details != "none" else ""
    return ", ".join(part for part in (own, pages, details) if part) or "one page"


class Findings:
    """What falls short, held against what is known to."""

    def __init__(self, case):
        self.known = {r["what"]: r["why"] for r in judge.table(HERE / "known.tsv") if r["case"] in (case, "any")}
        self.own = {r["what"] for r in judge.table(HERE / "known.tsv") if r["case"] == case}
        self.seen, self.count = set(), 0

    def add(self, key, line):
        """One thing that falls short; `key` is how known.tsv calls it."""
        self.seen.add(key)
        if key in self.known:
            print(f"known       {line}; {self.known[key]}")
            return
        self.count += 1
        print(f"FALLS SHORT {line}")

    def end(self, looked_at):
        """How much falls short, stale lines included: those of this case that were looked at and hold by now."""
        for key in sorted(k for k in self.own - self.seen if looked_at(k)):
            self.count += 1
            print(f"STALE       known.tsv has {key}, which holds")
        return self.count


def find_catalog(given=None):
    places = [pathlib.Path(given)] if given else [d / "assets/catalog" for d in (pathlib.Path.cwd(), *HERE.parents)]
    found = next((p for p in places if (p / "native_ops.tsv").exists()), None)
    if not found:
        sys.exit("where is the catalog? --catalog or AWSDASH_CATALOG names assets/catalog of the repository")
    return found


def program():
    found = shutil.which(os.environ.get("AWSDASH", "awsdash"))
    if not found:
        sys.exit("AWSDASH names the program; there is none")
    return found


def sample(every):
    """Every N-th type that can be listed, by a number made of its name: services are not cut off at a letter."""
    asked = subprocess.run([program(), "types", "--output", "ndjson"], stdout=subprocess.PIPE, check=True, text=True).stdout
    names = [t["resource_type"] for t in map(json.loads, asked.splitlines()) if t["provider"] not in ("tagging", "provider")]
    number = lambda name: int(hashlib.sha1(name.encode()).hexdigest()[:8], 16)
    right = {r["type"] for r in judge.table(HERE / "right.tsv")}
    return sorted(n for n in names if number(n) % every == 0 or n in right)


def children(catalog):
    """Types that are listed below a parent: by the service itself, or by Cloud Control with an identifier of several parts."""
    asked = subprocess.run([program(), "types", "--output", "ndjson"], stdout=subprocess.PIPE, check=True, text=True).stdout
    first = {t["resource_type"]: t["provider"] for t in map(json.loads, asked.splitlines())}
    native = [r["type"] for r in judge.table(catalog / "native_ops.tsv") if r["needs_parent"] and first.get(r["type"]) == "native"]
    below = [r["type"] for r in judge.table(catalog / "types.tsv") if r["parent"] and "|" in r["primary_id"] and first.get(r["type"]) == "cloudcontrol"]
    return sorted({*native, *below})


def run(a, out, server_program):
    """Leaves rows.ndjson, ledger.json, requests.ndjson, listed-types.ndjson; the exit code and the seconds."""
    switches = [s for s, on in (("--same", a.same), ("--tagged", a.tagged)) if on]
    server = subprocess.Popen([sys.executable, str(server_program), "--log", str(out / "requests.ndjson"), "--pages", a.pages,
                               "--cloudcontrol", a.cloudcontrol, "--count", a.count, *switches], stdout=subprocess.PIPE, text=True)
    home = out / "home"
    home.mkdir(exist_ok=True)
    began = time.time()
    try:
        url = server.stdout.readline().strip()
        if not url:
            sys.exit("the stub did not start; are the packages of requirements.txt there?")
        env = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "XDG_")) and not k.lower().endswith("_proxy")}
        env |= {"HOME": str(home), "XDG_DATA_HOME": str(home / "data"), "XDG_CONFIG_HOME": str(home / "config"), "XDG_CACHE_HOME": str(home / "cache"),
                "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": gen.REGION,
                "AWS_EC2_METADATA_DISABLED": "true", "AWS_ENDPOINT_URL": url}
        with open(out / "listed-types.ndjson", "w") as f:
            subprocess.run([program(), "types", "--output", "ndjson"], env=env, stdout=f, stderr=subprocess.DEVNULL)
        with open(out / "rows.ndjson", "w") as rows, open(out / "stderr.txt", "w") as err:
            code = subprocess.run([program(), "list", "--region", gen.REGION, "--type", a.type, "--output", "ndjson", f"--details={a.details}",
                                   "--ledger", str(out / "ledger.json"), "--timeout", a.timeout], env=env, stdout=rows, stderr=err).returncode
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)
    return code, time.time() - began


def report(a, out, catalog):
    """Prints a line per type and what falls short besides; how much does."""
    r = judge.Run(out, catalog, a.cloudcontrol, a.pages)
    types = [r.judge(line) for line in r.lists]
    with open(out / "types.tsv", "w") as f:
        f.write("\t".join(COLUMNS) + "\n")
        for t in types:
            cells = ("; ".join(t["wrong"]) if c == "wrong" else str(t.get(c, "")) for c in COLUMNS)
            f.write("\t".join(c.replace("\t", " ").replace("\n", " ") for c in cells) + "\n")
    found = Findings(case_of(a))
    short = [t for t in types if t["wrong"]]
    absent = [t for t in types if t["outcome"] == "not_offered"]
    for t in types:
        what = f"{t['type']}  {t['op'] or t['by']}  {t['rows']} rows of {t['expected']}, {t['ids']} identities, ids from {t['id_from'] or '-'}"
        if t["wrong"]:
            found.add(t["type"], f"{what}: {'; '.join(t['wrong'])}")
        elif t in absent and not a.q:
            print(f"ok          {t['type']}  not offered in {gen.REGION}")
        elif not a.q:
            print(f"ok          {what}")
    compared, mixed = r.details()
    for ty, op, words in mixed:
        found.add(f"details {ty} {op}", f"details of {ty}, {op}: {words}")
    unasked = r.unasked_details()
    for line in unasked if not a.q else ():
        print(f"note        {line[:200]}")
    requests = r.requests()
    with open(out / "requests.tsv", "w") as f:
        f.write("service\toperation\tkind\twhat\ttimes\texample\n")
        for line in requests:
            f.write("\t".join(str(c).replace("\t", " ").replace("\n", " ").replace("\r", " ") for c in line) + "\n")
    bad = [line for line in requests if line[2] in ("refused", "bounds")]
    for service, op, kind, what, times, example in bad:
        why = "the model refuses" if kind == "refused" else "outside the model's bounds"
        member = re.match(r"(AWS::\S+): ResourceModel (\w+)=", what)
        key = f"request {service}.{op} {member[1]}.{member[2]}" if member else f"request {service}.{op}"
        found.add(key, f"request {service}.{op}, {times} times, {why}: {what}; for example {example}")
    writes = sorted({f"{x['service']}.{x['op']}" for x in r.log if not re.match(READS, x["op"] or "")})
    for name in writes:
        found.add(f"request {name}", f"request {name}: not named like a read")
    providers = ", ".join(f"{n} by {p}" for p, n in collections.Counter(t["by"] for t in types if t["by"]).most_common())
    print(f"{len(r.log)} requests of {len({(x['service'], x['op']) for x in r.log})} operations; {providers}")
    print(f"{len(types)} types: {len(types) - len(short) - len(absent)} ok, {len(absent)} not offered in {gen.REGION}, {len(short)} fall short; "
          f"{len(r.rows)} rows; {compared} details compared, {len(mixed)} of another resource; {len(unasked)} kinds of details not asked; "
          f"{len(bad) + len(writes)} kinds of requests fall short")
    judged, whole = {t["type"] for t in types}, not a.partly
    return found.end(lambda key: key in judged or whole and " " in key)


def main(argv=None, server_program=HERE / "stub.py", report=report):
    a = arguments().parse_args(argv)
    catalog = find_catalog(a.catalog)
    a.partly = bool(a.type or a.sample)
    if a.sample and not a.type:
        a.type = ",".join(sample(a.sample))
    if a.tagged:
        a.type = a.type or "tagged"
    if a.same:
        below = children(catalog)
        chosen = [t for t in below if not a.type or t in a.type.split(",")]
        a.type, a.details = ",".join(chosen), a.details or "all"
    a.type, a.details, a.count = a.type or "all", a.details or "none", a.count or ("1" if a.pages == "2" else "2")
    folder = None if a.out else tempfile.mkdtemp(prefix="modelstub-")
    out = pathlib.Path(a.out or folder).resolve()
    out.mkdir(parents=True, exist_ok=True)
    try:
        if not a.keep:
            code, seconds = run(a, out, server_program)
            print(f"awsdash list: exit {code}, {seconds:.0f} s")
            if not (out / "ledger.json").exists():
                sys.exit((out / "stderr.txt").read_text()[-2000:])
        return 1 if (sweep.report(a, out, Findings("tagged")) if a.tagged else report(a, out, catalog)) else 0
    finally:
        if folder:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
