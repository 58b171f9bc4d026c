#!/usr/bin/env python3
"""Writes the hosts of native_ops.tsv's lists, and operation_hosts.tsv: where their details and tags are asked.

Facts of botocore's endpoint rules and of the host prefixes of its models, for the partition aws. Run it in this
folder:

    python3 make_operation_hosts.py

`region` is the only region that a row is for; empty for all that have no row of their own. Services that take
the host from the name of a bucket keep what the table says.
"""

import gc
from pathlib import Path

import botocore.session
from botocore.endpoint_provider import EndpointProvider
from botocore.exceptions import EndpointProviderError, UnknownServiceError

HERE = Path(__file__).resolve().parent
ACCOUNT = "001234567890"
# us-east-1 has hosts of its own in old services; the others are alike.
REGIONS = ("us-east-1", "eu-west-1", "us-west-2")


def table(name):
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    header = lines[0].split("\t")
    return header, [dict(zip(header, line.split("\t"))) for line in lines[1:]]


def resolve(provider, rules, operation, region):
    """Host and signing name of an operation in a region."""
    given = {"Region": region}
    for name, parameter in rules["parameters"].items():
        if parameter["type"].lower() == "boolean":
            given[name] = parameter.get("default", False)
    for name, fixed in operation.get("staticContextParams", {}).items():
        given[name] = fixed["value"]
    if "AccountId" in rules["parameters"]:
        given |= {"AccountId": ACCOUNT, "RequiresAccountId": True}
    endpoint = provider.resolve_endpoint(**given)
    host = endpoint.url.removeprefix("https://").split("/")[0]
    prefix = operation.get("endpoint", {}).get("hostPrefix", "").replace("{AccountId}", ACCOUNT)
    if not host.startswith(prefix):
        host = prefix + host
    schemes = endpoint.properties.get("authSchemes", [])
    names = [scheme["signingName"] for scheme in schemes if scheme.get("signingName")]
    return host.replace(ACCOUNT, "{account}"), (names or [None])[0]


def hosts_of(row, provider, rules, operation):
    """The host in us-east-1, the host in all other regions, and the signing name."""
    found = {}
    for region in REGIONS:
        try:
            found[region] = resolve(provider, rules, operation, region)
        except EndpointProviderError:
            continue
    others = {host.replace(region, "{region}") for region, (host, _) in found.items() if region != REGIONS[0]}
    if REGIONS[0] not in found or len(others) != 1:
        return None
    host, signing_name = found[REGIONS[0]]
    general = others.pop()
    own = general if general.replace("{region}", REGIONS[0]) == host else host
    return own, general, signing_name


def main():
    loader = botocore.session.get_session().get_component("data_loader")
    data = loader.load_data("partitions")
    header, rows = table("native_ops.tsv")
    found = set()
    for service in sorted({row["service"] for row in rows} - {"s3"}):
        try:
            rules = loader.load_service_model(service, "endpoint-rule-set-1")
            operations = loader.load_service_model(service, "service-2")["operations"]
        except UnknownServiceError:
            print(f"{service}: not in this botocore")
            continue
        provider = EndpointProvider(rules, data)
        for row in (row for row in rows if row["service"] == service):
            for name in (row["list_op"], row["detail_op"], row["tags_op"].split("(")[0]):
                known = name in operations and hosts_of(row, provider, rules, operations[name])
                if not known:
                    continue
                own, general, signing_name = known
                if name == row["list_op"]:
                    row["host"] = own
                    row["signing_name"] = signing_name or row["signing_name"]
                if own != row["host"]:
                    found.add((service, name, "", own))
                if own != general:
                    found.update({(service, name, REGIONS[0], own), (service, name, "", general)})
        loader._cache.clear()
        gc.collect()
    lines = ["\t".join(("service", "operation", "region", "host"))]
    lines += sorted("\t".join(each) for each in found)
    (HERE / "operation_hosts.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    lines = ["\t".join(header), *("\t".join(row[name] for name in header) for row in rows)]
    (HERE / "native_ops.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
