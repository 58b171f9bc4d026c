"""Holds what a run of awsdash left (rows, ledger) against what the stub gave out (its log).

Of each type: are rows and items as many, is each id a value of its item (or made of such), are ids and ARNs distinct,
does each detail belong to its row. Of each request: does a model accept it."""
import collections
import csv
import json
import pathlib
import re

import gen
import models
import stub

HERE = pathlib.Path(__file__).parent


def table(path):
    with open(path, encoding="utf8") as f:
        return list(csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE))


def ndjson(path):
    with open(path, encoding="utf8") as f:
        return [json.loads(line) for line in f if line.strip()]


def leaves(value, path=""):
    if isinstance(value, dict):
        for k, v in value.items():
            yield from leaves(v, f"{path}.{k}" if path else k)
    elif isinstance(value, list):
        for v in value:
            yield from leaves(v, path + "[]")
    elif value is not None and not isinstance(value, bool):
        yield path, str(value)


def lists_of(value, shape, path=""):
    """Lists (and maps) of an answer that stand in no other list: path -> items."""
    found = {}
    for name, inner in (value or {}).items():
        member = shape.members.get(name)
        if member is None:
            continue
        if member.type_name == "list":
            found[path + name] = inner
        elif member.type_name == "map":
            found[path + name] = [{"_key": k, **(v if isinstance(v, dict) else {"_value": v})} for k, v in (inner.items() if isinstance(inner, dict) else ())]
        elif member.type_name == "structure" and path.count(".") < 2:
            found |= lists_of(inner, member, path + name + ".")
    return found


# Types whose items the stub cannot tell apart.
STUB_LIMITS = {"AWS::Cognito::UserPoolReplica": "one per region, and the stub knows one region"}
# ARNs of the resource itself, though their names do not say so.
OWN_ARNS = {("AWS::Glue::IntegrationResourceProperty", "ResourcePropertyArn")}
ARN = re.compile(r"arn:aws:[a-z0-9-]+:([a-z]{2}(-[a-z]+)+-\d)?:(\d{12}|aws)?:[^\s{}$]+$")


def known_arns():
    """service -> [(resource, pattern)], by the service authorization reference."""
    found = collections.defaultdict(list)
    for facts in gen.iam_arns().values():
        for name, raw in facts.items():
            parts = re.split(r"\$\{\w+\}", raw)
            service = raw.split(":")[2] if raw.count(":") > 4 else ""
            found[service].append((name, re.compile(".+?".join(re.escape(p).replace(r"\*", ".*") for p in parts) + "$")))
    return found


def closest(paths):
    return sorted(paths, key=lambda p: (p.startswith("?"), p.count("."), len(p)))[0]


class Run:
    """What lies in the folder of a run."""

    def __init__(self, out, catalog, cloud_control="ids", pages="1"):
        self.cloud_control, self.pages = cloud_control, pages
        self.rows = ndjson(out / "rows.ndjson")
        self.ledger = json.loads((out / "ledger.json").read_text())
        about_details = lambda line: (line["error"] or "").startswith("details of ")
        self.lists = [line for line in self.ledger if line["resource_type"] and not line["resource_type"].startswith("awsdash:") and not about_details(line)]
        self.log = ndjson(out / "requests.ndjson")
        self.first = {r["resource_type"]: r["provider"] for r in ndjson(out / "listed-types.ndjson")}
        self.native = {r["type"]: r for r in table(catalog / "native_ops.tsv")}
        self.facts = {r["type"]: r for r in table(catalog / "types.tsv")}
        self.ec2 = collections.defaultdict(list)
        for r in table(catalog / "ec2_ops.tsv"):
            if r["kind"] == "list":
                self.ec2[r["type"]].append(r)
        self.right = collections.defaultdict(list)
        for r in table(HERE / "right.tsv"):
            self.right[r["type"]].append(r)
        self.by_type = collections.defaultdict(list)
        for row in self.rows:
            self.by_type[row["resource_type"]].append(row)
        # Answers by operation, one per distinct question; lists of Cloud Control by type.
        self.of_op, self.of_cc = collections.defaultdict(dict), collections.defaultdict(dict)
        self.given = set()                          # every text that the stub told in a list
        for r in self.log:
            key = json.dumps(r.get("params"), sort_keys=True)
            if r["service"] == "cloudcontrol" and r["op"] == "ListResources":
                self.of_cc[r["params"].get("TypeName")][key] = r
                self.given.update(v for _, v in leaves(r.get("items", [])))
            elif "answer" in r:
                if r["op"] == "GetResource":
                    r["answer"] = json.loads(r["answer"]["ResourceDescription"]["Properties"])
                self.of_op[r["service"], r["op"]][key] = r
                if re.match("List|Describe", r["op"]):
                    self.given.update(v for _, v in leaves(r["answer"]))
        self.arns = known_arns()
        self.types_of_arn = collections.defaultdict(set)
        for row in self.rows:
            if row["arn"]:
                self.types_of_arn[row["arn"]].add((row["resource_type"], row["resource_id"]))

    # -------------------------------------------------------------- items

    def items_of_cloud_control(self, ty):
        return [{**item["Properties"], "Identifier": item["Identifier"], "": r["params"].get("ResourceModel", "")}
                for r in self.of_cc[ty].values() for item in r.get("items", [])]

    def items_of_service(self, ty, provider):
        """(operation, how many are expected or None, items, note)."""
        op = self.native.get(ty) if provider == "native" else None
        candidates = [(op["service"], op["list_op"])] if op else [("ec2", r["op"]) for r in self.ec2[ty]]
        if not candidates:
            return "", None, [], ""
        name = candidates[0]
        if op and name not in self.of_op:           # the same form on the wire serves several of botocore's services
            signing = lambda service: stub.ROUTER.all.get(service, {}).get("signing")
            name = next((k for k in self.of_op if k[1] == name[1] and signing(k[0]) == op["signing_name"]), name)
        records = list(self.of_op.get(name, {}).values())
        if op:                                      # of several types of one operation: those asked with this one's input
            fixed = {n: json.loads(o["fixed_input"] or "{}") for n, o in self.native.items() if (o["service"], o["list_op"]) == (op["service"], op["list_op"])}
            asked = lambda r, n: {gen.norm(v) for _, v in leaves(fixed[n]) if "{" not in v} <= {gen.norm(v) for _, v in leaves(r["params"])}
            others = [n for n in fixed if fixed[n] and n != ty]
            records = [r for r in records if asked(r, ty) and (fixed[ty] or not any(asked(r, n) for n in others))]
        items, counts = [], collections.Counter()
        single = op and op["item_kind"] == "single"
        for r in records:
            context = {f"?{k}": v for k, v in leaves(r["params"])}
            found = lists_of(r["answer"], models.service(r["service"]).operation_model(r["op"]).output_shape)
            for path, each in found.items():
                counts[path] += len(each)
                items += [{**(i if isinstance(i, dict) else {"$": i}), "_list": path, **context} for i in each]
            if single or not found:
                counts["$"] += 1
                items.append({**r["answer"], "_list": "$", **context})
        result_key = models.paginators(name[0]).get(name[1], {}).get("result_key")
        main = next((m.split("[")[0] for m in ([result_key] if isinstance(result_key, str) else result_key or []) if m.split("[")[0] in counts), None)
        used, note = main, ""
        if op:
            want = gen.norm(op["result_path"])
            of_row = max((p for p in counts if gen.norm(p) == want or want.startswith(gen.norm(p))), key=len, default=None)
            if of_row and main and of_row != main:
                note = f"list {of_row}, paginator's {main}"
            used = "$" if single else of_row or main
        if used:
            items = [i for i in items if i["_list"] == used] or items
        expected = sum(not r.get("paging", {}).get("page") for r in records) if single else counts[used] if used else max(counts.values(), default=0)
        return ".".join(name), None if name in stub.SHARED else expected, items, note

    # -------------------------------------------------------------- one type

    def judge(self, line):
        ty, provider = line["resource_type"], line["provider"]
        rows = self.by_type.get(ty, [])
        t = {"type": ty, "first": self.first.get(ty), "by": provider, "outcome": line["outcome"], "rows": len(rows), "op": "", "expected": "",
             "ids": len({r["arn"] or r["resource_id"] for r in rows}), "cfn_id": self.facts.get(ty, {}).get("primary_id", ""), "error": line["error"] or "", "notes": ""}
        items, expected = [], 0
        if provider == "cloudcontrol":
            t["op"], items = "cloudcontrol.ListResources", self.items_of_cloud_control(ty)
            expected = len({i["Identifier"] for i in items})
        elif provider in ("native", "ec2"):
            t["op"], expected, items, t["notes"] = self.items_of_service(ty, provider)
        t["expected"] = "shared" if expected is None else expected
        values = collections.defaultdict(set)
        for item in items:
            for path, text in leaves(item):
                values[text].add(path.replace("[]", ""))
        known = self.sources(rows, values, t)
        t["wrong"] = self.wrong(t, rows, expected, known)
        return t

    def sources(self, rows, values, t):
        """Where ids, names and ARNs come from; how many ids the items hold."""
        ids, names, arns, known = collections.Counter(), collections.Counter(), collections.Counter(), 0
        ends = lambda text: next((v for v in values if v.endswith(("/" + text, ":" + text))), None)
        for row in rows:
            rid, shown, arn = row["resource_id"], row["display_name"] or "", row["arn"] or ""
            parts = rid.split("|")
            known += 1
            if rid in values:
                ids[closest(values[rid])] += 1
            elif len(parts) > 1 and all(p in values for p in parts):
                ids["|".join(closest(values[p]) for p in parts)] += 1
            elif rid == gen.ACCOUNT:
                ids["(account)"] += 1
            elif ends(rid):
                ids["(end of) " + sorted(values[ends(rid)])[0]] += 1
            else:
                known -= 1
                ids[f"? {rid[:60]}"] += 1
            names[closest(values[shown]) if shown in values else "(id)" if shown == rid else f"? {shown[:40]}"] += 1
            if not arn:
                arns["none"] += 1
            elif arn in values:
                arns["told: " + closest(values[arn])] += 1
            elif not ARN.match(arn):
                arns[f"MALFORMED {arn[:90]}"] += 1
            else:
                hit = next((n for n, pattern in self.arns.get(arn.split(":")[2], []) if pattern.match(arn)), None)
                arns[f"made: {hit}" if hit else f"unknown form {arn[:90]}"] += 1
        t["id_from"], t["name_from"], t["arn"] = (", ".join(k for k, _ in c.most_common(2)) for c in (ids, names, arns))
        return known

    def wrong(self, t, rows, expected, known):
        """What falls short of a type, in words."""
        if t["outcome"] == "not_offered" or t["type"] in STUB_LIMITS:
            return []
        if t["by"] == "tagging" and self.cloud_control == "off":
            return []                               # Cloud Control alone lists it
        if self.pages == "endless":
            asked = self.of_cc[t["type"]] if t["by"] == "cloudcontrol" else self.of_op.get(tuple(t["op"].split(".")), {})
            endless = any(t["by"] == "cloudcontrol" or r.get("paging", {}).get("goes_on") for r in asked.values())
            return [f"the same token for ever, and the list is called {t['outcome']}"] if endless and t["outcome"] != "partial" else []
        found = []
        if t["by"] == "tagging":
            found.append("by tags only: " + re.sub(r".*because: (not available here: )?", "", t["error"])[:200])
        elif expected is None:
            if not rows:
                found.append("no rows")
        elif not expected:
            found.append("not asked" if t["by"] else "no answer: " + t["error"][:150])
        elif len(rows) != expected:
            found.append(f"{expected} items, {len(rows)} rows")
        if rows and t["ids"] < len(rows) and len(rows) == (expected or len(rows)):
            found.append(f"{len(rows)} rows, {t['ids']} identities")
        if known != len(rows):
            found.append(f"an id that no item holds ({t['id_from']})")
        if "MALFORMED" in t["arn"]:
            found.append(f"ARN {t['arn']}")
        by_arn = collections.defaultdict(set)
        for row in rows:
            if row["arn"]:
                by_arn[row["arn"]].add(row["resource_id"])
        shared = next((a for a, ids in by_arn.items() if len(ids) > 1), None)
        others = {other for a in by_arn for other, _ in self.types_of_arn[a] if other != t["type"]}
        if shared:
            found.append(f"one ARN for {len(by_arn[shared])} rows: {shared[:100]}")
        elif others and any(r["arn"] in r["resource_id"].split("|") for r in rows if r["arn"] and "|" in r["resource_id"]):
            # One part of an id that has several: then it is another resource's ARN.
            found.append(f"the ARN of {', '.join(sorted(others))}: {next(iter(by_arn))[:100]}")
        told = re.findall(r"told: (\w+)", t["arn"]) if t["by"] == "cloudcontrol" and "|" in t["cfn_id"] else []
        for member in told:
            stem = re.sub("(arn|id)$", "", gen.norm(member))
            if member in t["cfn_id"].split("|") and stem not in ("", gen.norm(t["type"].split("::")[-1])) and (t["type"], member) not in OWN_ARNS:
                found.append(f"the ARN is the {member}, one part of the id")
        for rule in self.right.get(t["type"], []):
            have = t.get(rule["column"], "")
            if rows and rule["by"] in ("", t["by"]) and not re.fullmatch(rule["right"], have):
                found.append(f"{rule['column']} is {have}; {rule['why']}")
        return found

    # -------------------------------------------------------------- details

    def details(self):
        """(how many were compared, what is wrong: (type, operation, words))."""
        of_name = collections.defaultdict(list)
        for (_, op), records in self.of_op.items():
            of_name[op] += records.values()
        told = {id(r): {v for _, v in leaves(r["answer"])} for each in of_name.values() for r in each}
        by_leaf = {op: collections.defaultdict(list) for op in of_name}
        for op, records in of_name.items():
            for r in records:
                for v in told[id(r)]:
                    by_leaf[op][v].append(r)
        compared, wrong = 0, []
        for row in self.rows:
            mine = {v for _, v in leaves({k: v for k, v in row.items() if k != "details"})}
            mine |= {p for v in list(mine) for p in re.split(r"[|/:]", v)}
            for op, answer in (row.get("details") or {}).items():
                votes = collections.Counter()
                for v in {v for _, v in leaves(answer)}:
                    for r in by_leaf.get(op, {}).get(v, ()):
                        votes[id(r)] += 1
                if not votes:
                    continue
                compared += 1
                best = max(votes.values())
                asked = [r for r in of_name[op] if votes.get(id(r)) == best]
                faults = [self.not_of(r["params"], mine) for r in asked]
                if all(faults):
                    wrong.append((row["resource_type"], op, f"row {row['resource_id'][:80]} shows the answer to {min(faults, key=len)[:160]}"))
        return compared, wrong

    def not_of(self, params, mine):
        """A parameter that is another resource's; empty when the question can be the row's."""
        for name, value in params.items():
            if isinstance(value, str) and value in self.given and value not in mine and not any(value in m for m in mine if len(m) > len(value)):
                return f"{name}={value}"
            if isinstance(value, list) and value and all(isinstance(v, str) for v in value):
                own = [v for v in value if v in mine or v not in self.given]
                if not own:
                    return f"{name}={value[0]}…"
        return ""

    def unasked_details(self):
        """Details that ended in an error, by operation."""
        return sorted({line["error"] for line in self.ledger if (line["error"] or "").startswith("details of ")})

    # -------------------------------------------------------------- requests

    def requests(self):
        """(service, operation, kind, what, times, example); kinds: refused, bounds, stub."""
        own = {(r["operation"], r["member"]): r["why"] for r in table(HERE / "bounds.tsv")}
        found = []
        by_op = collections.defaultdict(list)
        for r in self.log:
            if r["problems"] or r["rules"] or r.get("self"):
                by_op[r["service"], r["op"]].append(r)
        for (service, op), records in sorted(by_op.items(), key=str):
            seen, example = collections.Counter(), {}
            for r in records:
                for kind, words in (("refused", r["problems"]), ("bounds", r["rules"]), ("stub", [r["self"]] if r.get("self") else [])):
                    for what in words:
                        if kind == "bounds" and stub_own(own, service, op, what):
                            kind_now = "stub"
                        else:
                            kind_now = kind
                        key = (kind_now, re.sub(r"\[\d+\]", "[]", re.sub(r"[0-9a-f]{8,}", "*", what))[:300])
                        seen[key] += 1
                        example.setdefault(key, f"{r['method']} {r['path'][:100]} {json.dumps(r.get('params'))[:200]}")
            found += [(service, op, kind, what, times, example[kind, what]) for (kind, what), times in seen.most_common()]
        return found


def stub_own(own, service, op, what):
    """A bound that the stub's own value breaks: where nothing told it the pattern."""
    member = re.match(r"(?:(AWS::\S+): ResourceModel (\w+)=)|(\.\S+?):", what)
    if not member:
        return False
    key = (member.group(1), member.group(2)) if member.group(1) else (f"{service}.{op}", member.group(3))
    return key in own

