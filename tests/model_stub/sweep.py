"""Which type each ARN of the service authorization reference is taken for when the tagging sweep sees it."""
import collections
import pathlib
import re

import gen
import judge
import stub

HERE = pathlib.Path(__file__).resolve().parent


def verdict(name, arn, row, accepted):
    """(verdict, why); `ok`, `ok, no type of AWS's` or `falls short`."""
    if row is None:
        return "falls short", "no row has this ARN: it was rewritten or dropped"
    ty, rid = row["resource_type"], row["resource_id"]
    if ty.startswith("awsdash:"):
        return "ok, a made-up type", ""
    noun, kind = gen.norm(name.split(":", 1)[1]), gen.norm(ty.split("::")[-1])
    if not (kind == noun or kind in noun or noun in kind or ty in accepted.get(name, ())):
        return "falls short", f"taken for a {ty}, id {rid}"
    for part in rid.split("|"):
        if part != arn and part and not re.search(r"(^|[/:])" + re.escape(part), arn):
            return "falls short", f"its id {rid} begins in the middle of a word"
    return "ok", ""


def report(a, out, findings):
    by_arn = {row["arn"]: row for row in judge.ndjson(out / "rows.ndjson") if row["arn"]}
    accepted = collections.defaultdict(set)
    for r in judge.table(HERE / "accepted.tsv"):
        accepted[r["resource"]].add(r["type"])
    counts, lines = collections.Counter(), []
    for name, arn in stub.tagged():
        row = by_arn.get(arn)
        found, why = verdict(name, arn, row, accepted)
        counts[found] += 1
        ty, rid = (row["resource_type"], row["resource_id"]) if row else ("", "")
        lines.append((found, name, ty, rid, arn, why))
        if found == "falls short":
            findings.add(f"arn {name}", f"{name}  {arn}: {why}")
        elif not a.q:
            print(f"ok          {name}  {ty}  {rid}")
    with open(out / "arns.tsv", "w") as f:
        f.write("verdict\tresource\ttype\tid\tarn\twhy\n")
        for line in lines:
            f.write("\t".join(line) + "\n")
    print(f"{len(lines)} ARNs: {counts['ok']} ok, {counts['ok, a made-up type']} shown as a made-up type, {counts['falls short']} fall short")
    return findings.end(lambda key: not a.partly)
