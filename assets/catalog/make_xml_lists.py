#!/usr/bin/env python3
"""Writes xml_lists.tsv: which elements of XML answers are lists or maps.

XML does not tell a list of one from an object. This is what botocore's models say of the answers of the services
that native_ops.tsv asks in XML, reduced to names. Run it in this folder:

    python3 make_xml_lists.py

A row with an `item` is an element whose children of that name are the items; a row without is an element that
stands there once for each item. `KEY=VALUE` in place of the item: the element is a map whose entries hold their
key and their value under these names. `else` says that elements of this name are something else in other answers of the
service: then only the children tell.
"""

from pathlib import Path

import botocore
import botocore.session

HERE = Path(__file__).resolve().parent


def table():
    lines = (HERE / "native_ops.tsv").read_text(encoding="utf-8").splitlines()
    header = lines[0].split("\t")
    return [dict(zip(header, line.split("\t"))) for line in lines[1:] if line]


def operations(rows):
    """Every operation that is asked in XML, by service."""
    asked = {}
    for row in rows:
        if row["protocol"] in ("query", "rest-xml"):
            names = asked.setdefault(row["service"], set())
            names.add(row["list_op"])
            names.add(row["detail_op"])
            names.add(row["tags_op"].split("(")[0])
    return asked


def walk(shape, wire, lists, others, seen):
    """Adds what this shape, called `wire` in the answer, is and leads to."""
    if (shape.name, wire) in seen:
        return
    seen.add((shape.name, wire))
    if shape.type_name == "list":
        inner = shape.member
        item = inner.serialization.get("name", "member")
        if shape.serialization.get("flattened"):
            lists.add((inner.serialization.get("name", wire), ""))
            walk(inner, None, lists, others, seen)
        else:
            lists.add((wire, item))
            walk(inner, item, lists, others, seen)
    elif shape.type_name == "map":
        key = shape.key.serialization.get("name", "key")
        value = shape.value.serialization.get("name", "value")
        if not shape.serialization.get("flattened"):
            lists.add((wire, f"{key}={value}"))
        else:
            lists.add((wire, ""))
        walk(shape.value, value, lists, others, seen)
    else:
        if wire:
            others.add(wire)
        if shape.type_name == "structure":
            for name, member in shape.members.items():
                if not member.serialization.get("location"):
                    walk(member, member.serialization.get("name", name), lists, others, seen)


def main():
    session, rows = botocore.session.get_session(), []
    for service, names in sorted(operations(table()).items()):
        model = session.get_service_model(service)
        lists, others = set(), set()
        for name in sorted(names & set(model.operation_names)):
            output = model.operation_model(name).output_shape
            if output is not None:
                walk(output, None, lists, others, set())
        named = [(name, item) for name, item in sorted(lists) if item or name not in others]
        rows += [(service, name, item, "yes" if name in others else "") for name, item in named]
    text = "\n".join("\t".join(row) for row in [("service", "element", "item", "else"), *rows])
    (HERE / "xml_lists.tsv").write_text(text + "\n", encoding="utf-8")
    print(f"botocore {botocore.__version__}: {len(rows)} lists")


if __name__ == "__main__":
    main()
