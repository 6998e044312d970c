"""What XMPP streams are for, and how they begin and go on: domains by the stream's `to`, streams resumed by slixmpp
(XEP-0198), and by hand what no client of the distribution speaks: SASL2 (XEP-0388) with Bind 2 (XEP-0386)."""

import asyncio
import base64
import hashlib
import hmac
import re
import socket
import ssl

from live_site import DOMAIN, Site
from score import Score
from xmpp_client import HERE, METHODS, PASSWORD, WRONG, Client, header, heard, login

OTHER, OTHER_ALIAS, OTHER_PASSWORD = "other.test", "chat.other.test", "Sesame of others 3"

score = Score()


async def domains(site):
    """Both domains have an alice; clients send her name without a domain, and there is no SNI in the clear."""
    for secure, methods in (("no", METHODS), ("starttls", ("PLAIN", "DIGEST-MD5")), ("direct", ("PLAIN", "DIGEST-MD5"))):
        for method in methods:
            how, what = {"secure": secure, "method": method}, f"{method}, {secure}"
            score.check(f"another domain, {what}",
                        await login(site, domain=OTHER, password=OTHER_PASSWORD, **how) == "ok")
            score.check(f"its password is not the first one's, {what}",
                        await login(site, domain=OTHER, **how) != "ok")
    score.check("an alias of another domain",
                await login(site, domain=OTHER_ALIAS, password=OTHER_PASSWORD, method="PLAIN") == "ok")
    score.check("a domain that is not ours", await login(site, domain="nowhere.test", method="PLAIN") != "ok")


async def resumes(site):
    bob = Client("bob", PASSWORD, "PLAIN")
    alice = Client("alice", PASSWORD, "PLAIN", resource="moving", resumes=True)
    again, ended = asyncio.Event(), asyncio.Event()
    alice.add_event_handler("session_resumed", lambda _: again.set())
    alice.add_event_handler("sm_failed", lambda _: ended.set())
    enabled = asyncio.Event()
    alice.add_event_handler("sm_enabled", lambda _: enabled.set())
    for client in (alice, bob):
        score.check("there", await client.begin(site) == "ok")
        await client.get_roster()
        client.send_presence()
    await asyncio.wait_for(enabled.wait(), 10)

    async def move():
        """Her connection breaks, and she comes back over another."""
        alice.transport.abort()
        await asyncio.wait_for(alice.disconnected, 10)
        bob.send_message(mto=f"alice@{DOMAIN}/moving", mbody="on the way", mtype="chat")
        await bob["xep_0199"].ping(DOMAIN)
        alice.connect((HERE, site.xmpp), disable_starttls=True)

    await move()
    await asyncio.wait_for(again.wait(), 15)
    score.check("a stream is resumed", True)
    score.check("what came meanwhile is there", (await heard(alice, "on the way"))["from"].bare == f"bob@{DOMAIN}")
    await alice["xep_0199"].ping(DOMAIN)
    score.check("and it goes on", True)

    alice.transport.abort()
    await asyncio.wait_for(alice.disconnected, 10)
    await bob["xep_0199"].ping(DOMAIN)
    listed = site.cli("LISTLOGINS", DOMAIN).stdout
    score.check("who is away is listed", f"alice@{DOMAIN}" in listed, listed)
    site.cli("KILLACCOUNTSESSIONS", f"alice@{DOMAIN}")
    await asyncio.sleep(1)
    listed = site.cli("LISTLOGINS", DOMAIN).stdout
    score.check("and gone within a second when an administrator ends it", f"alice@{DOMAIN}" not in listed, listed)
    alice.connect((HERE, site.xmpp), disable_starttls=True)
    await asyncio.wait_for(ended.wait(), 15)
    score.check("it cannot be resumed then", True)
    await alice.end()
    await bob.end()


class Raw:
    """A connection with TLS, in words written by hand."""

    def __init__(self, site, to=DOMAIN, server_name=DOMAIN):
        context = ssl._create_unverified_context()
        plain = socket.create_connection((HERE, site.xmpps), timeout=15)
        self.socket = context.wrap_socket(plain, server_hostname=server_name)
        self.heard = ""
        self.socket.sendall(header(to).encode())

    def say(self, words):
        self.socket.sendall(words.encode())
        return self

    def until(self, text):
        while text not in self.heard:
            piece = self.socket.recv(65536)
            if not piece:
                break
            self.heard += piece.decode()
        at = self.heard.find(text)
        at = len(self.heard) if at < 0 else at + len(text)
        words, self.heard = self.heard[:at], self.heard[at:]
        return words


def encoded(data):
    return base64.b64encode(data).decode()


def scram(site, password, inside=""):
    """SCRAM-SHA-256-PLUS (RFC 5802) within XEP-0388, bound to the certificate; what the server says at the end."""
    raw = Raw(site)
    features = raw.until("</stream:features>")
    if "<channel-binding type=\"tls-server-end-point\"/>" not in features:
        return features
    bare, start = b"n=alice,r=fyko+d2lbbFgONRv9qkxdawL", b"p=tls-server-end-point,,"
    raw.say("<authenticate xmlns='urn:xmpp:sasl:2' mechanism='SCRAM-SHA-256-PLUS'>"
            f"<initial-response>{encoded(start + bare)}</initial-response>{inside}</authenticate>")
    said = raw.until("</challenge>")
    first = base64.b64decode(re.search("<challenge[^>]*>([^<]*)<", said)[1])
    part = dict(one.split(b"=", 1) for one in first.split(b","))
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), base64.b64decode(part[b"s"]), int(part[b"i"]))
    certificate = hashlib.sha256(raw.socket.getpeercert(True)).digest()
    final = b"c=" + base64.b64encode(start + certificate) + b",r=" + part[b"r"]
    signed = b",".join((bare, first, final))
    key = hmac.digest(salted, b"Client Key", "sha256")
    mark = hmac.digest(hashlib.sha256(key).digest(), signed, "sha256")
    proof = bytes(a ^ b for a, b in zip(key, mark))
    answer = final + b",p=" + base64.b64encode(proof)
    raw.say(f"<response xmlns='urn:xmpp:sasl:2'>{encoded(answer)}</response>")
    said = raw.until("</stream:features>" if password == PASSWORD else "</failure>")
    server = hmac.digest(hmac.digest(salted, b"Server Key", "sha256"), signed, "sha256")
    is_known = f"<additional-data>{encoded(b'v=' + base64.b64encode(server))}</additional-data>" in said
    return said + (" and is known" if is_known else "")


def at_once(site):
    bind = ("<user-agent id='d4565fa7-4d72-4749-b3d3-740edbf87770'><software>Test</software></user-agent>"
            "<bind xmlns='urn:xmpp:bind:0'><tag>Test</tag><enable xmlns='urn:xmpp:carbons:2'/>"
            "<enable xmlns='urn:xmpp:sm:3' resume='true'/></bind>")
    said = scram(site, PASSWORD, bind)
    score.check("SASL2, SCRAM-SHA-256-PLUS: the server proves itself", said.endswith("and is known"), said)
    score.check("Bind 2 gives a resource", f"<authorization-identifier>alice@{DOMAIN}/Test/" in said, said)
    score.check("Bind 2 begins stream management", "<bound xmlns=\"urn:xmpp:bind:0\"><enabled " in said, said)
    again = scram(site, PASSWORD, bind)
    identifier = "<authorization-identifier>([^<]*)<"
    score.check("the same client, the same resource", re.search(identifier, said)[1] in again, again)
    said = scram(site, WRONG)
    score.check("SASL2, wrong password", "<failure xmlns=\"urn:xmpp:sasl:2\"><not-authorized " in said, said)
    with socket.create_connection((HERE, site.xmpp), timeout=15) as connection:
        connection.sendall(header(DOMAIN).encode())
        said = ""
        while "</stream:features>" not in said:
            said += connection.recv(65536).decode()
        score.check("SASL2 is for TLS", "urn:xmpp:sasl:2" not in said and "<starttls" in said, said)


def one_domain(site):
    """A connection is for one domain from its first word on."""
    plain = "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{}</auth>"
    ours, theirs = (plain.format(encoded(f"\0alice\0{word}".encode())) for word in (PASSWORD, OTHER_PASSWORD))
    for name, to, server_name, words, expected in (
            ("the stream's domain without SNI", OTHER, None, theirs, "<success"),
            ("the stream's domain with a foreign SNI", OTHER, "nowhere.test", theirs, "<success"),
            ("the stream's domain with its own SNI", OTHER, OTHER, theirs, "<success"),
            ("an alias of SNI's domain", OTHER_ALIAS, OTHER, theirs, "<success"),
            ("another domain than SNI's", OTHER, DOMAIN, theirs, "<host-unknown"),
            ("a domain that is not ours", "nowhere.test", DOMAIN, ours, "<host-unknown")):
        score.check(f"{name}: {expected[1:]}", expected in Raw(site, to, server_name).say(words).until(expected))
    for to, other, words in ((DOMAIN, OTHER, ours), (OTHER, DOMAIN, theirs)):
        raw = Raw(site, to, None)
        raw.say(words).until("<success")
        said = raw.say(header(other)).until("</stream:stream>")
        score.check(f"after a login at {to} there is no stream for {other}", "<host-unknown " in said, said)
        said = talk(site, header(to), "</stream:features>", "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>",
                    header(other))
        score.check(f"after STARTTLS at {to} there is no stream for {other}", "<host-unknown " in said, said)


def talk(site, first, until, starttls, then):
    with socket.create_connection((HERE, site.xmpp), timeout=15) as connection:
        for words, end in ((first, until), (starttls, "<proceed")):
            connection.sendall(words.encode())
            said = ""
            while end not in said and (piece := connection.recv(65536)):
                said += piece.decode()
        with ssl._create_unverified_context().wrap_socket(connection) as secured:
            secured.sendall(then.encode())
            said = ""
            while piece := secured.recv(65536):
                said += piece.decode()
            return said


def main():
    with Site() as site:
        site.every_method()
        for name in ("alice", "bob"):
            site.account(name, PASSWORD)
        site.cli("CREATEDOMAIN", OTHER, "{AUTHMethods=(CLRTXT,CRAM-MD5,DIGEST-MD5,SCRAM);}")
        site.cli("UPDATEACCOUNTDEFAULTS", OTHER, "{FailedLoginFlow=(100000,1m);}")
        site.cli("SETDOMAINALIASES", OTHER, f"({OTHER_ALIAS})")
        site.account(f"alice@{OTHER}", OTHER_PASSWORD)
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        loop.run_until_complete(domains(site))
        loop.run_until_complete(resumes(site))
        at_once(site)
        one_domain(site)
        score.check("the server ends well", site.stop() == 0, site.output()[-2000:])
    score.finish()


if __name__ == "__main__":
    main()
