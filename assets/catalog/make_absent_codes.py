#!/usr/bin/env python3
"""Writes absent_codes.tsv: the error codes by which a list says that what it was asked under is gone.

Usage: make_absent_codes.py > absent_codes.tsv, with botocore (1.44.8) installed, beside native_ops.tsv.

A code is taken when the model of the operation declares it and its name says that something does not exist. What does
not exist must be a parent of the list (the code names its kind, or no kind at all), or, where the operation tells a
single thing, that thing. A code about anything else (a token, a page, a child) says that the request is wrong."""
import csv
import pathlib
import re
import sys

import botocore.session

HERE = pathlib.Path(__file__).resolve().parent
NOT_THERE = re.compile(r"(?P<what>\w*?)(Is)?(NotFound|DoesNotExist)(Exception|Fault)?")
NOSUCH = re.compile(r"NoSuch(?P<what>\w+?)(Exception|Fault)?")
# What codes say in place of a kind.
ANY_KIND = {"", "resource", "entity", "parent"}
# Cloud Control passes on what its handlers say of the model they were given.
BY_HAND = [("cloudcontrol", "ListResources", "ResourceNotFoundException", "parent")]


def table(name):
    with open(HERE / name, encoding="utf-8") as text:
        return list(csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE))


def parents(row):
    """The types that a list is asked under; a choice of the service's own has none."""
    found = []
    for part in filter(None, row["needs_parent"].split(";")):
        source = part.split("=", 1)[1]
        if source.startswith("AWS::"):
            found.append("::".join(source.split(":$")[0].split("::")[:2] + [source.split("::")[2].split(":")[0]]))
    return found


def absent(code, row):
    """What the code says is gone; None when it is nothing that makes an empty list."""
    match = NOSUCH.fullmatch(code) or NOT_THERE.fullmatch(code)
    if not match:
        return None
    what = match["what"].lower()
    above = parents(row)
    if what in ANY_KIND:
        return "parent" if above else "itself"
    for ty in above:
        kind = ty.rsplit("::", 1)[1].lower()
        if kind == what or kind.endswith(what):
            return ty
    return None


def codes(model, protocol):
    for shape in model.error_shapes:
        told = shape.metadata.get("error", {}).get("code")
        yield told if told and protocol in ("query", "rest-xml") else shape.name


def main():
    session = botocore.session.get_session()
    services, found = {}, set(BY_HAND)
    for row in table("native_ops.tsv"):
        if not row["needs_parent"] and row["item_kind"] != "single":
            continue
        service, operation = row["service"], row["list_op"]
        if service not in services:
            services[service] = session.get_service_model(service)
        model = services[service].operation_model(operation)
        for code in codes(model, row["protocol"]):
            gone = absent(code, row)
            # A list of choices has nothing above it that could be gone.
            if gone and (gone != "itself" or row["item_kind"] == "single"):
                found.add((service, operation, code, gone))
    out = csv.writer(sys.stdout, delimiter="\t", quoting=csv.QUOTE_NONE, lineterminator="\n")
    out.writerow(("service", "operation", "code", "absent"))
    out.writerows(sorted(found))


if __name__ == "__main__":
    main()
