#!/usr/bin/env python3
"""Writes endpoint_variants.tsv: the hosts of services for FIPS 140 and for dual-stack (IPv6 too).

Facts of botocore's endpoint rules, for every service of native_ops.tsv and those that the program asks by itself.
Run it in this folder:

    python3 make_endpoint_variants.py

Hosts hold `{region}`, and `{dns}` and `{api}` for the two suffixes of a partition in partitions.tsv. `-` where the
rules name no host. A row with a region holds there alone; without a partition, everywhere that has no row of its own.
"""

import collections
from pathlib import Path

import botocore.session
from botocore.endpoint_provider import EndpointProvider
from botocore.exceptions import EndpointProviderError, UnknownServiceError

HERE = Path(__file__).resolve().parent
ACCOUNT = "001234567890"
OWN = ("config", "iam", "organizations", "resource-explorer-2", "s3")
VARIANTS = ((False, False), (True, False), (False, True), (True, True))
# Its rules need the name of a bucket, which a list does not have.
BY_BUCKET = "s3express-control."


def table(name):
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    header = lines[0].split("\t")
    return [dict(zip(header, line.split("\t"))) for line in lines[1:]]


def host(provider, rules, fixed, partition, region, fips, dual):
    given = {"Region": region} | fixed
    for name, parameter in rules["parameters"].items():
        if parameter["type"].lower() == "boolean":
            given.setdefault(name, parameter.get("default", False))
    if "AccountId" in rules["parameters"]:
        given |= {"AccountId": ACCOUNT, "RequiresAccountId": True}
    for name, value in (("UseFIPS", fips), ("UseDualStack", dual)):
        if name in rules["parameters"]:
            given[name] = value
        elif value:
            return "-"
    try:
        url = provider.resolve_endpoint(**given).url
    except EndpointProviderError:
        return "-"
    found = url.removeprefix("https://").replace(ACCOUNT, "{account}").replace(region, "{region}")
    for suffix, mark in ((partition["dns_suffix"], "{dns}"), (partition["api_suffix"], "{api}")):
        if found.endswith("." + suffix):
            found = found.removesuffix(suffix) + mark
    return found


def of_operation(model, operation):
    """What the rules are told of every call of an operation."""
    given = model["operations"].get(operation, {}).get("staticContextParams", {})
    return {name: each["value"] for name, each in given.items()}


def rows_of(service, rules, fixed, data):
    provider, usual = EndpointProvider(rules, data), None
    for partition in table("partitions.tsv"):
        name = partition["partition"]
        known = next((p for p in data["partitions"] if p["id"] == name), None)
        if known is None:
            continue
        regions = [region for region in known["regions"] if not region.endswith("-global")]
        found = {r: tuple(host(provider, rules, fixed, partition, r, *v) for v in VARIANTS) for r in regions}
        most = collections.Counter(found.values()).most_common(1)[0][0]
        if usual is None:
            usual = most
            yield service, "", "", *most
        elif most != usual:
            yield service, name, "", *most
        for region, hosts in found.items():
            if hosts != most:
                yield service, name, region, *hosts


def main():
    loader = botocore.session.get_session().get_component("data_loader")
    data = loader.load_data("partitions")
    services = {name: ("", "") for name in OWN}
    # Of several hosts of a service its own name goes first, then the one without a prefix.
    order = lambda row: (not row["host"].startswith(row["service"] + "."), len(row["host"]))
    for row in sorted(table("native_ops.tsv"), key=order):
        if not row["host"].startswith(BY_BUCKET):
            services.setdefault(row["service"], (row["host"], row["list_op"]))
    rows = []
    for service, (_, operation) in sorted(services.items()):
        try:
            rules = loader.load_service_model(service, "endpoint-rule-set-1")
        except UnknownServiceError:
            print(f"{service}: not in this botocore")
            continue
        model = loader.load_service_model(service, "service-2")
        rows.extend(rows_of(service, rules, of_operation(model, operation), data))
    lines = ["\t".join(("service", "partition", "region", "plain", "fips", "dual_stack", "both"))]
    lines += ["\t".join(row) for row in rows]
    (HERE / "endpoint_variants.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
