"""Runs of `awsdash list` by many accounts at once, and what each account was told."""
import collections
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from replay import RECORDED, access_key, account

REGION = "us-east-1"


class Shown:
    """What one account was shown: rows and lines of the ledger, by type. Its number is that of the recording."""

    def __init__(self):
        self.rows, self.lines = collections.defaultdict(list), collections.defaultdict(list)

    def of(self, types):
        return [(sorted(self.rows.get(t, ())), sorted(self.lines.get(t, ()))) for t in types]

    def was_late(self, types):
        """Whether an answer took too long, for which the machine may be the cause."""
        return any("no answer in time" in line for _, lines in self.of(types) for line in lines)

    def whole(self):
        return self.of(sorted({*self.rows, *self.lines}))


def in_order(error):
    """A line about details names the resources in the order in which they failed, and the reason of the first; the rows
    have the reason of each."""
    found = re.match(r"(details of [^:]+(?:::[^:]+)* in \d+ [^:]*): .*\((.*)\)$", error or "", re.S)
    return f"{found[1]}: {sorted(found[2].split(', '))}" if found else error


class Program:
    def __init__(self, folder, details, region=REGION):
        self.folder, self.details, self.region = folder, details, region
        self.program = shutil.which(os.environ.get("AWSDASH", "awsdash")) or sys.exit("AWSDASH names the program; there is none")

    def types(self):
        asked = subprocess.run([self.program, "types", "--output", "ndjson"], stdout=subprocess.PIPE, check=True, text=True).stdout
        return [t["resource_type"] for t in map(json.loads, asked.splitlines()) if t["provider"] not in ("tagging", "provider")]

    def list(self, url, types, accounts):
        """(exit code, what each of so many accounts was shown)."""
        home = pathlib.Path(tempfile.mkdtemp(dir=self.folder))
        profiles = "".join(f"[profile mutant-{at}]\naws_access_key_id = {access_key(at)}\naws_secret_access_key = secret\nregion = {REGION}\n" for at in range(accounts))
        (home / "profiles").write_text(profiles)
        (home / "credentials").write_text("")
        (home / "config").mkdir()
        (home / "config/settings.json").write_text('{"max_requests_in_flight": 16}')
        environment = {"PATH": "/usr/bin:/bin", "HOME": str(home), "AWSDASH_HOME": str(home), "AWS_CONFIG_FILE": str(home / "profiles"),
                       "AWS_SHARED_CREDENTIALS_FILE": str(home / "credentials"), "AWS_EC2_METADATA_DISABLED": "true"}
        with open(home / "rows", "wb") as rows, open(home / "err", "wb") as err:
            code = subprocess.run([self.program, "list", "--profile", "mutant-*", "--region", self.region, "--type", ",".join(types), "--output", "ndjson",
                                   f"--details={self.details}", "--endpoint-url", url, "--ledger", str(home / "ledger.json"), "--timeout", "30m"],
                                  env=environment, stdin=subprocess.DEVNULL, stdout=rows, stderr=err).returncode
        shown = [Shown() for _ in range(accounts)]
        of = {account(at): at for at in range(accounts)}

        def put(line, into):
            said = json.loads(line)
            number = said["account_id"] or ""
            if number in of:
                into(shown[of[number]])[said["resource_type"] or ""].append(line.replace(number, RECORDED.decode()))

        for line in (home / "rows").read_text().splitlines():
            put(line, lambda s: s.rows)
        ledger = home / "ledger.json"
        for line in json.loads(ledger.read_text()) if ledger.exists() else []:
            put(json.dumps({**line, "error": in_order(line["error"])}, sort_keys=True), lambda s: s.lines)
        shutil.rmtree(home)
        return code, shown
