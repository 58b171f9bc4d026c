#!/usr/bin/env python3
"""Writes service_hosts.tsv: where services of native_ops.tsv answer outside of the partition aws.

Facts of botocore's endpoint rules, reduced to what differs from the rule that the program
follows otherwise: the host of native_ops.tsv with the partition's own suffix, asked and signed
in the region that is asked about. Run it in this folder:

    python3 make_service_hosts.py

`host` may hold `{region}`. `region` is the one that answers and that requests are signed for; empty
where every region answers for itself.
"""

from pathlib import Path

import botocore.session
from botocore.endpoint_provider import EndpointProvider
from botocore.exceptions import EndpointProviderError, UnknownServiceError

HERE = Path(__file__).resolve().parent
ACCOUNT = "001234567890"
# Its rules need the name of a bucket, which a list does not have.
BY_BUCKET = "s3express-control."


def table(name):
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    header = lines[0].split("\t")
    return [dict(zip(header, line.split("\t"))) for line in lines[1:]]


def resolve(rules, data, region):
    """Host and signing region of a service in a region."""
    given = {"Region": region}
    for name, parameter in rules["parameters"].items():
        if parameter["type"].lower() == "boolean":
            given[name] = parameter.get("default", False)
    if "AccountId" in rules["parameters"]:
        given |= {"AccountId": ACCOUNT, "RequiresAccountId": True}
    endpoint = EndpointProvider(rules, data).resolve_endpoint(**given)
    schemes = endpoint.properties.get("authSchemes", [])
    signed = [scheme["signingRegion"] for scheme in schemes if scheme.get("signingRegion")]
    return endpoint.url.removeprefix("https://"), (signed or [region])[0]


def expected(host, partition, region):
    host = host.replace("{region}", region).replace("{account}", ACCOUNT)
    for known, own in (("amazonaws.com", "dns_suffix"), ("api.aws", "api_suffix")):
        if host.endswith(known):
            return host.removesuffix(known) + partition[own]
    return host


def differing(service, host, rules, data, partition):
    """The rows of a service in a partition."""
    regions = [
        region
        for known in data["partitions"]
        if known["id"] == partition["partition"]
        for region in known["regions"]
        if not region.endswith("-global")
    ]
    found = [(region, *resolve(rules, data, region)) for region in regions]
    usual = all(
        (at, signed) == (expected(host, partition, region), region)
        for region, at, signed in found
    )
    if usual:
        return
    # One region answers for all.
    answers = {(at, signed) for _, at, signed in found}
    if len(answers) == 1:
        yield service, partition["partition"], *answers.pop()
        return
    # Hosts that name their region: all of them do, or only the one that has the service.
    odd = [each for each in found if each[1:] != (expected(host, partition, each[0]), each[0])]
    hosts = {at.replace(region, "{region}") for region, at, _ in odd}
    if len(hosts) > 1 or any(region != signed for region, _, signed in odd):
        raise SystemExit(f"{service} in {partition['partition']} has no rule: {found}")
    yield service, partition["partition"], hosts.pop(), ""


def bare_host(loader, row):
    """The host of a list without the prefix of its operation, which rules do not know."""
    try:
        operations = loader.load_service_model(row["service"], "service-2")["operations"]
    except UnknownServiceError:
        return row["host"]
    prefix = operations.get(row["list_op"], {}).get("endpoint", {}).get("hostPrefix", "")
    return row["host"] if "{" in prefix else row["host"].removeprefix(prefix)


def main():
    loader = botocore.session.get_session().get_component("data_loader")
    data = loader.load_data("partitions")
    services = {}
    for row in table("native_ops.tsv"):
        services.setdefault(row["service"], bare_host(loader, row))
    rows = set()
    for service, host in services.items():
        if host.startswith(BY_BUCKET):
            continue
        try:
            rules = loader.load_service_model(service, "endpoint-rule-set-1")
        except UnknownServiceError:
            print(f"{service}: not in this botocore")
            continue
        for partition in table("partitions.tsv"):
            if partition["partition"] != "aws":
                try:
                    rows.update(differing(service, host, rules, data, partition))
                except EndpointProviderError as missing:
                    print(f"{service} in {partition['partition']}: {missing}")
    lines = ["\t".join(("service", "partition", "host", "region"))]
    lines += sorted("\t".join(row) for row in rows)
    (HERE / "service_hosts.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
