"""Lists a stand-in for AWS that holds one resource of every type it can make, and says what was found.

    coverage.py --awsdash PATH --moto PATH --write docs/coverage-moto.md   # the table, written again
    coverage.py --awsdash PATH --moto PATH --check docs/coverage-moto.md   # fails if something proven is lost

Proven means: a resource that boto3 made came out of `awsdash list` with its type and identifier.
"""
import argparse, collections, json, os, pathlib, socket, subprocess, sys, tempfile, time, urllib.request

HERE = pathlib.Path(__file__).parent
PROVEN = "real resource"


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def start(moto, folder):
    port = free_port()
    log = open(folder / "moto.log", "wb")
    server = subprocess.Popen([moto, "-H", "127.0.0.1", "-p", str(port)], stdout=log, stderr=log)
    endpoint = f"http://127.0.0.1:{port}"
    for _ in range(240):
        try:
            urllib.request.urlopen(endpoint + "/moto-api/data.json", timeout=2).read(1)
            return server, endpoint
        except OSError:
            time.sleep(0.25)
    server.kill()
    sys.exit("moto does not answer")


def run(awsdash, endpoint, folder, *arguments):
    env = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
    env |= {"AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "us-east-1",
            "AWS_ENDPOINT_URL": endpoint, "AWSDASH_HOME": str(folder / "home")}
    return subprocess.run([awsdash, *arguments], env=env, capture_output=True, text=True, timeout=900)


def found(seed, names):
    """Services tell identifiers whole, or the part after the last separator; Route 53 puts the kind before."""
    bare = seed.removeprefix("/hostedzone/")
    return seed in names or bare in names or any(str(n).endswith(("/" + seed, ":" + seed, "|" + seed)) for n in names)


def look(awsdash, moto, python):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        server, endpoint = start(moto, folder)
        try:
            seeds = folder / "seeds.json"
            made = subprocess.run([python, HERE / "seed.py", endpoint, seeds], capture_output=True, text=True, timeout=600)
            if made.returncode:
                sys.exit(f"seed.py: {made.stderr[-2000:]}")
            print(made.stdout.strip(), file=sys.stderr)
            ledger = folder / "ledger.json"
            listed = run(awsdash, endpoint, folder, "list", "--region", "us-east-1", "--type", "all",
                         "--output", "ndjson", "--ledger", str(ledger))
            if not ledger.exists():
                sys.exit(f"awsdash list: {listed.stderr[-2000:]}")
            rows = [json.loads(line) for line in listed.stdout.splitlines()]
            types = json.loads(run(awsdash, endpoint, folder, "types", "--output", "json").stdout)
            return json.loads(seeds.read_text()), rows, json.loads(ledger.read_text()), types
        finally:
            server.terminate()
            server.wait()


# What two lists tell of one object and nothing says whose it is.
TOLD_TWICE = {"AWS::ApiGateway::DomainName", "AWS::ApiGatewayV2::DomainName"}


def twice(rows):
    """ARNs that are in several rows, of one type or of several."""
    types = collections.defaultdict(list)
    for row in rows:
        if row["arn"] and "::aws:" not in row["arn"] and row["resource_type"] not in TOLD_TWICE:
            types[row["arn"]].append(row["resource_type"])
    return {arn: listed for arn, listed in types.items() if len(listed) > 1}


def judge(seeds, rows, ledger):
    names = collections.defaultdict(set)
    for row in rows:
        names[row["resource_type"]].update([row["resource_id"], row["arn"], *row["resource_id"].split("|")])
    outcomes = collections.defaultdict(set)
    for line in ledger:
        outcomes[line["resource_type"]].add((line["outcome"], line["provider"]))
    missed = {ty for ty, seed in seeds if not found(seed, names[ty])}
    proven = {ty for ty, _ in seeds} - missed
    proof, by = {}, {}
    for ty, seen in outcomes.items():
        if ty in proven:
            providers = sorted({provider for outcome, provider in seen if outcome == "complete"})
            proof[ty] = PROVEN if providers and providers != ["cloudcontrol"] else "-"
            by[ty] = ", ".join(providers)
        elif ("complete", "ec2") in seen or ("complete", "native") in seen:
            proof[ty] = "rows" if names[ty] else "empty list"
            by[ty] = ", ".join(sorted({provider for outcome, provider in seen if outcome == "complete"}))
        else:
            proof[ty] = "-"
    return proven, missed, proof, by


def table(types, proof, by):
    lines, counts = [], collections.Counter()
    for ty in sorted(types, key=lambda t: t["resource_type"]):
        name, provider = ty["resource_type"], ty["provider"]
        how = proof.get(name, "-")
        counts[provider] += 1
        counts[how] += 1
        details = ty["details"]
        told = ", ".join(details[:2]) + (f" and {len(details) - 2} more" if len(details) > 2 else "")
        # Moto has no Cloud Control: what is listed by it elsewhere was listed by the derived list here.
        lines.append(f"| {name} | {provider} | {told or '-'} | {by.get(name) or '-'} | {how} |")
    listable = sum(counts[p] for p in ("ec2", "native", "cloudcontrol"))
    return f"""# Coverage against moto

Written by `tests/coverage/coverage.py`; not by hand. Every type that the catalog has, who lists it, what
phase 2 can ask about it, and how its list was proven against moto:

- **real resource**: boto3 made one, and `awsdash list` showed it with its type and identifier;
- **rows**: the list gave rows that the test did not make (defaults of the account);
- **empty list**: the operation answered, and there was nothing;
- **-**: moto does not have the operation. Cloud Control is not in moto at all: where it stands as the
  provider, the list derived from the service's model answered here in its place, or none did. What Cloud
  Control itself lists is proven against the built-in sandbox and the model stub ([coverage](coverage.md)).

| | types |
|---|---|
| all | {len(types)} |
| listed by a call of their own | {listable} |
| of these EC2 | {counts["ec2"]} |
| of these their services' own lists | {counts["native"]} |
| of these Cloud Control | {counts["cloudcontrol"]} |
| seen by their tags alone | {counts["tagging"]} |
| proven with a real resource | {counts[PROVEN]} |
| proven with rows of the account's defaults | {counts["rows"]} |
| proven with an empty list | {counts["empty list"]} |

| type | provider | phase 2 | answered here by | proven |
|---|---|---|---|---|
""" + "\n".join(lines) + "\n"


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--awsdash", required=True)
    p.add_argument("--moto", required=True, help="path of moto_server")
    p.add_argument("--write", type=pathlib.Path)
    p.add_argument("--check", type=pathlib.Path)
    a = p.parse_args()
    seeds, rows, ledger, types = look(a.awsdash, a.moto, sys.executable)
    proven, missed, proof, by = judge(seeds, rows, ledger)
    print(f"{len(seeds)} seeds, {len(proven)} types found, {len(missed)} not: {', '.join(sorted(missed))}", file=sys.stderr)
    if doubled := twice(rows):
        sys.exit(f"listed more than once: {doubled}")
    if a.write:
        a.write.write_text(table(types, proof, by))
    if a.check:
        claimed = {line.split("|")[1].strip() for line in a.check.read_text().splitlines() if line.endswith(f"| {PROVEN} |")}
        lost = claimed - proven
        if len(claimed) < 150 or lost:
            sys.exit(f"{len(claimed)} types are called proven; not found: {', '.join(sorted(lost)) or 'none'}")
        print(f"{len(claimed)} types that are called proven were found")


main()
