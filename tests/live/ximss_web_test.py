"""XIMSS over HTTP by the flows of its known clients: log in, ask at once, ask and wait, ends; and who must not get in."""

import base64
import concurrent.futures
import hashlib
import hmac
import http.client
import imaplib
import re
import ssl
import threading
import time
import urllib.parse
import xml.etree.ElementTree as tree

from live_site import DOMAIN, Site
from score import Score
from ximss_test import Client

PASSWORD, WRONG = "open-Sesame-7", "closed-Sesame-7"
ALICE = f"alice@{DOMAIN}"
COOKIE = "CGateProWebUser"

score = Score()


class Lost(Exception):
    """Status 550: what clients know as the end of a session."""


class Web:
    """One connection at a time, as a browser's page has it."""

    def __init__(self, site, tls=False):
        self.site, self.tls, self.cookie, self.base = site, tls, None, ""
        self.sequence, self.heard, self.last = 0, 0, 0
        self.connect()

    def connect(self):
        if self.tls:
            context = ssl.create_default_context()
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            self.wire = http.client.HTTPSConnection("127.0.0.1", self.site.https, timeout=60, context=context)
        else:
            self.wire = http.client.HTTPConnection("127.0.0.1", self.site.http, timeout=60)

    def ask(self, method, path, body=None, headers=()):
        headers = {"Host": DOMAIN, **dict(headers)}
        if self.cookie:
            headers["Cookie"] = f"{COOKIE}={self.cookie}"
        for again in (True, False):
            try:
                self.wire.request(method, path, body, headers)
                answer = self.wire.getresponse()
                break
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                self.connect()
                if not again:
                    raise
        text = answer.read()
        for value in answer.headers.get_all("Set-Cookie") or []:
            if value.startswith(COOKIE):
                self.cookie = value.split(";")[0].split("=", 1)[1]
        self.status, self.type = answer.status, answer.headers.get("Content-Type", "")
        if answer.status == 550:
            raise Lost(text)
        return tree.fromstring(text) if self.type.startswith("text/xml") else text

    def login(self, name="alice", password=PASSWORD, method="GET", path="/XIMSSLogin/", **options):
        """The session element, or the words of the refusal."""
        fields = {"errorAsXML": 1, "userName": name, "password": password, **options}
        fields = urllib.parse.urlencode({key: value for key, value in fields.items() if value is not None})
        if method == "GET":
            answer = self.ask("GET", f"{path}?{fields}")
        else:
            answer = self.ask("POST", path, fields, {"Content-Type": "application/x-www-form-urlencoded"})
        first = answer[0]
        if first.tag == "session":
            self.base = f"/Session/{first.get('urlID')}/"
            return first
        return first.get("errorText")

    def post(self, requests, where="sync", numbered=True, more=""):
        if numbered:
            self.sequence += 1
            where += f"?reqSeq={self.sequence}{more}"
        return self.ask("POST", self.base + where, f"<XIMSS>{requests}</XIMSS>", {"Content-Type": "text/xml"})

    def request(self, name, text="", **values):
        """Data messages and the error of one request, as TCP clients have them."""
        self.last += 1
        attributes = "".join(f' {key}="{value}"' for key, value in values.items())
        answer = list(self.post(f'<{name} id="{self.last}"{attributes}>{text}</{name}>'))
        return answer[:-1], answer[-1].get("errorText", "")

    def poll(self, wait=0):
        answer = self.ask("GET", f"{self.base}?ackSeq={self.heard}&maxWait={wait}")
        self.heard = int(answer.get("respSeq", self.heard))
        return list(answer)


def is_lost(work):
    try:
        work()
    except Lost as lost:
        return lost.args[0]
    return None


def is_alice(found):
    return not isinstance(found, str) and found.get("userName") == ALICE


def logins(site):
    for what, how in (("as a page does", {}), ("by a form", {"method": "POST"}), ("in small letters", {"path": "/ximsslogin/"}),
                      ("with all that a client may add", {"version": "6.1", "EnableUseCookie": 1, "DisableIPWatch": 1, "x2auth": 1,
                                                          "canUpdatePwd": 1, "killOld": 1})):
        web = Web(site)
        session = web.login(**how)
        score.check(f"a login {what}", is_alice(session) and session.get("realName") == "Alice" and
                    re.fullmatch(r"[0-9a-f]{16}", session.get("random")) and session.get("version"), session)
        score.check(f"and a request {what}", web.request("noop") == ([], ""))
    web = Web(site, tls=True)
    score.check("over TLS", is_alice(web.login()) and web.request("noop") == ([], ""))
    token = base64.b64encode(f"alice:{PASSWORD}".encode()).decode()
    answer = Web(site).ask("GET", "/XIMSSLogin/?errorAsXML=1", headers={"Authorization": f"Basic {token}"})
    score.check("by Basic", is_alice(answer[0]))
    words = {Web(site).login(name, WRONG) for name in ("alice", "nobody", "alice@other.test")}
    score.check("wrong and unknown are told alike", len(words) == 1, words)
    web = Web(site)
    answer = web.ask("GET", f"/XIMSSLogin/?userName=alice&password={WRONG}")
    score.check("by status where no XML is wanted", web.status == 403 and answer[0].get("errorNum") == "515")
    web = Web(site)
    web.ask("PUT", "/XIMSSLogin/", "x")
    score.check("other methods are not", web.status == 405)
    said = site.output() + site.log()
    score.check("no password is logged", PASSWORD not in said and urllib.parse.quote(PASSWORD) not in said)


def by_nonce(site):
    def digest(nonce, password=PASSWORD):
        return base64.b64encode(hmac.new(password.encode(), nonce.encode(), hashlib.md5).hexdigest().encode()).decode()

    def nonce_of(web):
        answer = web.ask("POST", "/ximsslogin/", '<XIMSS><listFeatures id="connecting"/></XIMSS>', {"Content-Type": "text/xml"})
        return answer.find("features").findtext("nonce")

    web = Web(site)
    nonce = nonce_of(web)
    score.check("a nonce is given", bool(nonce))
    score.check("its digest opens", is_alice(Web(site).login(password=None, nonce=nonce, authData=digest(nonce), method="POST")))
    score.check("once", not is_alice(Web(site).login(password=None, nonce=nonce, authData=digest(nonce))))
    nonce = nonce_of(Web(site))
    score.check("a wrong one does not", not is_alice(Web(site).login(password=None, nonce=nonce, authData=digest(nonce, WRONG))))
    score.check("nor one of a nonce made up", not is_alice(Web(site).login(password=None, nonce="made-up", authData=digest("made-up"))))
    score.check("nor rubbish", not is_alice(Web(site).login(password=None, nonce=nonce, authData="%%%")))


def requests(site):
    web = Web(site)
    web.login()
    score.check("a list is changed", web.request("mailboxACLSet", mailbox="INBOX", identifier="bob", rights="lr") == ([], ""))
    data, error = web.request("mailboxACLGet", mailbox="INBOX")
    score.check("and read", not error and [(one.get("identifier"), one.get("rights")) for one in data[0]] == [("bob", "lr")], error)
    score.check("what is not known", web.request("whatsThis")[1] != "")
    score.check("the command line needs rights", web.request("cliExecute", "LISTDOMAINS")[1] != "")
    several = web.post('<noop id="a"/> <noop id="b"/><whatsThis id="c"/>')
    score.check("several at once", [one.get("id") for one in several] == ["a", "b", "c"] and several[2].get("errorNum") == "500")
    web.sequence -= 1
    again = web.post('<mailboxACLSet id="z" mailbox="INBOX" identifier="bob" rights=""/>')
    score.check("a request that was said is not done again", [one.get("id") for one in again] == ["a", "b", "c"])
    score.check("it was not", web.request("mailboxACLGet", mailbox="INBOX")[0][0][0].get("rights") == "lr")
    with concurrent.futures.ThreadPoolExecutor() as pool:
        other = Web(site)
        other.base, other.heard = web.base, web.heard
        waiting = pool.submit(other.poll, 30)
        time.sleep(0.3)
        began = time.monotonic()
        web.post('<noop id="later"/>', "async")
        heard = waiting.result(20)
        score.check("what is asked later is told to whoever waits", [one.get("id") for one in heard] == ["later"] and
                    time.monotonic() - began < 5, heard)
        other.heard = 0
        score.check("and once more when it was not heard", [one.get("id") for one in other.poll()] == ["later"])
        began = time.monotonic()
        score.check("nobody waits longer than he said", other.poll(2) == [] and 1 < time.monotonic() - began < 6)
        first = pool.submit(other.poll, 30)
        time.sleep(0.3)
        third = Web(site)
        third.base, third.heard = web.base, 1
        second = pool.submit(third.poll, 2)
        score.check("one waits at a time", first.result(2) == [] and second.result(10) == [])
    new = "another-Sesame-8"
    score.check("a password needs the old one", web.request("passwordModify", oldPassword=WRONG, newPassword=new)[1] != "")
    score.check("the password is changed", web.request("passwordModify", oldPassword=PASSWORD, newPassword=new) == ([], ""))
    score.check("the new one opens", is_alice(Web(site).login(password=new)))
    site.set_password("alice", PASSWORD)


def ends(site):
    web, other = Web(site), Web(site)
    session = web.login().get("urlID")
    mail = imaplib.IMAP4("127.0.0.1", site.imap)
    score.check("its ID is good for SESSIONID", mail.authenticate("SESSIONID", lambda _: f"alice {session}".encode())[0] == "OK")
    mail.shutdown()
    score.check("and for its clients that come back", other.login(password=None, sessionid=session).get("urlID") == session)
    score.check("bye", web.request("bye") == ([], ""))
    unknown = is_lost(lambda: web.ask("GET", "/Session/1-abcdefghijklmnopqrstuv/"))
    score.check("then it is lost", is_lost(lambda: web.request("noop")) == unknown is not None)
    score.check("for everybody", is_lost(other.poll) == unknown)
    score.check("and opens nothing", isinstance(Web(site).login(password=None, sessionid=session), str))

    web, admin = Web(site), Client(site)
    session = web.login().get("urlID")
    admin.login(PASSWORD, "postmaster")
    with concurrent.futures.ThreadPoolExecutor() as pool:
        def waits():
            began = time.monotonic()
            try:
                web.wire.request("GET", f"{web.base}?ackSeq=0&maxWait=60", headers={"Host": DOMAIN})
                web.wire.getresponse().read()
            except (http.client.HTTPException, OSError):
                return time.monotonic() - began
            return -1.0

        waiting = pool.submit(waits)
        time.sleep(0.5)
        score.check("it is killed", admin.ask("cliExecute", f'KILLSESSION "{session}"')[1] == "")
        score.check("whoever waits is cut off within a second", 0 < waiting.result(20) < 1.7, "")
    web.connect()
    score.check("and it is lost", is_lost(web.poll) == unknown)

    tcp = Client(site)
    session = tcp.login(PASSWORD).get("urlID")
    began = time.monotonic()
    score.check("one of TCP is killed", admin.ask("cliExecute", f'KILLSESSION "{session}"')[1] == "")
    score.check("its connection ends within a second", tcp.read() is None and time.monotonic() - began < 1.2)

    old, young = Web(site), Web(site)
    old.login()
    young.login(killOld=1)
    score.check("an old one ends when the client says so", is_lost(old.poll) == unknown and young.poll() == [])
    site.cli("SETSESSIONSETTINGS", "{SessionIdleTime=2s;}")
    time.sleep(3.5)
    score.check("one that was not used runs out", is_lost(young.poll) == unknown)
    site.cli("SETSESSIONSETTINGS", "{SessionIdleTime=20m;}")


def cookies(site):
    web = Web(site)
    web.login(EnableUseCookie=1)
    kept, other = web.cookie, Web(site)
    other.base = web.base
    score.check("a cookie is given", bool(kept) and web.poll() == [])
    lost = is_lost(other.poll)
    other.cookie = "x" * 22
    score.check("nobody else has it", lost is not None and is_lost(other.poll) == lost)
    web = Web(site)
    web.login(EnableUseCookie=1)
    web.cookie = None
    score.check("a client that drops it at the login gets it again", web.poll() == [] and web.cookie)
    web = Web(site)
    web.login(EnableUseCookie=1, DisableUseCookie=1)
    score.check("none where it is not wanted", web.cookie is None and web.poll() == [])


def hostile(site):
    web, before = Web(site), site.memory()
    web.login()
    bomb = "<!DOCTYPE a [<!ENTITY x 'xxxxxxxxxx'>]><XIMSS>&x;</XIMSS>"
    for what, body in (("an entity", bomb), ("depth", "<XIMSS>" + "<a>" * 5000), ("no XML", "hello"), ("another root", "<a/>"),
                       ("zero bytes", "<XIMSS>\0</XIMSS>"), ("many", "<XIMSS>" + "<noop/>" * 5000 + "</XIMSS>")):
        answer = web.ask("POST", web.base + "sync", body)
        score.check(f"{what}: refused", len(answer) == 1 and answer[0].get("errorNum") is not None, tree.tostring(answer)[:300])
    web.ask("POST", web.base + "sync", "<XIMSS>" + " " * 70000 + "</XIMSS>")
    score.check("too long", web.status == 413)
    web.connect()
    for path in ("sync?reqSeq=-1", "sync?reqSeq=x", "?ackSeq=99999999999999999999&maxWait=-1"):
        score.check(f"strange numbers: {path}", len(web.ask("POST", web.base + path, "<XIMSS><noop/></XIMSS>")) >= 0)
    for path in ("/Session/", "/Session//sync", "/Session/%00/", "/Session/" + "1" * 4000 + "/"):
        try:
            web.ask("GET", path)
        except Lost:
            pass
        score.check(f"{path[:20]} gives nothing", web.status in (400, 404, 414, 550), web.status)
    sessions = [Web(site) for _ in range(60)]
    for one in sessions:
        one.login()
    threads = [threading.Thread(target=lambda one=one: one.poll(4)) for one in sessions]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    began = time.monotonic()
    score.check("those who wait hold nobody up", is_alice(Web(site).login()) and time.monotonic() - began < 1.5,
                time.monotonic() - began)
    for thread in threads:
        thread.join()
    score.check("memory stays", site.memory() - before < 64 << 20)


def main():
    with Site() as site:
        site.every_method()
        site.cli("UPDATEDOMAINSETTINGS", DOMAIN, "{AUTHMethods=(CLRTXT,CRAM-MD5,SESSIONID);}")
        site.cli("UPDATEACCOUNTDEFAULTS", DOMAIN, "{PasswordEncryption=sealed;}")
        for name in ("alice", "bob"):
            site.account(name, PASSWORD, f"{{RealName={name.capitalize()};}}")
        site.set_password("postmaster", PASSWORD)
        for group in (logins, by_nonce, requests, ends, cookies, hostile):
            score.run(f"group {group.__name__}", lambda group=group: group(site))
        last = Web(site)
        last.login()
        waits = threading.Thread(target=lambda: is_cut_off(last), daemon=True)
        waits.start()
        time.sleep(0.3)
        score.check("the server still runs", site.alive(), site.output())
        score.check("the server ends well while somebody waits", site.stop() == 0, site.said.decode(errors="replace")[-2000:])
    score.finish()


def is_cut_off(web):
    try:
        web.poll(60)
    except (http.client.HTTPException, OSError, Lost):
        pass


if __name__ == "__main__":
    main()
