#!/usr/bin/env python3
"""Writes ec2_shapes.tsv: the output shapes of the operations of ec2_ops.tsv.

Facts of botocore's EC2 model, reduced to what is needed to turn the XML that EC2
answers into JSON with the names and types of the API model. Run it in this folder:

    python3 make_ec2_shapes.py

Every row is one member of one shape. The row of an operation has the operation's
name in `shape`, nothing in `member` and `wire`, `output` as its type and the output
shape as its target.
"""

import sys
from pathlib import Path

import botocore
import botocore.session

HERE = Path(__file__).resolve().parent
KINDS = {"list", "status", "attr", "child", "account"}
SCALARS = {
    "string": "string",
    "character": "string",
    "integer": "number",
    "long": "number",
    "float": "number",
    "double": "number",
    "boolean": "boolean",
    "timestamp": "timestamp",
    "blob": "blob",
}


def operations():
    lines = (HERE / "ec2_ops.tsv").read_text(encoding="utf-8").splitlines()
    header = lines[0].split("\t")
    rows = (dict(zip(header, line.split("\t"))) for line in lines[1:] if line)
    return [row["op"] for row in rows if row["kind"] in KINDS]


def described(shape):
    """The `type` and `target` of a member of this shape."""
    if shape.type_name == "structure":
        return "structure", shape.name
    if shape.type_name == "list":
        element = shape.member
        if element.type_name in ("list", "map"):
            raise SystemExit(f"{shape.name}: a list of {element.type_name} has no place in the table")
        target = element.name if element.type_name == "structure" else SCALARS[element.type_name]
        return "list", target
    return SCALARS[shape.type_name], ""


def walk(shape, found):
    """Adds this structure and all it leads to."""
    if shape.name in found:
        return
    rows = found.setdefault(shape.name, [])
    for name, member in shape.members.items():
        wire = member.serialization.get("name", name)
        kind, target = described(member)
        rows.append((name, wire, kind, target))
        inner = member.member if member.type_name == "list" else member
        if inner.type_name == "structure":
            walk(inner, found)


def main():
    model = botocore.session.get_session().get_service_model("ec2")
    outputs, found, missing = [], {}, []
    for operation in sorted(operations()):
        if operation not in model.operation_names:
            missing.append(operation)
            continue
        output = model.operation_model(operation).output_shape
        if output is None:
            continue
        outputs.append((operation, "", "", "output", output.name))
        walk(output, found)
    rows = outputs + [(shape, *row) for shape in sorted(found) for row in found[shape]]
    text = "\n".join("\t".join(row) for row in [("shape", "member", "wire", "type", "target"), *rows])
    (HERE / "ec2_shapes.tsv").write_text(text + "\n", encoding="utf-8")
    print(f"botocore {botocore.__version__}: {len(outputs)} operations, {len(found)} shapes, {len(rows)} rows")
    if missing:
        print("not in this model:", ", ".join(missing), file=sys.stderr)


if __name__ == "__main__":
    main()
