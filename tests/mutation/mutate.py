#!/usr/bin/env python3
"""Mutation of answers: a mutant is an answer of a recorded run that has lost something, or says another thing; rows,
ledger or exit code of `awsdash list` must differ from a run without it.

    mutate.py --from stub [--mutants 5000]     answers of the model stub, two pages and all details
    mutate.py --from moto [--mutants 2000]     answers of moto with a resource of every type it can make
    mutate.py --from regions                   who an account is and its regions, answers of moto

A run has many accounts. Two see every answer as it was recorded, and must be shown the same; each of the others sees
one mutant in every group of types that know of each other, and is compared type by type with the first. A mutant that
changes nothing there is tried once more, alone, with the exit code. What counts as a mutant is said in mutants.py."""
import argparse
import collections
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE), str(HERE.parent / "model_stub")]
import judge
import replay
import stub
from program import Program
from questions import OF_ACCOUNTS, Catalog, Groups, Question, all_mutants

# What becomes of a mutant: rows, ledger or exit code differ; they are the same, and another answer told what was lost;
# they are the same.
NOTICED, MADE_GOOD, SURVIVED = "noticed", "made good", "survived"

# Accounts that see every answer as it was recorded.
CLEAN = 2


def rounds(found, group):
    """Mutants that one account can bear at once: one of each group."""
    waiting = collections.defaultdict(collections.deque)
    for m in found:
        waiting[group(m[0])].append(m)
    while waiting:
        yield [waiting[name].popleft() for name in list(waiting)]
        for name in [name for name, left in waiting.items() if not left]:
            del waiting[name]


class Trial:
    def __init__(self, recording, program, without_details, listed):
        self.recording, self.program, self.without_details, self.listed = recording, program, without_details, listed
        self.unsteady, self.called = set(), collections.defaultdict(set)

    def run(self, types, some, program=None):
        """(exit code, what the accounts were shown, what was asked): an account for each round of mutants."""
        desk = replay.Desk(self.recording)
        desk.spoilt = {(at, q.key): answer for at, one in enumerate(some) for q, _, answer in one}
        try:
            return (*(program or self.program).list(desk.url, types, len(some)), desk.asked)
        finally:
            desk.server.shutdown()
            desk.server.server_close()

    def types_of(self, q):
        return [t for t in q.types if t in self.listed]

    def together(self, some):
        """Mutants of these rounds that changed nothing, or that prove nothing."""
        types = sorted({t for one in some for q, _, _ in one for t in self.types_of(q)})
        _, (clean, twin, *shown), _ = self.run(types, [[]] * CLEAN + some)
        left = []
        for one, account in zip(some, shown):
            for m in one:
                about = self.types_of(m[0])
                steady = clean.of(about) == twin.of(about)
                if not steady:
                    self.unsteady.update(about)
                if not steady or account.of(about) == clean.of(about) or account.was_late(about):
                    left.append(m)
        return left

    def alone(self, m):
        """What became of a mutant: whether rows, ledger or exit code of a run with it alone differ from those without."""
        types = self.types_of(m[0])
        for _ in range(3):
            (code, (clean,), asked), (mutated_code, (shown,), asked_more) = (self.run(types, [some]) for some in ([], [m]))
            if m[0].key not in asked:
                # Another type of the part asks for it.
                types = sorted(self.listed)
            elif not clean.was_late(types) and not shown.was_late(types):
                break
        if (code, clean.whole()) != (mutated_code, shown.whole()):
            return NOTICED
        if asked_more - asked:
            return MADE_GOOD
        # Whether what it lost was told by the calls of details as well.
        (code, (clean,), _), (mutated_code, (shown,), _) = (self.run(types, [some], self.without_details) for some in ([], [m]))
        return MADE_GOOD if (code, clean.whole()) != (mutated_code, shown.whole()) else SURVIVED


def start(a, folder):
    """(process, url) of the server whose answers are recorded."""
    if a.source == "stub":
        server = subprocess.Popen([sys.executable, str(HERE.parent / "model_stub/stub.py"), "--log", os.devnull, "--pages", "2", "--count", a.count, "--tags"], stdout=subprocess.PIPE, text=True)
        return server, server.stdout.readline().strip()
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    moto = pathlib.Path(sys.executable).parent / "moto_server"
    log = open(folder / "moto.log", "wb")
    server = subprocess.Popen([moto, "-H", "127.0.0.1", "-p", str(port)], stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    until = time.time() + 300
    while True:
        try:
            urllib.request.urlopen(url + "/moto-api/data.json", timeout=2).read(1)
            break
        except OSError:
            if time.time() > until:
                sys.exit("moto does not answer")
            time.sleep(0.25)
    if a.source == "moto":
        subprocess.run([sys.executable, ROOT / "tests/coverage/seed.py", url, folder / "seeds.json"], check=True, stdout=subprocess.DEVNULL)
    return server, url


def arguments():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--from", dest="source", choices=["stub", "moto", "regions"], default="stub")
    p.add_argument("--mutants", type=int, default=0, help="how many; all when it is not given")
    p.add_argument("--seed", default="", help="which of them, when not all")
    p.add_argument("--sample", type=int, default=1, help="every N-th type only")
    p.add_argument("--type", help="these types only")
    p.add_argument("--details", default="all")
    p.add_argument("--count", default="2", help="items of a page of the model stub")
    p.add_argument("--part", type=int, default=24, help="types of a run")
    p.add_argument("--accounts", type=int, default=24, help="mutated accounts of a run, at most")
    p.add_argument("--parallel", type=int, default=6, help="runs at once")
    p.add_argument("--survivors", type=pathlib.Path, help="where the survivors are written, as JSON")
    p.add_argument("--known", type=pathlib.Path, default=HERE / "known.tsv", help="survivors that are known, with their reason")
    a = p.parse_args()
    if a.source == "regions":
        a.type, a.details = a.type or "AWS::EC2::VPC,AWS::IAM::Role", "none"
    return a


def chosen(a, program, catalog):
    """Types in parts: those of one list, and a parent with its children, are not parted."""
    types = a.type.split(",") if a.type else program.types()
    number = lambda ty: int(hashlib.sha1(f"{a.seed}{ty}".encode()).hexdigest()[:8], 16)
    together = Groups(catalog.one_list, catalog.parents)
    parts = collections.defaultdict(list)
    of_list = Groups(catalog.one_list, [])
    listed = {of_list.of(ty) for ty in types if number(ty) % a.sample == 0}
    for ty in sorted(types):
        if of_list.of(ty) in listed:
            parts[together.of(ty)].append(ty)
    filled = [[]]
    for group in sorted(parts, key=number):
        if len(filled[-1]) + len(parts[group]) > a.part and filled[-1]:
            filled.append([])
        filled[-1] += parts[group]
    return filled


def main():
    a = arguments()
    stub.OPTIONS = None
    folder = pathlib.Path(tempfile.mkdtemp(prefix="mutation-"))
    program = Program(folder, a.details, *(["all"] if a.source == "regions" else []))
    server, url = start(a, folder)
    try:
        return whole(a, program, url)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(90)
        shutil.rmtree(folder, ignore_errors=True)


def record(a, program, catalog, url, types):
    """The trial of these types, and what was asked in a run of one account."""
    recording = replay.Recording(url)
    without_details = Program(program.folder, "none", program.region)
    t = Trial(recording, program, without_details, set(types))
    _, (shown,), _ = t.run(types, [[]])
    type_of_arn = {}
    for ty in types:
        for row in map(json.loads, shown.rows.get(ty, ())):
            type_of_arn.setdefault(row["arn"], ty)
            t.called[ty] |= {frozenset([row["resource_id"]]), frozenset(row["resource_id"].split("|"))}
            t.called[ty] |= {frozenset([row[name]]) for name in ("arn", "display_name") if row[name]}
    asked = [Question(key, recording.requests[key], answer, catalog, type_of_arn) for key, answer in list(recording.answers.items())]
    if a.source == "regions":
        asked = [q for q in asked if (q.service, q.op) in OF_ACCOUNTS]
        for q in asked:
            q.types = sorted(t.listed)
    return t, asked, [q for q in asked if t.types_of(q)]


class Trials:
    """All parts, and what came of them."""

    def __init__(self, a, program, url):
        self.a, self.program, self.url = a, program, url
        self.catalog = Catalog(ROOT / "assets/catalog")
        self.began = time.time()
        self.found, self.survivors, self.unsteady, self.listed = [], [], set(), set()
        self.asked, self.ends = 0, collections.Counter()
        self.elsewhere = collections.Counter()

    def say(self, text):
        print(f"{time.time() - self.began:5.0f} s  {text}", flush=True)

    def part(self, types, want):
        """Records a part and tries so many of its mutants."""
        t, asked, questions = record(self.a, self.program, self.catalog, self.url, types)
        groups = Groups([q.types for q in questions], self.catalog.parents)
        group = lambda q: groups.of(q.types[0])
        found = all_mutants(questions, group, t.called, want, self.a.seed)
        each = list(rounds(found, group))
        suspects = []
        for at in range(0, len(each), self.a.accounts):
            suspects += t.together(each[at:at + self.a.accounts])
        ends = [(m, t.alone(m)) for m in suspects]
        survivors = [m for m, end in ends if end == SURVIVED]
        self.asked += len(asked)
        self.listed |= t.listed
        self.unsteady |= t.unsteady
        self.elsewhere.update(f"{q.service}.{q.op}" for q in asked if not t.types_of(q) and q.answer.status < 400)
        self.found += found
        self.survivors += survivors
        for (q, kind, _), end in ends:
            self.ends[end] += 1
            if end != NOTICED:
                self.say(f"{end}: {q.service}.{q.op}  {kind}  {', '.join(q.types[:3])}")
        self.say(f"{len(types)} types, {len(asked)} answers, {len(found)} mutants in {len(each)} accounts; {len(suspects)} tried alone, {len(survivors)} survived")


def whole(a, program, url):
    trials = Trials(a, program, url)
    parts = chosen(a, program, trials.catalog)
    count = sum(map(len, parts))
    trials.say(f"{count} types in {len(parts)} parts")
    # Those with the deepest lists under lists first: they take longest.
    parents = dict(trials.catalog.parents)
    depth = lambda ty: depth(parents[ty]) + 1 if ty in parents and parents[ty] != ty else 0
    parts.sort(key=lambda types: -sum(4 ** min(6, depth(ty)) for ty in types))
    with concurrent.futures.ThreadPoolExecutor(a.parallel) as pool:
        list(pool.map(lambda types: trials.part(types, -(-a.mutants * len(types) // count)), parts))
    if trials.elsewhere:
        trials.say("answers about no type that was asked for: " + ", ".join(f"{name} {n}" for name, n in trials.elsewhere.most_common(12)))
    trials.say(f"{trials.asked} answers recorded, {len(trials.listed)} types, {len(trials.unsteady)} not the same in two accounts{': ' if trials.unsteady else ''}{', '.join(sorted(trials.unsteady))}")
    return report(a, trials)


def report(a, trials):
    known = {(r["operation"], r["kind"]): r["why"] for r in judge.table(a.known)} if a.known.exists() else {}
    kind_of = lambda m: re.sub(r"item \d+", "item", m[1])
    name = lambda m: (f"{m[0].service}.{m[0].op}", kind_of(m))
    found, survivors = trials.found, trials.survivors
    new = [m for m in survivors if name(m) not in known]
    if a.survivors:
        a.survivors.write_text(json.dumps([{"operation": name(m)[0], "kind": m[1], "types": m[0].types, "asked": m[0].key.split("\n")[2:], "known": known.get(name(m))} for m in survivors], indent=1))
    for m in new[:200]:
        print(f"SURVIVED {name(m)[0]}  {m[1]}  {', '.join(m[0].types[:3])}")
    kinds, operations = {kind_of(m) for m in found}, {name(m)[0] for m in found}
    made_good = trials.ends[MADE_GOOD]
    print(f"{len(found)} mutants of {len(kinds)} kinds, of answers of {len(operations)} operations: {len(found) - len(survivors) - made_good} noticed, "
          f"{made_good} made good by another answer, {len(survivors)} survived, {len(survivors) - len(new)} of these known; {time.time() - trials.began:.0f} s")
    return 1 if new or not found else 0


if __name__ == "__main__":
    sys.exit(main())
