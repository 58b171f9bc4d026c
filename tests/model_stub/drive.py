#!/usr/bin/env python3
"""Runs `awsdash list` against the stub and says of each type whether rows, ids, ARNs, details and requests are right.

    drive.py                       every type, one page
    drive.py --pages 2             two pages with tokens
    drive.py --details all         details as well
    drive.py --same                children of different parents have equal names (types with parents, with details)
    drive.py --tagged              an ARN of every taggable form through the tagging sweep
    drive.py --cloudcontrol off    Cloud Control refuses: every list of a service's own, derived ones too
    drive.py --sample 8            every eighth type, and those of right.tsv
    drive.py --details all --write-coverage docs/coverage.md

What is known to fall short stands in known.tsv with its reason, by case: it does not count, and a line there that no
longer falls short fails, so that the file can only shrink.

The program is AWSDASH (default `awsdash`). Its catalog is read to know which operation it means to ask for a type:
--catalog, AWSDASH_CATALOG, or assets/catalog of the repository that this folder or the current one is in."""
import argparse
import collections
import os
import pathlib
import re
import shutil
import sys
import tempfile

sys.dont_write_bytecode = True
import figures
import gen
import judge
import runs
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
    p.add_argument("--parts", type=int, default=4, help="programs that share the types, by service, each with a stub and rates of its own")
    p.add_argument("--coverage", metavar="FILE", help="holds docs/coverage.md against the run")
    p.add_argument("--write-coverage", metavar="FILE", help="writes it from the run")
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
    if a.write_coverage:
        pathlib.Path(a.write_coverage).write_text(figures.written(r, types, found.known))
    for line in figures.differences(pathlib.Path(a.coverage), r, types, found.known) if a.coverage else ():
        found.add(f"coverage {line}", f"{a.coverage} is not what the run says: {line}")
    judged, whole = {t["type"] for t in types}, not a.partly
    return found.end(lambda key: key in judged or whole and " " in key)


def main(argv=None, server_program=HERE / "stub.py", report=report):
    a = arguments().parse_args(argv)
    catalog = find_catalog(a.catalog)
    a.partly = bool(a.type or a.sample)
    if a.sample and not a.type:
        a.type = ",".join(runs.sample(a.sample))
    if a.tagged:
        a.type = a.type or "tagged"
    if a.same:
        below = runs.children(catalog)
        chosen = [t for t in below if not a.type or t in a.type.split(",")]
        a.type, a.details = ",".join(chosen), a.details or "all"
    a.type, a.details, a.count = a.type or "all", a.details or "none", a.count or ("1" if a.pages == "2" else "2")
    folder = None if a.out else tempfile.mkdtemp(prefix="modelstub-")
    out = pathlib.Path(a.out or folder).resolve()
    out.mkdir(parents=True, exist_ok=True)
    try:
        if not a.keep:
            codes, seconds = runs.run(a, out, server_program)
            print(f"awsdash list: exit {', '.join(map(str, codes))}, {seconds:.0f} s")
        return 1 if (sweep.report(a, out, Findings("tagged")) if a.tagged else report(a, out, catalog)) else 0
    finally:
        if folder:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
