"""Recorded requests: what each is about, what can happen to its answer, and which must not be spoilt together."""
import collections
import hashlib
import itertools
import json
import re
import urllib.parse

import judge
import mutants
import stub

# Asked about the account as a whole.
OF_ACCOUNTS = {("sts", "GetCallerIdentity"), ("ec2", "DescribeRegions")}


class Catalog:
    """Which operation lists or tells which types, and where in its answer they stand."""

    def __init__(self, folder):
        self.lists, self.details, self.services = (collections.defaultdict(list) for _ in range(3))
        self.parents = []
        self.one_list = collections.defaultdict(list)
        for r in judge.table(folder / "native_ops.tsv"):
            self.lists[r["service"], r["list_op"]].append(r)
            self.services[r["service"]].append(r["type"])
            self.one_list[r["signing_name"], r["list_op"]].append(r["type"])
            self.parents += [(r["type"], parent) for parent in re.findall(r"=(\w+::\w+::\w+)", r["needs_parent"])]
            for column in ("detail_op", "tags_op"):
                if name := re.match(r"\w+", r[column] or ""):
                    self.details[r["service"], name.group()].append(r["type"])
        for r in judge.table(folder / "ec2_ops.tsv"):
            if r["kind"] == "list":
                first = r["id"][:1].lower() + r["id"][1:]
                token = "nextToken" if r["paginator"] != "no" else ""
                self.one_list["ec2", r["op"]].append(r["type"])
                self.lists["ec2", r["op"]].append({"type": r["type"], "result_path": "", "id_path": first, "token_out": token, "tags_path": "tagSet"})
            elif r["type"]:
                self.details["ec2", r["op"]].append(r["type"])
        for r in judge.table(folder / "types.tsv"):
            self.parents += [(r["type"], parent) for parent in re.findall(r"\w+::\w+::\w+", r["parent"] + " " + r["soft_parent"])]


    def rows_of(self, service, op, said):
        """The rows of the tables that an answer belongs to."""
        if service == "cloudcontrol" and op == "ListResources":
            return [{"type": said.get("TypeName", ""), "result_path": "ResourceDescriptions", "id_path": "Identifier", "token_out": "NextToken", "tags_path": ""}]
        return self.lists.get((service, op), [])


class Question:
    """A recorded request, and what it is about."""

    def __init__(self, key, request, answer, catalog, type_of_arn):
        self.key, self.answer = key, answer
        method, target, headers, body = request
        path, _, query = target.partition("?")
        pairs = [tuple((pair.split("=", 1) + [""])[:2]) for pair in query.split("&")] if query else []
        form = {}
        if "x-www-form" in headers.get("content-type", ""):
            form = dict(urllib.parse.parse_qsl(body.decode(), keep_blank_values=True))
        signing = key.split("\n")[1]
        self.service, self.op, _, _ = stub.ROUTER.find(method, path, pairs, headers, form, signing)
        try:
            said = json.loads(body)
        except ValueError:
            said = form
        self.said = {**said, **dict(pairs)} if isinstance(said, dict) else dict(pairs)
        self.place = (method, path, headers.get("x-amz-target", ""), key.split("\n")[0])
        self.rows = catalog.rows_of(self.service, self.op, self.said)
        self.is_list = bool(self.rows)
        self.types = [r["type"] for r in self.rows] or self.told(catalog, type_of_arn)

    def told(self, catalog, type_of_arn):
        """Types that the answer of no list is about; none when nothing tells."""
        name = self.service, self.op
        if name in OF_ACCOUNTS or name == ("iam", "ListAccountAliases") or self.service == "organizations":
            return []
        if self.service == "cloudcontrol":
            return [self.said.get("TypeName", "")]
        if self.service == "resourcegroupstaggingapi":
            return sorted({type_of_arn[arn] for arn in self.said.get("ResourceARNList", []) if arn in type_of_arn})
        return catalog.details.get(name) or catalog.services.get(self.service, [])

    def mutants(self, before):
        """(kind, answer) of everything that can happen to this answer; `before` is that of the page before."""
        yield from mutants.of_body(self.answer)
        yield from mutants.of_transport(self.answer)
        yield from mutants.of_status(self.answer)
        yield from mutants.of_headers(self.answer)
        if self.is_list:
            row = self.rows[0]
            yield from mutants.of_list(self.answer, row["result_path"], row["id_path"], row["tags_path"])
            yield from mutants.of_token(self.answer, row["token_out"].split(",")[0])
            if before:
                yield from mutants.page_two(before, self.answer, row["result_path"])
        elif (self.service, self.op) == ("resourcegroupstaggingapi", "GetResources"):
            yield from mutants.of_list(self.answer, "ResourceTagMappingList", "ResourceARN", "Tags")
        elif (self.service, self.op) == ("ec2", "DescribeRegions"):
            yield from mutants.of_list(self.answer, "", "regionName", "")

    def follows(self, first):
        """Whether it is asked like `first`, with a token besides."""
        return self.place == first.place and len(first.said) + 1 == len(self.said) and all(self.said.get(k) == v for k, v in first.said.items())


class Groups:
    """Types that know of each other: of one answer, or parent and child. Of such only one mutant is tried in an account
    at once, so that what changes can have no other cause."""

    def __init__(self, alike, parents):
        self.above = {}
        for types in alike:
            for ty in types[1:]:
                self.join(types[0], ty)
        for child, parent in parents:
            self.join(child, parent)

    def of(self, ty):
        while (above := self.above.get(ty, ty)) != ty:
            ty = above
        return ty

    def join(self, a, b):
        self.above[self.of(a)] = self.of(b)


def all_mutants(questions, group, want, seed):
    """(question, kind, answer), as many as wanted: of each group of types as many as of another, and of each operation
    in it, as far as there are so many."""
    alike = collections.defaultdict(list)
    for q in questions:
        if q.is_list:
            alike[q.place].append(q)
    found = collections.defaultdict(lambda: collections.defaultdict(list))
    for q in questions:
        if q.answer.status >= 400 or (q.service, q.op) in mutants.NONE_BY_RULE or (q.service, "*") in mutants.NONE_BY_RULE:
            continue
        before = next((o.answer for o in alike[q.place] if o is not q and q.follows(o)), None)
        of_operation = found[group(q)][q.service, q.op, q.types[0]]
        of_operation += [(q, kind, answer) for kind, answer in q.mutants(before) if answer is None or vars(answer) != vars(q.answer)]
    number = lambda m: hashlib.sha1(f"{seed}{m[0].key}{m[1]}".encode()).hexdigest()
    in_turn = lambda lists: [m for turn in itertools.zip_longest(*lists) for m in turn if m]
    each = [in_turn(sorted(found[name][op], key=number) for op in sorted(found[name])) for name in sorted(found)]
    return in_turn(each)[:want or None]
