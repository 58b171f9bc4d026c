#!/usr/bin/env python3
"""Writes cli_reads.tsv: which command of the AWS CLI reads one resource of a type, for types with a list of their own.

Usage: make_cli_reads.py > cli_reads.tsv, with botocore (1.43.11) installed, beside ec2_ops.tsv and native_ops.tsv.

EC2's lists take identifiers. Of other services the call for details is taken where its whole input is the resource's
identifier, name or ARN; else the list, where it can be narrowed to one. Every operation, every parameter and what is
required is looked up in the models, so that no row names what does not exist."""
import csv
import json
import pathlib
import sys

import botocore.session
from botocore import xform_name
from botocore.exceptions import UnknownServiceError

HERE = pathlib.Path(__file__).resolve().parent
# Services that the command line calls otherwise than the models.
CLI_NAMES = {"s3": "s3api", "codedeploy": "deploy", "config": "configservice"}
# Calls that read next to nothing.
LEFT_OUT = {"HeadBucket"}
PLACES = {"${id}": "id", "${name}": "name", "${arn}": "arn"}
FIXED = {"GetQueueAttributes": "--attribute-names All"}

session = botocore.session.get_session()
models = {}


def table(name):
    with open(HERE / name, encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def operation(service, name):
    if service not in models:
        try:
            models[service] = session.get_service_model(service)
        except UnknownServiceError:
            models[service] = None
    model = models[service]
    if model is None or name not in model.operation_names:
        return None
    return model.operation_model(name)


def row(ty, service, found, member, value):
    required = set(found.input_shape.required_members) - {member}
    fixed = FIXED.get(found.name, "")
    if required and not fixed:
        return None
    shape = found.input_shape.members[member]
    kind = shape.type_name if shape.type_name != "list" else shape.member.type_name
    if kind != "string" or found.name in LEFT_OUT:
        return None
    option = f"{fixed} --{xform_name(member, '-')}".strip()
    return [ty, CLI_NAMES.get(service, service), xform_name(found.name, "-"), option, value]


def of_ec2(op):
    found = operation("ec2", op["op"])
    if not found or op["kind"] != "list" or not op["type"].startswith("AWS::") or op["required"]:
        return None
    member = op["id"] + "s"
    given = found.input_shape.members
    return row(op["type"], "ec2", found, member, "id") if member in given else None


def of_details(op):
    found = operation(op["service"], op["detail_op"]) if op["detail_op"] else None
    if not found:
        return None
    values = {}
    for member, value in json.loads(op["detail_input"] or "{}").items():
        value = value[0] if isinstance(value, list) and len(value) == 1 else value
        if isinstance(value, str) and "${" in value:
            values[member] = value
    if len(values) != 1:
        return None
    (member, value), = values.items()
    return row(op["type"], op["service"], found, member, PLACES[value]) if value in PLACES else None


def of_list(op):
    found = operation(op["service"], op["list_op"])
    if not found or not found.input_shape or op["needs_parent"]:
        return None
    given = found.input_shape.members
    for path, value in ((op["id_path"], "id"), (op["name_path"], "name"), (op["arn_path"], "arn")):
        for member in (path, path + "s"):
            if path and member in given:
                return row(op["type"], op["service"], found, member, value)
    return None


def main():
    out = csv.writer(sys.stdout, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None)
    out.writerow(["type", "service", "operation", "option", "value"])
    done = set()
    for op in table("ec2_ops.tsv"):
        if (found := of_ec2(op)) and found[0] not in done:
            done.add(found[0])
            out.writerow(found)
    for op in table("native_ops.tsv"):
        if op["type"].startswith("AWS::") and op["type"] not in done and not op["alias_of"]:
            if found := of_details(op) or of_list(op):
                done.add(op["type"])
                out.writerow(found)


main()
