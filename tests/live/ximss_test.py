"""The XIMSS gate by a scripted client: every way to log in, TLS, rights, sessions; and bytes that are no XML."""

import base64
import contextlib
import hashlib
import hmac
import imaplib
import socket
import ssl
import xml.etree.ElementTree as tree
from xml.sax.saxutils import quoteattr

from live_site import DOMAIN, Site
from score import Score

PASSWORD, WRONG = "open Sesame 7", "closed Sesame 7"
ALICE = f"alice@{DOMAIN}"

score = Score()


class Client:
    def __init__(self, site, port=None):
        self.socket = socket.create_connection(("127.0.0.1", port or site.ximss), timeout=20)
        self.buffer, self.last = b"", 0

    def close(self):
        self.socket.close()

    def to_tls(self):
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        self.socket = context.wrap_socket(self.socket, server_hostname=DOMAIN)

    def send(self, text):
        self.socket.sendall(text.encode() + b"\0")

    def read(self):
        """The next message; None: the server has closed."""
        while b"\0" not in self.buffer:
            more = self.socket.recv(65536)
            if not more:
                return None
            self.buffer += more
        message, self.buffer = self.buffer.split(b"\0", 1)
        return tree.fromstring(message)

    def ask(self, name, text="", **values):
        """The data messages and the error of an answer; "": it was done."""
        self.last += 1
        attributes = "".join(f" {key}={quoteattr(value)}" for key, value in values.items())
        self.send(f'<{name} id="{self.last}"{attributes}>{text}</{name}>')
        data = []
        while True:
            message = self.read()
            if message is None:
                return data, "closed"
            if message.tag == "challenge":
                return [message], "challenge"
            if message.tag == "response":
                return data, message.get("errorText", "") if message.get("errorNum") else ""
            data.append(message)

    def login(self, password=PASSWORD, name="alice"):
        data, error = self.ask("login", authData=name, password=password)
        return data[0] if not error else error

    def cram(self, password=PASSWORD, name="alice"):
        data, error = self.ask("login", method="CRAM-MD5")
        if error != "challenge":
            return error
        challenge = base64.b64decode(data[0].get("value"))
        digest = hmac.new(password.encode(), challenge, hashlib.md5).hexdigest()
        answer = base64.b64encode(f"{name} {digest}".encode()).decode()
        self.send(f'<auth value="{answer}"/>')
        data = []
        while (message := self.read()) is not None:
            if message.tag == "response":
                return message.get("errorText") or data[0]
            data.append(message)
        return "closed"


def logged_in(found):
    return not isinstance(found, str) and found.tag == "session" and found.get("userName") == ALICE


@contextlib.contextmanager
def client(site, port=None):
    one = Client(site, port)
    try:
        yield one
    finally:
        one.close()


def logins(site):
    with client(site) as one:
        data, error = one.ask("listFeatures")
        names = [method.text for method in data[0].findall("sasl")]
        score.check("methods are listed", not error and {"CRAM-MD5", "SCRAM-SHA-256"} <= set(names), names)
        score.check("a password", logged_in(one.login()))
        score.check("twice is refused", "already" in one.login())
    with client(site) as one:
        score.check("CRAM-MD5", logged_in(one.cram()))
    with client(site) as one:
        score.check("starttls", one.ask("starttls")[1] == "")
        one.to_tls()
        score.check("a password over TLS", logged_in(one.login()))
    with client(site, site.ximsss) as one:
        one.to_tls()
        score.check("CRAM-MD5, TLS from the start", logged_in(one.cram()))
    with client(site) as one:
        words = {one.login(WRONG), one.login(WRONG, "nobody"), one.cram(WRONG), one.cram(WRONG, "nobody")}
        score.check("unknown and wrong are told alike", len(words) == 1 and "closed" not in words, words)
        score.check("and the connection ends", one.read() is None)


def sessions(site):
    with client(site) as one:
        session = one.login().get("urlID")
        other = imaplib.IMAP4("127.0.0.1", site.imap)
        kind, _ = other.authenticate("SESSIONID", lambda _: f"alice {session}".encode())
        score.check("its ID is good for SESSIONID", kind == "OK")
        other.shutdown()
        score.check("bye", one.ask("bye")[1] == "" and one.read() is None)
    other = imaplib.IMAP4("127.0.0.1", site.imap)
    try:
        kind, _ = other.authenticate("SESSIONID", lambda _: f"alice {session}".encode())
    except imaplib.IMAP4.error:
        kind = "NO"
    score.check("and not when it has ended", kind == "NO")
    other.shutdown()
    with client(site) as one:
        one.login()
        score.check("others' sessions need a right", one.ask("sessionList", userName="bob")[1] != "")
        score.check("the command line too", one.ask("cliExecute", "LISTDOMAINS")[1] != "")
    with client(site) as one:
        one.login(name="postmaster")
        data, error = one.ask("cliExecute", "LISTDOMAINS")
        score.check("an administrator's command", not error and DOMAIN in data[0].text, error)


def rights(site):
    with client(site) as one:
        one.login()
        score.check("a list is changed", one.ask("mailboxACLSet", mailbox="INBOX", identifier="bob", rights="lr")[1] == "")
        data, error = one.ask("mailboxACLGet", mailbox="INBOX")
        found = [(item.get("identifier"), item.get("rights")) for item in data[0]] if data else []
        score.check("and read", not error and found == [("bob", "lr")], (found, error))
    with client(site) as one:
        one.login(name="bob")
        data, error = one.ask("mailboxRightsGet", mailbox="~alice/INBOX")
        score.check("what was given", not error and data[0].get("rights") == "lr", error)
        score.check("and no more", one.ask("mailboxACLGet", mailbox="~alice/INBOX")[1] != "")
        score.check("what is not there", one.ask("mailboxRightsGet", mailbox="~nobody/INBOX")[1]
                    == one.ask("mailboxRightsGet", mailbox="~postmaster/INBOX")[1])


def passwords(site):
    with client(site) as one:
        one.login(name="bob")
        new = 'new "Sesame" <&> 9'
        score.check("the old password is asked for", one.ask("passwordModify", oldPassword=WRONG, newPassword=new)[1] != "")
        score.check("the password is changed", one.ask("passwordModify", oldPassword=PASSWORD, newPassword=new)[1] == "")
    with client(site) as one:
        score.check("the new one opens", not isinstance(one.login(new, "bob"), str))


def hostile(site):
    before = site.memory()
    bomb = '<!DOCTYPE a [<!ENTITY x "xxxxxxxxxx">' + "".join(
        f'<!ENTITY x{n} "{"&x" + str(n - 1) * (n > 1) + ";"}{"&x" + str(n - 1) * (n > 1) + ";"}">' for n in range(1, 30)
    ) + "]><login id='1' password='&x29;'/>"
    for name, text in (("an entity bomb", bomb), ("depth", "<a>" * 5000), ("no XML", "hello"),
                       ("attributes", "<a" + "".join(f" a{n}=''" for n in range(3000)) + "/>")):
        with client(site) as one:
            one.send(text)
            answer = one.read()
            score.check(f"{name}: refused", answer is not None and answer.get("errorNum") is not None)
            score.check(f"{name}: the connection goes on", one.ask("noop")[1] == "")
    with client(site) as one:
        with contextlib.suppress(OSError):
            for _ in range(200):
                one.socket.sendall(b"x" * 65536)
        with contextlib.suppress(OSError):
            one.read()
            score.check("a message without an end is cut short", one.read() is None)
    score.check("memory stays", site.memory() - before < 64 << 20)


def main():
    with Site() as site:
        site.every_method()
        site.cli("UPDATEDOMAINSETTINGS", DOMAIN, "{AUTHMethods=(CLRTXT,CRAM-MD5,SCRAM,SESSIONID);}")
        for name in ("alice", "bob"):
            site.account(name, PASSWORD)
        site.set_password("postmaster", PASSWORD)
        for group in (logins, sessions, rights, passwords, hostile):
            score.run(f"group {group.__name__}", lambda group=group: group(site))
        score.check("the server still runs", site.alive(), site.output())
        score.check("the server ends well", site.stop() == 0, site.said.decode(errors="replace")[-2000:])
    score.finish()


if __name__ == "__main__":
    main()
