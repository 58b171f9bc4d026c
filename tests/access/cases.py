"""The cases. Each has the files and variables of a person's machine, what the AWS CLI does with them (recorded with
AWS CLI 2.36.7 against the same fake AWS; it need not be installed), and what must hold for awsdash.

    gives(account, ...)   `accounts` ends with 0 and shows this account, `list --type AWS::EC2::VPC` its VPC
    refuses(words, ...)   both end with another code than 0 and show no row; standard error of `accounts` has the words
    either(a, b)          one of the two

Words are regular expressions, upper and lower case alike. The number in front of a name is the kind of fault
that it guards against; 00 are the usual set-ups."""
import hashlib
import json

from fakeaws import access_key, secret, token
from lab import env_keys, keys

ONE, TWO, THREE, FOUR = "111111111111", "222222222222", "333333333333", "444444444444"
MACHINE, CONTAINER = "555555555555", "666666666666"
CASES = []
# What no message may be made of: the text of a crash, or of the library's inside.
RAW = (r"panicked", r"Error \{", r"SdkBody", r"ProfileFile provider", r"cargo feature")


def gives(account, role=None, region=None, hosts=None, assume=None, server=None):
    return dict(kind="gives", account=account, role=role, region=region, hosts=hosts or {}, assume=assume or {}, server=server or {})


def refuses(*words, never=()):
    return dict(kind="refuses", words=words, never=(*RAW, *never))


def either(first, second):
    return dict(kind="either", ways=(first, second))


def case(name, what, cli, must, config=None, cred=None, env=None, profile=None, files=None, **more):
    """More: types, region, hosts (AWS's own host names), mode (faults of the fake AWS), stdin, doctor (words and words
    that may not be there), also (a check of its own in `run`)."""
    CASES.append(dict(name=name, what=what, cli=cli, must=must, config=config, cred=cred, env=env or {}, profile=profile,
                      files=files or {}, **more))


# ------------------------------------------------------------------ pieces

R = "region = eu-west-1\n"
BASE = f"[default]\n{R}{keys(ONE)}[profile two]\n{R}{keys(TWO)}[profile three]\n{R}{keys(THREE)}"
SOURCE = f"[profile b]\n{R}{keys(ONE)}"
IN_CONTAINER = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "{U}/container"}
ON_MACHINE = {"AWS_EC2_METADATA_DISABLED": None, "AWS_EC2_METADATA_SERVICE_ENDPOINT": "{U}"}
NO_ENDPOINT = {"AWS_ENDPOINT_URL": None}
TEMPORARY = access_key(FOUR, "TEMP", True)
ROLE_X = "arn:aws:iam::222222222222:role/X"


def role(name, arn=ROLE_X, source="source_profile = b", more=""):
    return f"[profile {name}]\n{R}role_arn = {arn}\n{source}\n{more}"


def helper(command="sh {H}/cp.sh", more=""):
    return f"[profile c]\n{R}credential_process = {command}\n{more}"


PROCESS_KEY = access_key(TWO, "PROC")
ANSWER = {"Version": 1, "AccessKeyId": PROCESS_KEY, "SecretAccessKey": secret(PROCESS_KEY)}


def prints(value):
    return "cat <<'X'\n" + json.dumps(value) + "\nX\n"


SESSION = ("[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\n"
           "sso_registration_scopes = sso:account:access\n")


def sso(more="", name="s", session="corp", role_name="sso_role_name = Admin\n"):
    return f"[profile {name}]\n{R}sso_session = {session}\nsso_account_id = {TWO}\n{role_name}{more}"


LEGACY = (f"[profile l]\n{R}sso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\n"
          f"sso_account_id = {TWO}\nsso_role_name = Admin\n")


def sso_cache(name="corp", seconds=3600, **more):
    text = {"startUrl": "https://corp.awsapps.com/start", "region": "eu-west-1", "accessToken": "GOODTOKEN" + "z" * 40,
            "expiresAt": f"{{IN {seconds}}}", **more}
    return {f".aws/sso/cache/{hashlib.sha1(name.encode()).hexdigest()}.json": json.dumps(text)}


REFRESHABLE = dict(clientId="cid", clientSecret="PLANTEDSECRETclient", refreshToken="GOODREFRESH" + "r" * 40,
                   registrationExpiresAt="{IN 86400}")
PORTAL = "/federation/credentials"
SIGN_IN_AGAIN = (r"expired or was never made",)

LOGIN_ARN = "arn:aws:sts::222222222222:assumed-role/Admin/admin"
LOGIN_KEY = access_key(TWO, "LOGN", True)
LOGIN_CACHE = {f".aws/login/cache/{hashlib.sha256(LOGIN_ARN.encode()).hexdigest()}.json": json.dumps({
    "accessToken": {"accessKeyId": LOGIN_KEY, "secretAccessKey": secret(LOGIN_KEY), "sessionToken": token(LOGIN_KEY),
                    "accountId": TWO, "expiresAt": "{IN 3600}"},
    "clientId": "arn:aws:signin:::devtools/same-device", "refreshToken": "PLANTEDTOKENrefresh", "idToken": "x", "dpopKey": "{ECKEY}"})}
LOGIN = f"[profile g]\n{R}login_session = {LOGIN_ARN}\n"

# ------------------------------------------------------------------ 1. another identity under the profile's name

NOT_THERE = 'error: The source_profile "nosuch" referenced in the profile "a" does not exist.'
LOST = role("a", source="source_profile = nosuch")
case("01-missing-source", "a role whose source_profile does not exist", NOT_THERE,
     refuses("nosuch", never=["no keys, role, process or sign-in are configured"]), LOST, profile="a")
case("01-missing-source-container", "the same where a container has a role", NOT_THERE, refuses("nosuch"), LOST, profile="a", env=IN_CONTAINER)
case("01-missing-source-machine", "the same where the machine has a role", NOT_THERE, refuses("nosuch"), LOST, profile="a", env=ON_MACHINE)
case("01-missing-source-by-variable", "the same, chosen with AWS_PROFILE", NOT_THERE, refuses("nosuch"), LOST, env={**IN_CONTAINER, "AWS_PROFILE": "a"})
case("01-own-source-without-keys", "source_profile names the profile itself, which has no keys; a container has a role",
     "error: Infinite loop in credential configuration detected", refuses(r"\br\b", never=["no keys, role, process or sign-in"]),
     role("r", source="source_profile = r"), profile="r", env=IN_CONTAINER)
case("01-source-in-quotes-container", "the source's name stands in quotes; a container has a role", "222222222222 as role X",
     gives(TWO, role="X"), f'[profile "b c"]\n{R}{keys(ONE)}' + role("r", source="source_profile = b c"), profile="r", env=IN_CONTAINER)
case("01-empty-AWS_PROFILE-container", "AWS_PROFILE is set and empty, [default] has keys, a container has a role",
     "error: The config profile () could not be found", either(gives(ONE), refuses("AWS_PROFILE")), BASE, env={**IN_CONTAINER, "AWS_PROFILE": ""})

# ------------------------------------------------------------------ 2. an empty endpoint variable

PLAIN = f"[default]\n{R}{keys(TWO)}"
NO_PANIC = dict(rc=0, never=["panicked"])
case("02-empty-AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL= is as if it were not set", "222222222222", gives(TWO, hosts={"sts": "sts.eu-west-1.amazonaws.com"}),
     PLAIN, env={"AWS_ENDPOINT_URL": ""}, hosts=True, doctor=NO_PANIC)
case("02-empty-AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL_STS= is as if it were not set", "222222222222", gives(TWO), PLAIN,
     env={"AWS_ENDPOINT_URL_STS": ""}, doctor=NO_PANIC)
case("02-empty-AWS_ENDPOINT_URL_SQS", "AWS_ENDPOINT_URL_SQS= is as if it were not set", "222222222222", gives(TWO), PLAIN,
     env={"AWS_ENDPOINT_URL_SQS": ""}, types="AWS::EC2::VPC,AWS::SQS::Queue")
case("02-empty-endpoint_url", "endpoint_url = in the profile, without a value", "222222222222", gives(TWO), PLAIN + "endpoint_url =\n",
     env=NO_ENDPOINT, hosts=True, doctor=NO_PANIC)

# ------------------------------------------------------------------ 3. FIPS and dual-stack hosts

FOUR_TYPES = "AWS::EC2::VPC,AWS::SQS::Queue,AWS::Lambda::Function"
WEST = f"[default]\nregion = us-west-2\n{keys(TWO)}"


def four(ending, prefix=""):
    return {s: f"{s}{prefix}.us-west-2.{ending}" for s in ("sts", "ec2", "sqs", "lambda")}


case("03-use_fips_endpoint", "use_fips_endpoint = true holds for every request", "222222222222; hosts *-fips",
     gives(TWO, hosts={**four("amazonaws.com", "-fips"), "iam": "iam-fips.amazonaws.com"}), WEST + "use_fips_endpoint = true\n",
     types=FOUR_TYPES, hosts=True)
case("03-AWS_USE_DUALSTACK_ENDPOINT", "the same for dual-stack hosts, by variable", "222222222222; hosts *.api.aws",
     gives(TWO, hosts={**four("api.aws"), "iam": "iam.global.api.aws"}), WEST, env={"AWS_USE_DUALSTACK_ENDPOINT": "true"}, types=FOUR_TYPES, hosts=True)
case("03-fips-and-dualstack", "both", "222222222222; hosts *-fips.*.api.aws", gives(TWO, hosts=four("api.aws", "-fips")),
     WEST + "use_dualstack_endpoint = true\nuse_fips_endpoint = true\n", types=FOUR_TYPES, hosts=True)

# ------------------------------------------------------------------ 4. a sign-in helper that runs hundreds of times

case("04-helper-runs", "a credential_process whose first answers last seconds and that fails from then on; `list --region all`",
     "runs it once per command", None,
     helper(), profile="c", mode={"delay": {"DescribeRegions": 5}}, also="helper_runs",
     files={"cp.sh": "now=$(date +%s); [ -f {H}/began ] || echo $now > {H}/began\n"
                     "if [ $((now - $(cat {H}/began))) -lt 3 ]; then cat {H}/answer; exit; fi\n"
                     "echo run >> {H}/failed; echo 'opening the browser to sign in' >&2; exit 1\n",
            "answer": json.dumps({"Version": 1, "AccessKeyId": access_key(TWO, "PROC", True), "SecretAccessKey": secret(access_key(TWO, "PROC", True)),
                                  "SessionToken": token(access_key(TWO, "PROC", True)), "Expiration": "{IN 4}"})})

# ------------------------------------------------------------------ 5. Identity Center: one message for everything

case("05-sso-role-not-assigned", "the portal refuses the role (403)", "error: ForbiddenException when calling GetRoleCredentials: No access",
     refuses("forbidden|denied|no access|not assigned|not allowed", never=SIGN_IN_AGAIN), SESSION + sso(), profile="s", files=sso_cache(),
     mode={"fail": {PORTAL: [403, "ForbiddenException", "No access"]}})
case("05-sso-throttled", "the portal answers 429", "error: TooManyRequestsException when calling GetRoleCredentials",
     refuses("TooManyRequests|throttl|too many|429", never=SIGN_IN_AGAIN), SESSION + sso(), profile="s", files=sso_cache(),
     mode={"fail": {PORTAL: [429, "TooManyRequestsException", "HTTP 429 Unknown Code"]}})
case("05-sso-portal-500", "the portal answers 500", "error: InternalServerException when calling GetRoleCredentials: oops",
     refuses("InternalServer|500|oops", never=SIGN_IN_AGAIN), SESSION + sso(), profile="s", files=sso_cache(),
     mode={"fail": {PORTAL: [500, "InternalServerException", "oops"]}})
case("05-sso-portal-unreachable", "nobody listens at the portal's address", "error: Could not connect to the endpoint URL: http://127.0.0.1:9/federation/credentials",
     refuses("127.0.0.1:9|connect", never=SIGN_IN_AGAIN), SESSION + sso(), profile="s", files=sso_cache(), env={"AWS_ENDPOINT_URL_SSO": "http://127.0.0.1:9"})
case("05-sso-session-missing", "there is no [sso-session corp]", 'error: The specified sso-session does not exist: "corp"',
     refuses("corp", "sso.session", never=SIGN_IN_AGAIN), sso(), profile="s", files=sso_cache())
case("05-sso-role-name-missing", "there is no sso_role_name", 'error: The profile "s" is configured to use SSO but is missing required configuration: sso_role_name',
     refuses("sso_role_name", never=SIGN_IN_AGAIN), SESSION + sso(role_name=""), profile="s", files=sso_cache())

# ------------------------------------------------------------------ 6. Identity Center: set-ups that the CLI takes

ADMIN = "222222222222 as AWSReservedSSO_Admin"
case("06-sso-region-repeated", "sso_region and sso_start_url stand in the profile too, with the session's values", ADMIN, gives(TWO, role="AWSReservedSSO_Admin"),
     SESSION + sso(more="sso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\n"), profile="s", files=sso_cache())
case("06-sso-session-in-quotes", "[sso-session 'my corp'], as `aws configure sso` writes it", ADMIN, gives(TWO, role="AWSReservedSSO_Admin"),
     SESSION.replace("corp]", "'my corp']") + sso(session="my corp"), profile="s", files=sso_cache("my corp"))
case("06-sso-expiresAt-UTC", "expiresAt in the token file ends with UTC, as older CLIs wrote it", ADMIN, gives(TWO, role="AWSReservedSSO_Admin"),
     LEGACY, profile="l", files={n: t.replace("{IN 3600}", "2036-01-01T00:00:00UTC") for n, t in sso_cache("https://corp.awsapps.com/start").items()})
case("06-sso-source-expired", "a role whose source_profile is an Identity Center profile with an expired sign-in", "error: Token has expired and refresh failed",
     refuses(r"aws sso login", r"profile s\b", never=["renew the credentials of profile r"]),
     SESSION + sso() + role("r", "arn:aws:iam::333333333333:role/Y", "source_profile = s"), profile="r", files=sso_cache(seconds=-60))

# ------------------------------------------------------------------ 7. aws login

case("07-login-session", "a profile of `aws login`, signed in", TWO, gives(TWO), LOGIN, profile="g", files=LOGIN_CACHE)
case("07-login-session-as-source", "a role whose source is such a profile", "333333333333 as role Y", gives(THREE, role="Y"),
     LOGIN + role("r", "arn:aws:iam::333333333333:role/Y", "source_profile = g"), profile="r", files=LOGIN_CACHE)
case("07-login-session-not-signed-in", "the same without a token file", "error: Unable to load a existing login session",
     refuses("aws login"), LOGIN, profile="g")

# ------------------------------------------------------------------ 8. names of profiles

case("08-name-in-quotes", '[profile "my profile"]', TWO, gives(TWO), f'[profile "my profile"]\n{R}{keys(TWO)}', profile="my profile")
case("08-name-umlaut", "[profile größe]", TWO, gives(TWO), f"[profile größe]\n{R}{keys(TWO)}", profile="größe")
case("08-name-brackets", "[profile acme(dev)]", TWO, gives(TWO), f"[profile acme(dev)]\n{R}{keys(TWO)}", profile="acme(dev)")
case("08-name-blank-in-credentials", "[my profile] in the credentials file", TWO, gives(TWO), f"[default]\n{R}", f"[my profile]\n{R}{keys(TWO)}", profile="my profile")
case("08-name-with-star", "--profile 'a*' where a profile is named a*, and another one ab", TWO, gives(TWO), f"[profile a*]\n{R}{keys(TWO)}[profile ab]\n{R}{keys(THREE)}", profile="a*")
case("08-all-profiles", "--profile '*' with three profiles, two of them with such names", "does not take patterns", None,
     f'[profile a]\n{R}{keys(ONE)}[profile "b c"]\n{R}{keys(TWO)}[profile größe]\n{R}{keys(THREE)}', profile="*", also="three_accounts")

# ------------------------------------------------------------------ 9. MFA and duration

MFA = "mfa_serial = arn:aws:iam::111111111111:mfa/me\n"
case("09-mfa", "mfa_serial: the code is asked for (here it stands on standard input), or the message says that one is needed",
     "222222222222 as role NeedsMfa, after `Enter MFA code`", either(gives(TWO, role="NeedsMfa"), refuses(r"\bmfa\b", never=["renew the credentials"])),
     SOURCE + role("r", "arn:aws:iam::222222222222:role/NeedsMfa", more=MFA), profile="r", stdin="123456\n")
case("09-duration_seconds", "duration_seconds is sent", "222222222222 as role X, DurationSeconds=900", gives(TWO, role="X", assume={"DurationSeconds": "900"}),
     SOURCE + role("r", more="duration_seconds = 900\n"), profile="r")

# ------------------------------------------------------------------ 10. another account than the CLI's

case("10-AWS_DEFAULT_PROFILE", "AWS_DEFAULT_PROFILE names the profile", THREE, gives(THREE), BASE, env={"AWS_DEFAULT_PROFILE": "three"})
case("10-AWS_DEFAULT_PROFILE-unknown", "it names one that is not there", "error: The config profile (nosuch) could not be found", refuses("nosuch"), BASE, env={"AWS_DEFAULT_PROFILE": "nosuch"})
case("10-half-environment", "AWS_ACCESS_KEY_ID without AWS_SECRET_ACCESS_KEY", "error: Partial credentials found in env, missing: AWS_SECRET_ACCESS_KEY",
     refuses("AWS_SECRET_ACCESS_KEY"), BASE, env={"AWS_ACCESS_KEY_ID": access_key(FOUR)})
case("10-web-identity-by-variable", "AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN, and keys in [default]", "222222222222 as role W", gives(TWO, role="W"), BASE,
     env={"AWS_WEB_IDENTITY_TOKEN_FILE": "{H}/tok", "AWS_ROLE_ARN": "arn:aws:iam::222222222222:role/W"}, files={"tok": "JWTJWTJWT"})
case("10-process-and-keys", "credential_process in config, keys of the same profile in credentials", THREE, gives(THREE), helper(), f"[c]\n{keys(THREE)}",
     profile="c", files={"cp.sh": prints(ANSWER)})
case("10-two-sections-of-default", "[profile default], and [default] after it", TWO, gives(TWO), f"[profile default]\n{R}{keys(ONE)}[default]\n{R}{keys(TWO)}")

# ------------------------------------------------------------------ 11. files that the CLI reads

case("11-indented-keys", "the lines of a section are indented", TWO, gives(TWO, region="eu-west-1"), "[default]\n" + "".join(f"  {line}\n" for line in (R + keys(TWO)).splitlines()))
case("11-indented-comment", "a comment is indented", TWO, gives(TWO, region="eu-west-1"), f"[default]\n{R}  # office\n{keys(TWO)}")
case("11-colon", "`region: eu-west-1`", TWO, gives(TWO, region="eu-west-1"), f"[default]\nregion: eu-west-1\n{keys(TWO)}")
case("11-text-after-section", "`[default] main`", TWO, gives(TWO, region="eu-west-1"), f"[default] main\n{R}{keys(TWO)}")

# ------------------------------------------------------------------ 12. files that are not UTF-8

UNREADABLE = "error: Unable to parse config file"
case("12-latin1-comment", "one Latin-1 letter in a comment of the config file", UNREADABLE, either(gives(TWO), refuses(r"\.aws/config", "utf|encod")),
     b"# caf\xe9\n" + PLAIN.encode(), doctor=dict(never=[r'"config file","state":"ok","found":"[^"]*\.aws/config: 1 profiles'], unless_gives=True))
case("12-latin1-loses-region", "the same, keys in the credentials file: the region may not be lost without a word", UNREADABLE,
     either(gives(TWO, region="eu-central-1"), refuses(r"\.aws/config", "utf|encod")), b"# caf\xe9\n[default]\nregion = eu-central-1\n", f"[default]\n{keys(TWO)}")

# ------------------------------------------------------------------ 13. a helper that takes longer than 30 seconds

case("13-slow-helper", "a credential_process that answers after 33 s; waiting for it, or a message that names it; no process stays behind",
     TWO, either(gives(TWO), refuses("credential_process|helper|process", never=["check the network", "no connection"])), helper(), profile="c",
     files={"cp.sh": "echo $$ >> {H}/pids\nsleep 33\n" + prints(ANSWER)}, also="nothing_stays", slow=True)

# ------------------------------------------------------------------ 14. secrets

case("14-helper-stderr", "what a helper writes to standard error: the value after password= may not be shown or written", "shows it word for word",
     refuses("bad login"), helper(), profile="c", files={"cp.sh": "echo 'bad login: password=PLANTEDhunter2 for me' >&2; exit 1\n"}, also="no_secret")
case("14-endpoint-query", "the query of AWS_ENDPOINT_URL may carry a token: doctor may not print it", "has no such report", gives(TWO), PLAIN,
     env={"AWS_ENDPOINT_URL": "{U}/?token=PLANTEDhunter2"}, also="no_secret", free=True)

# ------------------------------------------------------------------ 15. messages

case("15-role-denied", "AssumeRole is denied", "error: AccessDenied when calling AssumeRole: User ... is not authorized to perform: sts:AssumeRole on resource ...",
     refuses("AccessDenied|denied|not authorized", "role/Denied", never=["renew the credentials"]), SOURCE + role("r", "arn:aws:iam::222222222222:role/Denied"), profile="r")
case("15-both-sources", "source_profile and credential_source in one profile", 'error: The profile "a" contains both source_profile and credential_source.',
     refuses("source_profile", "credential_source", never=["renew the credentials"]), SOURCE + role("a", more="credential_source = Environment\n"), profile="a", env=env_keys(FOUR))
case("15-blanks-around-keys", "blanks around AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY", "error: SignatureDoesNotMatch",
     either(gives(FOUR), refuses("SignatureDoesNotMatch|AWS_ACCESS_KEY_ID|AWS_SECRET_ACCESS_KEY|blank|space", never=["only reads"])), BASE,
     env={k: f" {v} " for k, v in env_keys(FOUR).items()})
case("15-endpoint-without-scheme", "AWS_ENDPOINT_URL=localhost:4566", "error: Invalid endpoint: localhost:4566", refuses("localhost:4566", never=["Request \\{"]), PLAIN,
     env={"AWS_ENDPOINT_URL": "localhost:4566"})

# ------------------------------------------------------------------ 16. smaller ones

case("16-ca_bundle", "ca_bundle of the profile", TWO, gives(TWO), PLAIN + "ca_bundle = {CA}\n", env={"AWS_CA_BUNDLE": None}, hosts=True)
case("16-AWS_CA_BUNDLE-home", "AWS_CA_BUNDLE=~/ca.pem", TWO, gives(TWO), PLAIN, env={"AWS_CA_BUNDLE": "~/ca.pem"}, files={"ca.pem": "{CATEXT}"}, hosts=True)
case("16-imds-v1", "a machine whose metadata service knows version 1 only", "555555555555 as machine-role", gives(MACHINE, role="machine-role"), f"[default]\n{R}",
     env=ON_MACHINE, mode={"imdsv1only": True})
case("16-AWS_SECURITY_TOKEN", "the old name of AWS_SESSION_TOKEN", FOUR, gives(FOUR), BASE,
     env={"AWS_ACCESS_KEY_ID": TEMPORARY, "AWS_SECRET_ACCESS_KEY": secret(TEMPORARY), "AWS_SECURITY_TOKEN": token(TEMPORARY)})
case("16-expiration-offset", "Expiration of a credential_process as 2036-01-01T00:00:00+0000", TWO, gives(TWO), helper(), profile="c",
     files={"cp.sh": prints({**ANSWER, "Expiration": "2036-01-01T00:00:00+0000"})})

# ------------------------------------------------------------------ 0. right today

case("00-default", "keys of [default]", ONE, gives(ONE, region="eu-west-1"), BASE)
case("00-AWS_PROFILE", "AWS_PROFILE names the profile", TWO, gives(TWO), BASE, env={"AWS_PROFILE": "two"})
case("00-environment-keys", "keys in the environment go before [default]", FOUR, gives(FOUR), BASE, env=env_keys(FOUR))
case("00-profile-before-environment", "--profile goes before keys in the environment", TWO, gives(TWO), BASE, env=env_keys(FOUR), profile="two")
case("00-container-for-empty-profile", "a profile with nothing but a region takes the container's role", "666666666666 as task-role", gives(CONTAINER, role="task-role"),
     f"[profile n]\n{R}", profile="n", env=IN_CONTAINER)
case("00-machine-role", "the machine's role", "555555555555 as machine-role", gives(MACHINE, role="machine-role"), f"[default]\n{R}", env=ON_MACHINE)
case("00-failing-helper-container", "a failing credential_process is not passed over for the container's role", "error: from custom-process",
     dict(kind="refuses", words=(), never=("panicked",)), helper("false"), profile="c", env=IN_CONTAINER)
case("00-expired-sso-container", "nor is an expired sign-in", "error: Token has expired and refresh failed", refuses("aws sso login"), SESSION + sso(), profile="s",
     env=IN_CONTAINER, files=sso_cache(seconds=-60))
case("00-two-hops", "a role from a role", "333333333333 as role Y", gives(THREE, role="Y"), SOURCE + role("m") + role("r", "arn:aws:iam::333333333333:role/Y", "source_profile = m"), profile="r")
case("00-external-id", "external_id and role_session_name", "222222222222 as role NeedsExt", gives(TWO, role="NeedsExt", assume={"ExternalId": "EXT-1", "RoleSessionName": "audit"}),
     SOURCE + role("r", "arn:aws:iam::222222222222:role/NeedsExt", more="external_id = EXT-1\nrole_session_name = audit\n"), profile="r")
case("00-source-environment", "credential_source = Environment", "222222222222 as role X", gives(TWO, role="X"), role("r", source="credential_source = Environment"), profile="r", env=env_keys(FOUR))
case("00-source-machine", "credential_source = Ec2InstanceMetadata", "222222222222 as role X", gives(TWO, role="X"), role("r", source="credential_source = Ec2InstanceMetadata"), profile="r", env=ON_MACHINE)
case("00-source-container", "credential_source = EcsContainer", "222222222222 as role X", gives(TWO, role="X"), role("r", source="credential_source = EcsContainer"), profile="r", env=IN_CONTAINER)
case("00-web-identity-profile", "web_identity_token_file of a profile, as source of a role", "333333333333 as role Y", gives(THREE, role="Y"),
     role("w", source="web_identity_token_file = {H}/tok") + role("r", "arn:aws:iam::333333333333:role/Y", "source_profile = w"), profile="r", files={"tok": "JWTJWTJWT"})
case("00-process", "credential_process with a path that has a blank, and arguments", TWO, gives(TWO), helper('"{H}/my tools/cp" --acct "a b"'), profile="c",
     files={"my tools/cp!": "#!/bin/sh\n" + prints(ANSWER)})
case("00-sso-valid", "Identity Center, token in the cache", ADMIN, gives(TWO, role="AWSReservedSSO_Admin"), SESSION + sso(), profile="s", files=sso_cache())
case("00-sso-refresh", "Identity Center, expired token that can be refreshed", ADMIN, gives(TWO, role="AWSReservedSSO_Admin"), SESSION + sso(), profile="s", files=sso_cache(seconds=-60, **REFRESHABLE))
case("00-sso-legacy-as-source", "a role whose source is a profile with sso_start_url", "333333333333 as role Y", gives(THREE, role="Y"),
     LEGACY + role("r", "arn:aws:iam::333333333333:role/Y", "source_profile = l"), profile="r", files=sso_cache("https://corp.awsapps.com/start"))
case("00-services-section", "a services section goes before the profile's endpoint_url", TWO, gives(TWO, server={"sts": "first", "ec2": "second", "sqs": "second"}),
     PLAIN + "endpoint_url = {U}\nservices = s\n[services s]\nec2 =\n  endpoint_url = {U2}\nsqs =\n  endpoint_url = {U2}\n", env=NO_ENDPOINT, types="AWS::EC2::VPC,AWS::SQS::Queue")
case("00-endpoint-of-service", "AWS_ENDPOINT_URL_EC2 goes before AWS_ENDPOINT_URL and the services section", TWO, gives(TWO, server={"sts": "first", "ec2": "second"}),
     PLAIN + "services = s\n[services s]\nec2 =\n  endpoint_url = {U}\n", env={"AWS_ENDPOINT_URL_EC2": "{U2}"})
case("00-ignored-endpoints", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "222222222222 at AWS's own hosts", gives(TWO, hosts={"sts": "sts.eu-west-1.amazonaws.com", "ec2": "ec2.eu-west-1.amazonaws.com"}),
     PLAIN + "endpoint_url = {U2}\n", env={"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true", "AWS_ENDPOINT_URL": "{U2}"}, hosts=True)
case("00-china-role", "a role in China", "222222222222 as role X at *.amazonaws.com.cn", gives(TWO, role="X", hosts={"sts": "sts.cn-north-1.amazonaws.com.cn", "ec2": "ec2.cn-north-1.amazonaws.com.cn"}),
     f"[profile b]\nregion = cn-north-1\n{keys(ONE)}[profile r]\nregion = cn-north-1\nrole_arn = arn:aws-cn:iam::222222222222:role/X\nsource_profile = b\n", profile="r", region="cn-north-1", hosts=True)
case("00-proxy-with-password", "HTTPS_PROXY with user and password", TWO, gives(TWO), PLAIN, env={"HTTPS_PROXY": "http://me:PLANTEDproxypw@127.0.0.1:{PORT}"}, hosts=True, also="no_secret")
