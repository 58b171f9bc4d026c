#!/usr/bin/env python3
"""Writes detail_pages.tsv: calls of one resource, in native_ops.tsv, whose answer may come in pages.

Usage: make_detail_pages.py > detail_pages.tsv, with botocore (1.44.8) installed, beside native_ops.tsv.

A call has pages when its input and its output have a token by the models. `place` is where the token of a page goes in
the request for the next, `token_path` where the answer has it."""
import csv
import pathlib
import sys

import botocore.session
from botocore.exceptions import UnknownServiceError

HERE = pathlib.Path(__file__).resolve().parent
# What asks for the next page, and what the answer calls it.
PAIRS = [("NextToken", "NextToken"), ("nextToken", "nextToken"), ("NextMarker", "NextMarker"), ("Marker", "NextMarker"),
         ("Marker", "Marker")]


def place(model, name):
    """Where a parameter stands in a request."""
    shape = model.input_shape.members[name]
    wire = shape.serialization.get("name", name)
    if shape.serialization.get("location") == "querystring":
        return f"query:{wire}"
    if model.service_model.metadata["protocol"] in ("query", "ec2"):
        return f"form:{wire}"
    return f"body:{wire}"


def pages(model):
    """Place and path of the token; None where an answer is whole."""
    given = set(model.input_shape.members) if model.input_shape else set()
    told = set(model.output_shape.members) if model.output_shape else set()
    for token_in, token_out in PAIRS:
        if token_in in given and token_out in told:
            wrapper = model.output_shape.serialization.get("resultWrapper")
            return place(model, token_in), f"{wrapper}.{token_out}" if wrapper else token_out
    return None


def main():
    with open(HERE / "native_ops.tsv", encoding="utf-8") as text:
        rows = list(csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE))
    session = botocore.session.get_session()
    found = set()
    for row in rows:
        try:
            service = session.get_service_model(row["service"])
        except UnknownServiceError:
            continue
        for operation in {row["detail_op"], row["tags_op"].split("(")[0]} & set(service.operation_names):
            token = pages(service.operation_model(operation))
            if token:
                found.add((row["service"], operation, *token))
    out = csv.writer(sys.stdout, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE)
    out.writerow(["service", "operation", "place", "token_path"])
    out.writerows(sorted(found))


main()
