#!/usr/bin/env python3
"""Mutation of answers: each mutant is a run of `awsdash list` in which one answer has lost something, and rows, ledger or
exit code must differ from the run without it.

    mutate.py --from stub [--mutants 5000]     answers of the model stub, two pages and all details
    mutate.py --from moto [--mutants 2000]     answers of moto with a resource of every type it can make

A run carries one mutant for each of many services at once; what their types show is compared with the unmutated run. A
mutant that goes unnoticed there is tried again alone. What counts as a mutant is said in mutants.py, before any run."""
import argparse
import collections
import concurrent.futures
import hashlib
import json
import os
import pathlib
import queue
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE), str(HERE.parent / "model_stub")]
import judge
import mutants
import replay
import stub

REGION = "us-east-1"


class Catalog:
    """Which operation lists or tells which types, and where in its answer they stand."""

    def __init__(self, folder):
        self.lists, self.details = collections.defaultdict(list), collections.defaultdict(list)
        for r in judge.table(folder / "native_ops.tsv"):
            self.lists[r["service"], r["list_op"]].append(r)
            for column in ("detail_op", "tags_op"):
                if name := re.match(r"\w+", r[column] or ""):
                    self.details[r["service"], name.group()].append(r["type"])
        for r in judge.table(folder / "ec2_ops.tsv"):
            if r["kind"] == "list":
                first = r["id"][:1].lower() + r["id"][1:]
                token = "NextToken" if r["paginator"] == "yes" else ""
                self.lists["ec2", r["op"]].append({"type": r["type"], "result_path": "", "id_path": first, "token_out": token[:1].lower() + token[1:]})

    def rows_of(self, service, op, said):
        """The rows of the tables that an answer belongs to."""
        if service == "cloudcontrol" and op == "ListResources":
            return [{"type": said.get("TypeName", ""), "result_path": "ResourceDescriptions", "id_path": "Identifier", "token_out": "NextToken"}]
        return self.lists.get((service, op), [])


class Question:
    """A recorded request, and what it is about."""

    def __init__(self, key, request, answer, catalog):
        self.key, self.answer = key, answer
        method, target, headers, body = request
        path, _, query = target.partition("?")
        pairs = re.split("[&]", query) if query else []
        form = {}
        if "x-www-form" in headers.get("content-type", ""):
            form = dict(part.split("=", 1) for part in body.decode().split("&") if "=" in part)
        signing = key.split("\n")[2]
        pairs = [tuple((pair.split("=", 1) + [""])[:2]) for pair in pairs]
        self.service, self.op, _, _ = stub.ROUTER.find(method, path, pairs, headers, form, signing)
        try:
            self.said = json.loads(body)
        except ValueError:
            self.said = form
        self.rows = catalog.rows_of(self.service, self.op, self.said)
        self.types = [r["type"] for r in self.rows]
        self.is_list = bool(self.rows)
        if not self.types:
            self.types = catalog.details.get((self.service, self.op), [])

    def mutants(self, second):
        """(kind, answer) of everything that can happen to this answer."""
        yield from mutants.of_body(self.answer)
        yield from mutants.of_transport(self.answer)
        yield from mutants.of_status(self.answer)
        if self.is_list:
            row = self.rows[0]
            yield from mutants.of_list(self.answer, row["result_path"], row["id_path"])
            yield from mutants.of_token(self.answer, row["token_out"].split(",")[0])
            if second:
                yield from mutants.page_two(second, self.answer)


class Program:
    """Runs of awsdash against a desk."""

    def __init__(self, folder):
        self.folder = folder
        self.program = shutil.which(os.environ.get("AWSDASH", "awsdash")) or sys.exit("AWSDASH names the program; there is none")

    def types(self):
        asked = subprocess.run([self.program, "types", "--output", "ndjson"], stdout=subprocess.PIPE, check=True, text=True).stdout
        return [t["resource_type"] for t in map(json.loads, asked.splitlines()) if t["provider"] not in ("tagging", "provider")]

    def list(self, url, types, details):
        """(exit code, type -> its rows and its lines of the ledger)."""
        home = pathlib.Path(tempfile.mkdtemp(dir=self.folder))
        environment = {"PATH": "/usr/bin:/bin", "HOME": str(home), "AWSDASH_HOME": str(home), "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret",
                       "AWS_REGION": REGION, "AWS_EC2_METADATA_DISABLED": "true"}
        with open(home / "rows", "wb") as rows, open(home / "err", "wb") as err:
            code = subprocess.run([self.program, "list", "--region", REGION, "--type", ",".join(types), "--output", "ndjson", f"--details={details}", "--endpoint-url", url,
                                   "--ledger", str(home / "ledger.json"), "--timeout", "5m"], env=environment, stdin=subprocess.DEVNULL, stdout=rows, stderr=err).returncode
        shown = collections.defaultdict(lambda: ([], []))
        for line in (home / "rows").read_bytes().splitlines():
            shown[json.loads(line)["resource_type"]][0].append(line.decode())
        ledger = home / "ledger.json"
        for line in json.loads(ledger.read_text()) if ledger.exists() else []:
            # A line without a type may be about any of them: it counts for all.
            shown[line["resource_type"] or ""][1].append(json.dumps(line, sort_keys=True))
        shutil.rmtree(home)
        return code, {ty: (sorted(rows), sorted(lines)) for ty, (rows, lines) in shown.items()}


def group_of(question):
    """What must not be mutated twice in one run: types of one service may be each other's parents."""
    ty = question.types[0]
    return ty if question.service == "ec2" else ty.split("::")[1]


def all_mutants(questions, want):
    """(question, kind, answer), as many as wanted, spread over all questions and kinds."""
    ahead = {}
    for q in questions:
        if q.is_list and len(q.rows) == 1:
            ahead.setdefault((q.service, q.op, q.types[0]), []).append(q)
    found = []
    for q in questions:
        if not q.types or q.answer.status >= 400 or (q.service, q.op) in mutants.NONE_BY_RULE or (q.service, "*") in mutants.NONE_BY_RULE:
            continue
        same = ahead.get((q.service, q.op, q.types[0]), [])
        second = next((o.answer for o in same if o is not q and is_next(o, q)), None)
        found += [(q, kind, answer) for kind, answer in q.mutants(second)]
    number = lambda m: hashlib.sha1(f"{m[0].key}{m[1]}".encode()).hexdigest()
    return sorted(found, key=number)[:want] if want else found


def is_next(first, later):
    """Whether `later` is asked like `first`, with a token besides."""
    if not isinstance(first.said, dict) or not isinstance(later.said, dict):
        return False
    return len(first.said) + 1 == len(later.said) and all(later.said.get(k) == v for k, v in first.said.items())


def rounds(found):
    """Mutants that can be tried in one run: one for each group."""
    waiting = collections.defaultdict(collections.deque)
    for m in found:
        waiting[group_of(m[0])].append(m)
    while waiting:
        now = [waiting[group].popleft() for group in list(waiting)]
        for group in [g for g, left in waiting.items() if not left]:
            del waiting[group]
        yield now


class Trial:
    def __init__(self, a, recording, program, types):
        self.a, self.program = a, program
        self.desks = queue.Queue()
        for _ in range(a.parallel):
            self.desks.put(replay.Desk(recording))
        self.listed = set(types)
        self.whole = None

    def run(self, types, spoilt):
        desk = self.desks.get()
        try:
            desk.spoilt = spoilt
            return self.program.list(desk.url, types, self.a.details)
        finally:
            desk.spoilt = {}
            self.desks.put(desk)

    def types_of(self, q):
        return [t for t in q.types if t in self.listed]

    def together(self, some):
        """Mutants of a round that went unnoticed."""
        types = sorted({t for q, _, _ in some for t in self.types_of(q)})
        _, shown = self.run(types, {q.key: answer for q, _, answer in some})
        left = []
        for m in some:
            if all(shown.get(t) == self.whole.get(t) for t in self.types_of(m[0])):
                left.append(m)
        return left

    def alone(self, m):
        """Whether rows, ledger or exit code of a run with this mutant alone differ from one without."""
        types = self.types_of(m[0])
        return self.run(types, {}) != self.run(types, {m[0].key: m[2]})


def start(a, folder):
    """(process, url) of the server whose answers are recorded."""
    if a.source == "stub":
        server = subprocess.Popen([sys.executable, str(HERE.parent / "model_stub/stub.py"), "--log", os.devnull, "--pages", "2", "--count", "2", "--tags"], stdout=subprocess.PIPE, text=True)
        return server, server.stdout.readline().strip()
    import socket
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    moto = pathlib.Path(sys.executable).parent / "moto_server"
    log = open(folder / "moto.log", "wb")
    server = subprocess.Popen([moto, "-H", "127.0.0.1", "-p", str(port)], stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    import urllib.request
    for _ in range(240):
        try:
            urllib.request.urlopen(url + "/moto-api/data.json", timeout=2).read(1)
            break
        except OSError:
            time.sleep(0.25)
    subprocess.run([sys.executable, ROOT / "tests/coverage/seed.py", url, folder / "seeds.json"], check=True, stdout=subprocess.DEVNULL)
    return server, url


def arguments():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--from", dest="source", choices=["stub", "moto"], default="stub")
    p.add_argument("--mutants", type=int, default=0, help="how many; all when it is not given")
    p.add_argument("--sample", type=int, default=1, help="every N-th type only")
    p.add_argument("--type", help="these types only")
    p.add_argument("--details", default="all")
    p.add_argument("--parallel", type=int, default=8)
    p.add_argument("--survivors", type=pathlib.Path, help="where the survivors are written, as JSON")
    p.add_argument("--known", type=pathlib.Path, default=HERE / "known.tsv", help="survivors that are known, with their reason")
    return p.parse_args()


def chosen(a, program):
    types = a.type.split(",") if a.type else program.types()
    return [t for t in types if int(hashlib.sha1(t.encode()).hexdigest()[:8], 16) % a.sample == 0]


def main():
    a = arguments()
    stub.OPTIONS = None
    folder = pathlib.Path(tempfile.mkdtemp(prefix="mutation-"))
    program = Program(folder)
    server, url = start(a, folder)
    try:
        return trial(a, program, url)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def trial(a, program, url):
    began = time.time()
    recording = replay.Recording(url)
    types = chosen(a, program)
    t = Trial(a, recording, program, types)
    _, first = t.run(types, {})
    _, t.whole = t.run(types, {})
    # What differs from one unmutated run to the next can prove nothing.
    unsteady = {ty for ty in types if first.get(ty) != t.whole.get(ty)}
    t.listed = {ty for ty in types if t.whole.get(ty, ((), ()))[0]} - unsteady
    catalog = Catalog(ROOT / "assets/catalog")
    questions = [Question(key, recording.requests[key], answer, catalog) for key, answer in list(recording.answers.items())]
    questions = [q for q in questions if t.types_of(q)]
    found = all_mutants(questions, a.mutants)
    print(f"{len(recording.answers)} answers recorded, {len(questions)} of {len(t.listed)} types with rows, {len(unsteady)} unsteady; {len(found)} mutants; {time.time() - began:.0f} s", flush=True)
    survivors = []
    with concurrent.futures.ThreadPoolExecutor(a.parallel) as pool:
        suspects = [m for left in pool.map(t.together, rounds(found)) for m in left]
        print(f"{len(suspects)} are tried again alone; {time.time() - began:.0f} s", flush=True)
        survivors = [m for m, noticed in zip(suspects, pool.map(t.alone, suspects)) if not noticed]
    return report(a, found, survivors, time.time() - began)


def report(a, found, survivors, seconds):
    known = {(r["operation"], r["kind"]): r["why"] for r in judge.table(a.known)} if a.known.exists() else {}
    name = lambda m: (f"{m[0].service}.{m[0].op}", re.sub(r"\d+", "N", m[1]) if m[1].startswith("item") else m[1])
    new = [m for m in survivors if name(m) not in known]
    if a.survivors:
        a.survivors.write_text(json.dumps([{"operation": name(m)[0], "kind": m[1], "types": m[0].types, "asked": m[0].key.split("\n")[3:], "known": known.get(name(m))} for m in survivors], indent=1))
    by_kind = collections.Counter(m[1] for m in survivors)
    for m in new[:200]:
        print(f"SURVIVED {name(m)[0]}  {m[1]}  {', '.join(m[0].types[:3])}")
    for kind, count in by_kind.most_common():
        print(f"{count:6} {kind}")
    all_kinds = collections.Counter(re.sub(r"item \d+", "item", m[1]) for m in found)
    print(f"{len(found)} mutants of {len(all_kinds)} kinds, {len(found) - len(survivors)} noticed, {len(survivors)} survived, {len(survivors) - len(new)} of these known; {seconds:.0f} s")
    return 1 if new else 0


if __name__ == "__main__":
    sys.exit(main())
