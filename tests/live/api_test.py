"""The JSON API: the CLI's commands by name, with the CLI's rights, for scripts that hold a password of their own."""

import base64
import http.client
import imaplib
import json
import re

from live_site import DOMAIN, Site
from score import Score

PASSWORD = "Api-secret-7"


class Api:
    def __init__(self, port, name="", password="", scheme="Basic"):
        self.port = port
        self.headers = {}
        if name:
            pair = base64.b64encode(f"{name}:{password}".encode()).decode()
            self.headers["Authorization"] = f"{scheme} {pair}"

    def send(self, method, path, body=None, headers=None):
        """(status, what was answered, the fields)."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body, {**self.headers, **(headers or {})})
            answer = connection.getresponse()
            text = answer.read().decode()
            is_json = answer.getheader("Content-Type", "").startswith("application/json")
            return answer.status, json.loads(text) if is_json else text, dict(answer.getheaders())
        finally:
            connection.close()

    def post(self, verb, **arguments):
        return self.send("POST", f"/api/v1/{verb}", json.dumps(arguments), {"Content-Type": "application/json"})[:2]

    def get(self, path):
        return self.send("GET", f"/api/v1/{path}")[:2]


def commands(score, master, site):
    status, listed = master.post("LISTDOMAINS")
    score.check("a list", status == 200 and DOMAIN in listed["result"], listed)
    score.check("the same by GET", master.get("LISTDOMAINS") == (status, listed))
    made = master.post("CREATEACCOUNT", accountName="bot", settings={"RealName": 'A "bot" (x) TAG y'})
    score.check("an account is made", made == (200, {}), made)
    settings = master.get("GETACCOUNTSETTINGS?accountName=bot")
    score.check("its settings come back as they were", settings[1]["result"].get("RealName") == 'A "bot" (x) TAG y', settings)
    score.check("a name in use", master.post("CREATEACCOUNT", accountName="bot")[0] == 409)
    score.check("an unknown account", master.get("GETACCOUNTSETTINGS?accountName=nobody")[0] == 404)
    score.check("an unknown command", master.post("LISTSECRETS")[0] == 404)
    score.check("a missing argument", master.post("DELETEACCOUNT") ==
                (400, {"error": {"code": 501, "message": 'The argument "accountName" is missing'}}), master.post("DELETEACCOUNT"))
    score.check("an argument too many", master.post("LISTDOMAINS", all=True)[0] == 400)
    score.check("a change by GET", master.get("DELETEACCOUNT?accountName=bot")[0] == 405)
    score.check("the account is still there", master.get("GETACCOUNTSETTINGS?accountName=bot")[0] == 200)
    score.check("lists and dictionaries", master.post("SETACCOUNTALIASES", accountName="bot", alias=["robot", "android"]) == (200, {}))
    score.check("they are kept", master.post("GETACCOUNTALIASES", accountName="bot")[1] == {"result": ["android", "robot"]},
                master.post("GETACCOUNTALIASES", accountName="bot"))
    key = master.post("GENERATEDOMAINKEY", domainName=DOMAIN, type="ECDSA")
    score.check("a keyword with a word of its own", key[0] == 200, key)
    # Nothing that is sent can become a word of the command.
    master.post("SETACCOUNTPASSWORD", accountName="bot", password='x" TAG "phone')
    tags = master.post("LISTACCOUNTTAGS", accountName="bot")
    score.check("an argument stays one", tags == (200, {"result": {}}), tags)


def rights(score, site):
    site.account("joe", PASSWORD)
    joe = Api(site.httpa, f"joe@{DOMAIN}", PASSWORD)
    refused = joe.post("CREATEACCOUNT", accountName="friend")
    score.check("a user may not administer", refused[0] == 400 and refused[1]["error"]["code"] == 501, refused)
    score.check("a user sees what is its own", joe.get("GETACCOUNTRIGHTS?accountName=*")[0] in (200, 404))
    score.check("without a login", Api(site.httpa).post("NOOP")[0] == 401)
    score.check("with a wrong password", Api(site.httpa, f"joe@{DOMAIN}", "wrong").post("NOOP")[0] == 401)
    score.check("at the users' port too", Api(site.http, f"joe@{DOMAIN}", PASSWORD).post("NOOP") == (200, {}))


def tokens(score, site):
    site.cli("SETACCOUNTPASSWORD", "joe", "PASSWORD", "Token-for-api-1", "TAG", "script", "SERVICES", "(API)")
    site.cli("SETACCOUNTPASSWORD", "joe", "PASSWORD", "Token-for-imap-1", "TAG", "reader", "SERVICES", "(IMAP)")
    script, reader = f"joe$script@{DOMAIN}", f"joe$reader@{DOMAIN}"
    for scheme in ("Basic", "Bearer"):
        score.check(f"a password for the API, {scheme}",
                    Api(site.httpa, script, "Token-for-api-1", scheme).post("NOOP") == (200, {}))
        score.check(f"a password for something else, {scheme}",
                    Api(site.httpa, reader, "Token-for-imap-1", scheme).post("NOOP")[0] in (401, 403))
    with_token = Api(site.httpa, script, "Token-for-api-1")
    score.check("it is good for nothing else of HTTP", with_token.send("GET", "/whoami")[0] in (401, 403))

    def imap():
        with imaplib.IMAP4("127.0.0.1", site.imap) as client:
            client.login(script, "Token-for-api-1")
    score.refuse("nor for IMAP", imap)
    site.cli("UPDATEACCOUNTSETTINGS", "joe", "{AccessModes=(IMAP, POP, HTTP);}")
    score.check("a service that is not enabled", with_token.post("NOOP")[0] in (401, 403))
    site.cli("UPDATEACCOUNTSETTINGS", "joe", "{AccessModes=default;}")


def bad_input(score, master):
    def sent(body, kind="application/json", path="/api/v1/NOOP"):
        return master.send("POST", path, body, {"Content-Type": kind})[0]
    for body in (b"{", b"[]", b"1", b'{"a":1.5}', b"[" * 2000, b'{"a":"\xff"}', b"null"):
        score.check(f"body {body[:12]!r}", sent(body) == 400, sent(body))
    score.check("a form is not taken: no page of another site can send one", sent("{}", "application/x-www-form-urlencoded") == 415)
    score.check("text is not taken", sent("{}", "text/plain") == 415)
    score.check("too long", sent(b'{"a":"' + b"x" * 300_000 + b'"}') == 413)
    for path in ("/api/v1/", "/api/v1/A/B", "/api/v1/%2e%2e", "/api/v2/NOOP"):
        score.check(path, sent("{}", path=path) in (400, 404), sent("{}", path=path))
    score.check("an empty body has no arguments", sent(b"") == 200)


def document(score, master, site):
    status, openapi = master.get("openapi.json")
    if not score.check("the document", status == 200 and openapi.get("openapi") == "3.1.0", openapi):
        return
    listed = set(re.findall(r"[A-Z]{4,}", site.cli("LISTCLICOMMANDS").stdout))
    score.check("it has every command", {path.strip("/") for path in openapi["paths"]} == listed,
                listed.symmetric_difference({path.strip("/") for path in openapi["paths"]}))
    score.check("what changes something has no GET", "get" not in openapi["paths"]["/DELETEACCOUNT"])
    body = openapi["paths"]["/CREATEFORWARDER"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    score.check("arguments by name", body["required"] == ["forwarderName", "to"], body)
    named = {each for path in openapi["paths"].values() for each in
             path["post"]["requestBody"]["content"]["application/json"]["schema"]["properties"]}
    score.check("names are words", all(re.fullmatch(r"[A-Za-z]+", each) for each in named), named)


def main():
    score = Score()
    with Site(demo=True) as site:
        master = Api(site.httpa, f"postmaster@{DOMAIN}", site.initial[f"postmaster@{DOMAIN}"])
        commands(score, master, site)
        rights(score, site)
        tokens(score, site)
        bad_input(score, master)
        document(score, master, site)
    score.finish()


main()
