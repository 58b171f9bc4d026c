"""Runs of `awsdash list` against the stub: several programs share the types, because each keeps to the rates of AWS."""
import concurrent.futures
import hashlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time

import gen
import judge

HERE = pathlib.Path(__file__).resolve().parent


def program():
    found = shutil.which(os.environ.get("AWSDASH", "awsdash"))
    if not found:
        sys.exit("AWSDASH names the program; there is none")
    return found


def listable():
    """What `awsdash types` says of every type that has a list."""
    asked = subprocess.run([program(), "types", "--output", "ndjson"], stdout=subprocess.PIPE, check=True, text=True).stdout
    return [t for t in map(json.loads, asked.splitlines()) if t["provider"] not in ("tagging", "provider")]


def number(name):
    """Made of the name: what is chosen by it is not cut off at a letter."""
    return int(hashlib.sha1(name.encode()).hexdigest()[:8], 16)


def sample(every):
    """Every N-th type that can be listed, spread over all services, and those of right.tsv."""
    right = {r["type"] for r in judge.table(HERE / "right.tsv")}
    return sorted(t["resource_type"] for t in listable() if number(t["resource_type"]) % every == 0 or t["resource_type"] in right)


def children(catalog):
    """Types that are listed below a parent: by the service itself, or by Cloud Control with an identifier of several parts."""
    first = {t["resource_type"]: t["provider"] for t in listable()}
    native = [r["type"] for r in judge.table(catalog / "native_ops.tsv") if r["needs_parent"] and first.get(r["type"]) == "native"]
    below = [r["type"] for r in judge.table(catalog / "types.tsv") if r["parent"] and "|" in r["primary_id"] and first.get(r["type"]) == "cloudcontrol"]
    return sorted({*native, *below})


def parts(types, count):
    """The types of `--type` in so many lists; a service is not parted, because its types may name each other's."""
    if types == "tagged":
        return [[types]]
    names = [t["resource_type"] for t in listable()] if types == "all" else types.split(",")
    of_service = lambda name: ":".join(name.split(":")[:3])
    services = {}
    for name in names:
        services.setdefault(of_service(name), []).append(name)
    filled = [[] for _ in range(min(count, len(services)))]
    for service in sorted(services, key=lambda s: (-len(services[s]), s)):
        min(filled, key=len).extend(services[service])
    return filled


def run(a, out, server_program):
    """Leaves rows.ndjson, ledger.json, requests.ndjson, listed-types.ndjson; the exit codes and the seconds."""
    began = time.time()
    with open(out / "listed-types.ndjson", "w") as f:
        subprocess.run([program(), "types", "--output", "ndjson"], stdout=f, stderr=subprocess.DEVNULL)
    shares = parts(a.type, a.parts)
    with concurrent.futures.ThreadPoolExecutor(len(shares)) as pool:
        codes = list(pool.map(lambda at: one(a, out / f"part-{at}", server_program, shares[at]), range(len(shares))))
    merge(out, len(shares))
    return codes, time.time() - began


def one(a, folder, server_program, types):
    """Runs the program for these types against a stub of their own; its exit code."""
    home = folder / "home"
    (home / "config").mkdir(parents=True, exist_ok=True)
    # So few that none waits for long, on a machine that has other things to do: what is late is a failure.
    (home / "config/settings.json").write_text('{"max_requests_in_flight": 12}')
    switches = [s for s, on in (("--same", a.same), ("--tagged", a.tagged)) if on]
    server = subprocess.Popen([sys.executable, str(server_program), "--log", str(folder / "requests.ndjson"), "--pages", a.pages,
                               "--cloudcontrol", a.cloudcontrol, "--count", a.count, *switches], stdout=subprocess.PIPE, text=True)
    try:
        url = server.stdout.readline().strip()
        if not url:
            raise SystemExit("the stub did not start; are the packages of requirements.txt there?")
        env = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "XDG_")) and not k.lower().endswith("_proxy")}
        env |= {"HOME": str(home), "AWSDASH_HOME": str(home), "XDG_CACHE_HOME": str(home / "cache"), "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret",
                "AWS_REGION": gen.REGION, "AWS_EC2_METADATA_DISABLED": "true", "AWS_ENDPOINT_URL": url}
        with open(folder / "rows.ndjson", "w") as rows, open(folder / "stderr.txt", "w") as err:
            code = subprocess.run([program(), "list", "--region", gen.REGION, "--type", ",".join(types), "--output", "ndjson", f"--details={a.details}",
                                   "--ledger", str(folder / "ledger.json"), "--timeout", a.timeout], env=env, stdout=rows, stderr=err).returncode
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(60)
    if not (folder / "ledger.json").exists():
        raise SystemExit((folder / "stderr.txt").read_text()[-2000:])
    return code


def merge(out, count):
    """Rows, lines and requests of all programs in one file each."""
    folders = [out / f"part-{at}" for at in range(count)]
    for name in ("rows.ndjson", "requests.ndjson"):
        (out / name).write_text("".join((f / name).read_text() for f in folders))
    (out / "ledger.json").write_text(json.dumps([line for f in folders for line in json.loads((f / "ledger.json").read_text())]))
