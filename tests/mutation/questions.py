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
    """Which operation lists or tells which types, and where in its answer they stand; services by the name that they
    are signed with, because several of the models have one form on the wire."""

    def __init__(self, folder):
        self.lists, self.details, self.services, self.children = (collections.defaultdict(list) for _ in range(4))
        for r in judge.table(folder / "native_ops.tsv"):
            self.lists[r["signing_name"], r["list_op"]].append(r)
            self.services[r["signing_name"]].append(r["type"])
            self.below(r["type"], r["needs_parent"])
            if name := re.match(r"\w+", r["detail_op"]):
                self.details[r["signing_name"], name.group()].append({"type": r["type"], "result_path": r["detail_result_path"], "id_path": r["id_path"], "tags_path": ""})
            if found := re.match(r"(\w+)\(.*?(?:->(\S+))?$", r["tags_op"]):
                self.details[r["signing_name"], found[1]].append({"type": r["type"], "result_path": found[2] or "", "id_path": "", "tags_path": ""})
        for r in judge.table(folder / "ec2_ops.tsv"):
            of_first = lambda text: text[:1].lower() + text[1:]
            row = {"type": r["type"], "result_path": "", "id_path": of_first(r["id"]), "token_out": "nextToken" if r["paginator"] != "no" else "", "tags_path": "tagSet"}
            if r["kind"] == "list":
                self.lists["ec2", r["op"]].append(row)
            elif r["type"]:
                self.details["ec2", r["op"]].append({**row, "result_path": None})
        for r in judge.table(folder / "types.tsv"):
            self.below(r["type"], r["parent"] + " " + r["soft_parent"])
        self.parents = [(child, parent) for parent, children in self.children.items() for child in children]
        self.one_list = [[r["type"] for r in rows] for rows in self.lists.values()]

    def below(self, child, parents):
        for parent in re.findall(r"\w+::\w+::\w+", parents):
            self.children[parent].append(child)

    def rows_of(self, signing, op, said):
        """The rows of the tables that a list belongs to: those whose fixed input was asked with."""
        if signing == "cloudcontrolapi" and op == "ListResources":
            return [{"type": said.get("TypeName", ""), "result_path": "ResourceDescriptions", "id_path": "Identifier", "token_out": "NextToken", "tags_path": ""}]
        rows, asked = self.lists.get((signing, op), []), set(mutants.texts_of(said))
        fixed = {r["type"]: set(mutants.texts_of(json.loads(r.get("fixed_input") or "{}"))) for r in rows}
        fitting = [r for r in rows if fixed[r["type"]] and fixed[r["type"]] <= asked]
        return fitting or [r for r in rows if not fixed[r["type"]]] or rows


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
        self.signing = key.split("\n")[1]
        self.service, self.op, _, _ = stub.ROUTER.find(method, path, pairs, headers, form, self.signing)
        try:
            said = json.loads(body)
        except ValueError:
            said = form
        self.said = {**said, **dict(pairs)} if isinstance(said, dict) else dict(pairs)
        self.place = (method, path, headers.get("x-amz-target", ""), key.split("\n")[0])
        self.rows = catalog.rows_of(self.signing, self.op, self.said)
        self.details = [] if self.rows else catalog.details.get((self.signing, self.op), [])
        self.types = [r["type"] for r in self.rows] or self.told(catalog, type_of_arn)
        # Who is listed under what this answer tells.
        self.types += [child for ty in self.types for child in catalog.children.get(ty, ()) if child not in self.types]

    def told(self, catalog, type_of_arn):
        """Types that the answer of no list is about; none when nothing tells."""
        name = self.service, self.op
        if name in OF_ACCOUNTS or name in mutants.NONE_BY_RULE or self.service == "organizations":
            return []
        if self.service == "cloudcontrol":
            return [self.said.get("TypeName", "")]
        named = {type_of_arn[arn] for arn in re.findall(r"arn:aws[^\"\s]+", json.dumps(self.said)) if arn in type_of_arn}
        if self.service == "resourcegroupstaggingapi":
            return sorted(named)
        return sorted(named | {r["type"] for r in self.details}) or list(catalog.services.get(self.signing, []))

    def mutants(self, before, after, of_rows):
        """(kind, answer) of everything that can happen to this answer; `before` and `after` are those of the pages
        before and after it, `of_rows` has the texts that a row of its types is called by."""
        yield from mutants.of_body(self.answer)
        yield from mutants.of_transport(self.answer)
        yield from mutants.of_status(self.answer)
        yield from mutants.of_headers(self.answer)
        is_shown = lambda texts: any(name <= set(texts) for name in of_rows)
        if self.rows:
            row = self.rows[0]
            yield from mutants.of_list(self.answer, row["result_path"], row["id_path"], row["tags_path"], is_shown)
            is_last = after and mutants.is_repeated(self.answer, after, row)
            yield from (m for m in mutants.of_token(self.answer, row["token_out"].split(",")[0]) if not (is_last and m[0] in mutants.ENDS))
            if before:
                yield from mutants.page_two(before, self.answer, row)
        elif self.details and self.details[0]["result_path"]:
            row = self.details[0]
            yield from mutants.of_list(self.answer, row["result_path"], row["id_path"], "", is_shown)
        elif (self.service, self.op) == ("resourcegroupstaggingapi", "GetResources"):
            # It may leave out what has no tags.
            has_tags = lambda texts: len(texts) > 1 and is_shown(texts)
            yield from mutants.of_list(self.answer, "ResourceTagMappingList", "ResourceARN", "Tags", has_tags)
        elif (self.service, self.op) == ("ec2", "DescribeRegions"):
            yield from mutants.of_regions(self.answer)

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


def is_asked_in_parts(q, asked):
    """Whether each member of the batch is asked for alone as well: the recorded run used nothing of the answer."""
    batches = [(name, each) for name, each in q.said.items() if isinstance(each, list) and len(each) > 1]
    alone = lambda name, member: (q.place, json.dumps({**q.said, name: [member]}, sort_keys=True))
    return any(all(alone(name, member) in asked for member in each) for name, each in batches)


def all_mutants(questions, group, called, want, seed):
    """(question, kind, answer), as many as wanted: of each group of types as many as of another, and of each operation
    in it, as far as there are so many. `called` has the texts that a row of a type is called by."""
    alike = collections.defaultdict(list)
    for q in questions:
        if q.rows:
            alike[q.place].append(q)
    asked = {(q.place, json.dumps(q.said, sort_keys=True)) for q in questions}
    found = collections.defaultdict(lambda: collections.defaultdict(list))
    for q in questions:
        if q.answer.status >= 400 or (q.service, q.op) in mutants.NONE_BY_RULE or (q.service, "*") in mutants.NONE_BY_RULE:
            continue
        if is_asked_in_parts(q, asked):
            continue
        pages = [o for o in alike[q.place] if o is not q]
        before = next((o.answer for o in pages if q.follows(o)), None)
        after = next((o.answer for o in pages if o.follows(q)), None)
        of_rows = {text for ty in q.types for text in called.get(ty, ())}
        of_operation = found[group(q)][q.service, q.op, q.types[0]]
        of_operation += [(q, kind, answer) for kind, answer in q.mutants(before, after, of_rows) if answer is None or vars(answer) != vars(q.answer)]
    number = lambda m: hashlib.sha1(f"{seed}{m[0].key}{m[1]}".encode()).hexdigest()
    in_turn = lambda lists: [m for turn in itertools.zip_longest(*lists) for m in turn if m]
    each = [in_turn(sorted(found[name][op], key=number) for op in sorted(found[name])) for name in sorted(found)]
    return in_turn(each)[:want or None]
