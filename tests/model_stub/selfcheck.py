#!/usr/bin/env python3
"""Is the stub right? (1) botocore's parser reads every answer back as it was meant; (2) with --client botocore's client asks
the running stub, and nothing of what it sends may be called wrong.

    selfcheck.py [SERVICE ...]
    selfcheck.py --client SERVICE ..."""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import types

sys.dont_write_bytecode = True
import botocore.config
import botocore.session
from botocore import xform_name

import gen
import models
import stub
import wire

PROTOCOLS = ("ec2", "query", "json", "rest-json", "rest-xml")


def answers(names):
    stub.OPTIONS = types.SimpleNamespace(pages="1", cloudcontrol="ids", same=False, tagged=False, tags=False, count=2)
    asked = differ = 0
    for name in names or sorted(stub.ROUTER.all):
        service = models.service(name)
        protocol = next((p for p in PROTOCOLS if p in stub.ROUTER.all[name]["protocols"]), None)
        for op_name in service.operation_names:
            op = service.operation_model(op_name)
            if not protocol or not re.match("List|Describe|Get|Search", op_name) or op.output_shape is None or op.has_event_stream_output:
                continue
            asked += 1
            try:
                value = gen.Maker(op, {}, service.signing_name).value()
                back = wire.plain(wire.read_back(op, protocol, *wire.answer(op, protocol, value)))
                what = None if back == wire.plain(value) else stub.first_difference(wire.plain(value), back)
            except Exception as error:
                what = repr(error)[:200]
            if what:
                differ += 1
                print(f"FALLS SHORT {name}.{op_name} ({protocol}): {what}")
        models.service.cache_clear()
    print(f"{asked} answers, {differ} read otherwise by botocore")
    return differ


def requests(names):
    log = tempfile.NamedTemporaryFile(suffix=".ndjson", delete=False).name
    here = pathlib.Path(__file__).resolve().parent
    server = subprocess.Popen([sys.executable, str(here / "stub.py"), "--log", log], stdout=subprocess.PIPE, text=True)
    asked = failed = 0
    try:
        url = server.stdout.readline().strip()
        session = botocore.session.get_session()
        session.set_credentials("AKIAEXAMPLE", "secret")
        config = botocore.config.Config(retries={"max_attempts": 0}, s3={"addressing_style": "path"}, inject_host_prefix=False)
        for name in names:
            client = session.create_client(name, region_name="us-east-1", endpoint_url=url, config=config)
            for op_name in models.service(name).operation_names:
                op = models.service(name).operation_model(op_name)
                if not re.match("List|Describe", op_name) or op.has_event_stream_output or (op.input_shape and op.input_shape.required_members):
                    continue
                asked += 1
                try:
                    getattr(client, xform_name(op_name))()
                except Exception as error:
                    failed += 1
                    print(f"FALLS SHORT {name}.{op_name}: {error!r}"[:250])
    finally:
        server.terminate()
        server.wait(30)
    with open(log) as f:
        wrong = [r for r in map(json.loads, f) if r["problems"] or r.get("self")]
    os.remove(log)
    for r in wrong:
        print(f"FALLS SHORT {r['service']}.{r['op']}: {(r['problems'] or [r.get('self')])[0]}"[:250])
    print(f"{asked} operations asked, {failed} failed, {len(wrong)} called wrong")
    return failed + len(wrong)


if __name__ == "__main__":
    rest = [a for a in sys.argv[1:] if a != "--client"]
    sys.exit(1 if (requests(rest) if "--client" in sys.argv else answers(rest)) else 0)
