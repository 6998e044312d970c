"""The XMPP gate by clients that others wrote: slixmpp with each method, go-sendxmpp, sendxmpp; and bytes that are no XMPP."""

import asyncio
import os
import socket
import ssl
import subprocess

from live_site import DOMAIN, Site
from score import Score
from xmpp_client import HERE, METHODS, PASSWORD, WRONG, Client, header, heard, login

NEW = "another Sesame 9"
HEADER = header(DOMAIN)

score = Score()


async def logins(site):
    for method in METHODS:
        score.check(method, await login(site, method=method) == "ok")
        score.check(f"{method}, wrong password", await login(site, method=method, password=WRONG) != "ok")
        score.check(f"{method}, unknown name", await login(site, method=method, name="nobody") != "ok")
    # It knows tls-unique alone, which TLS 1.3 has not.
    old = ssl.TLSVersion.TLSv1_2
    for how in ("starttls", "direct"):
        score.check(f"PLAIN, {how}", await login(site, method="PLAIN", secure=how) == "ok")
        for method in ("SCRAM-SHA-1-PLUS", "SCRAM-SHA-256-PLUS", None):
            score.check(f"{method or 'its own choice'}, {how}, tls-unique",
                        await login(site, method=method, secure=how, tls=old) == "ok")
    # It says that it would have bound the channel, had it been offered; it was (RFC 5802, section 6).
    score.check("a downgrade is noticed", await login(site, method="SCRAM-SHA-256", secure="starttls", tls=old) != "ok")


async def until(condition):
    for _ in range(100):
        if condition():
            return True
        await asyncio.sleep(0.05)
    return False


async def talks(site):
    alice, bob = Client("alice", PASSWORD), Client("bob", PASSWORD)
    for client in (alice, bob):
        score.check("both are there", await client.begin(site) == "ok")
        await client.get_roster()
        client.send_presence()
    alice.send_presence_subscription(pto=f"bob@{DOMAIN}")
    score.check("they see each other", await until(
        lambda: alice.client_roster[f"bob@{DOMAIN}"]["subscription"] == "both"
        and bob.client_roster[f"alice@{DOMAIN}"]["subscription"] == "both"))
    score.check("presence is shown", await until(lambda: "live" in alice.client_roster[f"bob@{DOMAIN}"].resources))
    alice.send_message(mto=f"bob@{DOMAIN}", mbody="h\u00e9llo <&>", mtype="chat")
    score.check("a message comes", (await heard(bob, "h\u00e9llo <&>"))["from"].bare == f"alice@{DOMAIN}")
    info = await alice["xep_0030"].get_info(jid=DOMAIN)
    score.check("the server says what it can do", "urn:xmpp:ping" in info["disco_info"]["features"])
    score.check("a client answers another", await alice["xep_0199"].ping(f"bob@{DOMAIN}/live") is not None)
    card = bob["xep_0054"].make_vcard()
    card["FN"] = "Bob"
    await bob["xep_0054"].publish_vcard(card)
    seen = await alice["xep_0054"].get_vcard(f"bob@{DOMAIN}")
    score.check("a vCard is shown", seen["vcard_temp"]["FN"] == "Bob", seen)
    await bob.end()
    score.check("he is seen to go", await until(lambda: not alice.client_roster[f"bob@{DOMAIN}"].resources))
    alice.send_message(mto=f"bob@{DOMAIN}", mbody="for later", mtype="chat")
    await alice["xep_0199"].ping(DOMAIN)
    again = Client("bob", PASSWORD)
    await again.begin(site)
    again.send_presence()
    late = await heard(again, "for later")
    score.check("a message waits", bool(late["delay"]["stamp"]), late)
    await again["xep_0077"].change_password(NEW, jid=DOMAIN)
    await again.end()
    await alice.end()
    score.check("the new password holds", await login(site, name="bob", password=NEW) == "ok")
    score.check("the old one does not", await login(site, name="bob") != "ok")


def programs(site):
    def run(*words):
        done = subprocess.run(words, input="hi\n", capture_output=True, text=True, timeout=40,
                              env=dict(os.environ, HOME=site.base))
        return done.returncode, done.stdout + done.stderr

    go = ["go-sendxmpp", "-u", f"alice@{DOMAIN}", "-j", f"{HERE}:{site.xmpp}", "-n"]
    code, seen = run(*go, "-p", PASSWORD, f"carol@{DOMAIN}")
    score.check("go-sendxmpp", code == 0, seen)
    code, seen = run(*go, "-p", WRONG, f"carol@{DOMAIN}")
    score.check("go-sendxmpp, wrong password", code != 0, seen)
    code, seen = run("sendxmpp", "-u", "alice", "-p", PASSWORD, "-j", f"{HERE}:{site.xmpp}", "-o", DOMAIN,
                     f"carol@{DOMAIN}")
    score.check("sendxmpp", code == 0, seen)
    path = next((os.path.join(folder, "xmpp-offline") for folder, _, names in os.walk(site.base)
                 if "xmpp-offline" in names), None)
    kept = open(path).read() if path else ""
    score.check("what they sent waits for carol", kept.count("<body>hi") == 2, kept)


def raw(site, words, secure=False):
    """All that the server says to `words`, to its end."""
    with socket.create_connection((HERE, site.xmpp), timeout=15) as connection:
        connection.sendall(words.encode())
        said = b""
        while piece := connection.recv(65536):
            said += piece
    return said.decode(errors="replace")


def hostile(site):
    laughs = "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY a 'ha'>" + "".join(
        f"<!ENTITY {chr(98 + i)} '{f'&{chr(97 + i)};' * 10}'>" for i in range(10)) + "]>"
    for name, words, condition in (
            ("a billion laughs", laughs + "<stream:stream>&k;", "restricted-xml"),
            ("an external entity", "<!DOCTYPE a SYSTEM 'file:///etc/passwd'>", "restricted-xml"),
            ("depth", HEADER + "<a>" * 10000, "policy-violation"),
            ("a long value", HEADER + "<a b='" + "x" * 1000000, "policy-violation"),
            ("many namespaces", HEADER + "<a " + " ".join(f"xmlns:n{i}='u'" for i in range(1000)) + "/>",
             "policy-violation"),
            ("compression", HEADER + "<compress xmlns='http://jabber.org/protocol/compress'/>",
             "unsupported-stanza-type"),
            ("a stanza before login", HEADER + "<message to='bob@example.test'><body/></message>", "not-authorized")):
        score.run(f"{name}: {condition}", lambda w=words, c=condition: f"<{c} " in raw(site, w))
    with socket.create_connection((HERE, site.xmpp), timeout=15) as connection:
        connection.sendall((HEADER + "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>" + HEADER).encode())
        said = b""
        while b"<proceed" not in said and (piece := connection.recv(65536)):
            said += piece
        context = ssl._create_unverified_context()
        with context.wrap_socket(connection, server_hostname=DOMAIN) as secured:
            secured.sendall(HEADER.encode())
            answer = secured.recv(65536).decode()
        score.check("what was sent before TLS is forgotten", answer.count("<stream:stream") == 1, answer)
    score.check("the server is alive", site.alive())


def alpn(site):
    context = ssl._create_unverified_context()
    context.set_alpn_protocols(["xmpp-client"])
    with socket.create_connection((HERE, site.xmpps), timeout=15) as connection:
        with context.wrap_socket(connection, server_hostname=DOMAIN) as secured:
            score.check("ALPN", secured.selected_alpn_protocol() == "xmpp-client")


def main():
    with Site() as site:
        site.every_method()
        for name in ("alice", "bob", "carol"):
            site.account(name, PASSWORD)
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        loop.run_until_complete(logins(site))
        loop.run_until_complete(talks(site))
        programs(site)
        hostile(site)
        alpn(site)
        score.check("the server ends well", site.stop() == 0, site.output()[-2000:])
    score.finish()


if __name__ == "__main__":
    main()
