"""docs/coverage.md: what a run over every type found, service by service."""
import collections

WAYS = {"ec2": "EC2", "native": "own lists", "cloudcontrol": "Cloud Control", "tagging": "tags only"}

HEAD = """# Coverage

Written by the command below from a run over every type against the [model stub](../tests/model_stub/README.md), a
server that answers each operation from AWS's own models; not by hand. The test
`a_page_of_every_type_with_its_details_is_whole` fails with the lines that differ when a run says otherwise. What real
resources of a stand-in for AWS prove stands in [coverage-moto.md](coverage-moto.md).

    AWSDASH=target/release/awsdash target/moto-venv/bin/python tests/model_stub/drive.py -q --details all --write-coverage docs/coverage.md

- **listed by**: who answered for how many types: EC2, the service's own lists, Cloud Control, or tags only; *not
  offered*: not in the region of the run.
- **whole**: types whose every item is one row, with an id of its own item and no other resource's ARN.
- **details**: types with rows for which phase 2 was told something.
- **tags**: types whose list or details tell the tags of their rows; types whose tags the tagging service is asked for (it
  had none here); types whose tags stay unknown: an item of theirs tells no ARN to ask with, and no tags.

"""


def service_of(name):
    return "::".join(name.split("::")[:2])


def tags_of(rows):
    """How the tags of a type's rows are known."""
    if any(row["tags"] is None for row in rows):
        return "unknown"
    return "told" if any(row["tags"] for row in rows) else "asked"


class Service:
    def __init__(self):
        self.ways, self.tags = collections.Counter(), collections.Counter()
        self.types = self.whole = self.details = 0

    def add(self, t, rows):
        absent = t["outcome"] == "not_offered"
        self.types += 1
        self.ways["not offered" if absent else WAYS.get(t["by"], "none")] += 1
        self.whole += not t["wrong"] and not absent
        self.details += any(set(row.get("details") or ()) - {"errors"} for row in rows)
        if rows:
            self.tags[tags_of(rows)] += 1

    def line(self, name):
        ways = ", ".join(f"{way} {self.ways[way]}" for way in (*WAYS.values(), "none", "not offered") if self.ways[way])
        return f"| {name} | {self.types} | {ways} | {self.whole} | {self.details} | {self.tags['told']} | {self.tags['asked']} | {self.tags['unknown']} |"


def written(run, types, known):
    """The document; `known` is what is known to fall short, with its reason."""
    services, all_of_them = collections.defaultdict(Service), Service()
    for t in types:
        for service in (services[service_of(t["type"])], all_of_them):
            service.add(t, run.by_type.get(t["type"], []))
    lines = ["| service | types | listed by | whole | details | tags told | tags asked for | tags unknown |", "|---|---|---|---|---|---|---|---|", all_of_them.line("all")]
    lines += [services[name].line(name.removeprefix("AWS::")) for name in sorted(services)]
    short = [f"- {t['type']}: {known.get(t['type'], '; '.join(t['wrong']))}" for t in types if t["wrong"]]
    absent = [t["type"] for t in types if t["outcome"] == "not_offered"]
    return HEAD + "\n".join(lines) + "\n\n## Known to fall short\n\n" + ("\n".join(sorted(short)) or "Nothing.") + \
        "\n\n## Not offered in the region of the run\n\n" + ", ".join(sorted(absent)) + "\n"


def differences(path, run, types, known):
    """Lines that the document does not have, or that the run does not say."""
    has, says = path.read_text().splitlines(), written(run, types, known).splitlines()
    return [f"it says {line[:200]}" for line in has if line not in says] + [f"the run says {line[:200]}" for line in says if line not in has]
