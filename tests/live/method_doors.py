"""Every gate as the method table asks it: what is offered, one exchange by a method, the plain login of the protocol.

Each door opens a Talk: `offered()`, `sasl(method, client)`, `plain_login(user, password)`; both give True or False,
and `heard` is what the server said last.
"""

import base64
import hashlib
import http.client
import os
import re
import socket
import ssl

import doors
from wire import Closed, Wire, apop, b64


class Talk:
    """One connection. `tls`: from the first byte; `before`: a PROXY header; `certificate`: shown in the handshake."""

    def __init__(self, site, port, secure, tls=False, before=b"", certificate=None, greeting=True):
        self.wire = Wire(getattr(site, secure if tls else port), before=before, greeting=False)
        if tls:
            self.wire.start_tls(certificate)
        self.greeting = self.wire.line() if greeting else b""
        self.heard = b""

    def close(self):
        self.wire.close()

    def peer_certificate(self):
        return self.wire.socket.getpeercert(True)

    def exactly(self, count):
        while len(self.wire.buffer) < count:
            self.wire._fill()
        data, self.wire.buffer = self.wire.buffer[:count], self.wire.buffer[count:]
        return data

    def up_to(self, mark):
        while mark not in self.wire.buffer:
            self.wire._fill()
        at = self.wire.buffer.index(mark) + len(mark)
        return self.exactly(at)


class LineTalk(Talk):
    """The four whose SASL is base64 in lines (doors.py)."""

    door = None
    lists = ""  # a command; its answer names the methods

    def __init__(self, site, **how):
        super().__init__(site, self.door.port, self.door.secure, **how)
        self.door.begin(self.wire)

    def offered(self):
        self.wire.say(self.lists)
        lines = self.wire.until(self.ends)
        return set(re.findall(rb"AUTH=([A-Z0-9-]+)", b" ".join(lines))) | set(
            word for line in lines if (found := re.match(rb"(?:250[- ]AUTH|SASL) (.*)", line))
            for word in found.group(1).split())

    def sasl(self, method, client):
        first = f" {b64(client.step(b'')) or '='}" if client.first else ""
        self.heard = self.door.ask(self.wire, self.door.auth.format(mechanism=method) + first)
        while not self.door.accepted(self.heard):
            challenge = re.match(self.door.challenge + rb"$", self.heard)
            if not challenge:
                return False
            self.heard = self.door.ask(self.wire, b64(client.step(base64.b64decode(challenge.group(1)))))
        return True

    def plain_login(self, user, password):
        for line in self.door.login:
            self.heard = self.door.ask(self.wire, line.format(user=user, password=password))
        return self.door.accepted(self.heard)


class Imap(LineTalk):
    door, lists, ends = doors.IMAP, "c CAPABILITY", rb"^c "


class Pop(LineTalk):
    door, lists, ends = doors.POP, "CAPA", rb"^\.$"

    def apop(self, user, password):
        self.heard = self.door.ask(self.wire, f"APOP {user} {apop(self.greeting, password)}")
        return self.door.accepted(self.heard)


class Smtp(LineTalk):
    door, lists, ends = doors.SMTP, "EHLO again.test", rb"^250 "


class Pwd(LineTalk):
    """Its one port has no TLS from the first byte."""

    door = doors.PWD

    def __init__(self, site, tls=False, certificate=None, **how):
        super().__init__(site, **how)
        if tls:
            self.wire.ask("STLS")
            self.wire.start_tls(certificate)

    def offered(self):
        return None

    def apop(self, user, password):
        self.heard = self.door.ask(self.wire, f"APOP {user} {apop(self.greeting, password)}")
        return self.door.accepted(self.heard)


class Ftp(Talk):
    def __init__(self, site, **how):
        super().__init__(site, "ftp", "ftps", **how)

    def ask(self, line):
        self.wire.say(line)
        return self.wire.until(rb"^\d\d\d ")[-1]

    def offered(self):
        self.wire.say("FEAT")
        return set(re.findall(rb"[A-Z0-9-]+", b" ".join(
            line for line in self.wire.until(rb"^211 ") if re.match(rb" ?AUTH", line))))

    def sasl(self, method, client):
        self.heard = self.ask(f"AUTH {method}")
        challenge = b""
        if client.first and not self.heard.startswith(b"334"):
            return False
        while re.match(rb"33[45]", self.heard):
            found = re.search(rb"ADAT=(\S*)", self.heard)
            challenge = base64.b64decode(found.group(1)) if found else b""
            self.heard = self.ask(f"ADAT {b64(client.step(challenge))}")
        return self.heard[:3] in (b"232", b"234", b"235") and self.inside()

    def plain_login(self, user, password):
        self.heard = self.ask(f"USER {user}")
        if self.heard.startswith(b"331"):
            self.heard = self.ask(f"PASS {password}")
        return self.heard.startswith(b"230")

    def inside(self):
        """533: in, by a ticket, and only what is protected is taken."""
        return self.ask("PWD")[:3] in (b"257", b"533")


def length(count):
    return bytes([count]) if count < 128 else bytes([0x82]) + count.to_bytes(2, "big")


def tlv(tag, *parts):
    body = b"".join(parts)
    return bytes([tag]) + length(len(body)) + body


class Ldap(Talk):
    BASE_OBJECT = b"\x0a\x01\x00" + b"\x0a\x01\x00" + b"\x02\x01\x00" + b"\x02\x01\x00" + b"\x01\x01\x00"

    def __init__(self, site, **how):
        super().__init__(site, "ldap", "ldaps", greeting=False, **how)
        self.number = 0

    def answer(self):
        head = self.exactly(2)
        size = head[1]
        if size & 0x80:
            size = int.from_bytes(self.exactly(size & 0x7F), "big")
        return self.exactly(size)

    def ask(self, *operation):
        self.number += 1
        self.wire.send(tlv(0x30, tlv(2, bytes([self.number])), *operation))

    def offered(self):
        self.ask(tlv(0x63, tlv(4), self.BASE_OBJECT, tlv(0x87, b"objectClass"), tlv(0x30, tlv(4, b"supportedSASLMechanisms"))))
        seen = b""
        while b"\x65" != (one := self.answer())[3:4]:
            seen += one
        return set(re.findall(rb"[A-Z][A-Z0-9-]{3,}", seen.split(b"supportedSASLMechanisms")[-1]))

    def bind(self, *credentials):
        self.ask(tlv(0x60, tlv(2, b"\x03"), *credentials))
        answer = self.answer()
        self.heard = answer[3:]
        result = re.search(rb"\x0a\x01(.)", answer, re.S).group(1)[0]
        words = re.search(rb"\x87(.*)$", answer[3:], re.S)
        return result, words and self.value(words.group(1))

    @staticmethod
    def value(rest):
        size, start = rest[0], 1
        if size & 0x80:
            start += size & 0x7F
            size = int.from_bytes(rest[1:start], "big")
        return rest[start:start + size]

    def sasl(self, method, client):
        words = [tlv(4, client.step(b""))] if client.first else []
        result, challenge = self.bind(tlv(4), tlv(0xA3, tlv(4, method.encode()), *words))
        while result == 14:
            response = tlv(4, client.step(challenge or b""))
            result, challenge = self.bind(tlv(4), tlv(0xA3, tlv(4, method.encode()), response))
        return result == 0

    def plain_login(self, user, password):
        return self.bind(tlv(4, user.encode()), tlv(0x80, password.encode()))[0] == 0


class Xmpp(Talk):
    NAMES = "xmlns='urn:ietf:params:xml:ns:xmpp-sasl'"

    def __init__(self, site, **how):
        super().__init__(site, "xmpp", "xmpps", greeting=False, **how)
        self.wire.send(f"<?xml version='1.0'?><stream:stream to='{site.domain}' version='1.0' xmlns='jabber:client'"
                       " xmlns:stream='http://etherx.jabber.org/streams'>")
        self.features = self.up_to(b"</stream:features>")

    def offered(self):
        return set(re.findall(rb"<mechanism>([A-Z0-9-]+)</mechanism>", self.features))

    def sasl(self, method, client):
        first = (b64(client.step(b"")) or "=") if client.first else ""
        self.wire.send(f"<auth {self.NAMES} mechanism='{method}'>{first}</auth>")
        while True:
            self.heard = self.element()
            challenge = re.match(rb"<challenge[^>]*?(?:/>|>([^<]*))", self.heard)
            if not challenge:
                return self.heard.startswith(b"<success")
            response = b64(client.step(base64.b64decode(challenge.group(1) or b"")))
            self.wire.send(f"<response {self.NAMES}>{response}</response>")

    def element(self):
        found = None
        while not found:
            found = re.match(rb"\s*<(\w+)[^>]*?(?:/>|>.*?</\1>)", self.wire.buffer, re.S)
            if not found:
                self.wire._fill()
        return self.exactly(found.end()).strip()


class Ximss(Talk):
    def __init__(self, site, **how):
        super().__init__(site, "ximss", "ximsss", greeting=False, **how)

    def ask(self, message):
        self.wire.send(message + "\0")
        return self.up_to(b"\0")[:-1]

    def offered(self):
        seen = self.ask('<listFeatures id="f"/>')
        self.up_to(b"\0")
        return set(re.findall(rb"<sasl>([A-Z0-9-]+)</sasl>", seen))

    def over(self):
        """Whether it was yes, up to the answer of the login."""
        while not re.match(rb'<response[^>]*id="l"', self.heard):
            self.heard = self.up_to(b"\0")[:-1]
        return b"errorNum" not in self.heard

    def sasl(self, method, client):
        first = f' authData="{b64(client.step(b""))}"' if client.first else ""
        self.heard = self.ask(f'<login id="l" method="{method}"{first}/>')
        while found := re.match(rb'<challenge(?:[^>]*value="([^"]*)")?', self.heard):
            self.heard = self.ask(f'<auth value="{b64(client.step(base64.b64decode(found.group(1) or b"")))}"/>')
        return self.over()

    def plain_login(self, user, password):
        self.heard = self.ask(f'<login id="l" authData="{user}" password="{password}"/>')
        return self.over()


class Acap(Talk):
    """Its one port has no TLS from the first byte."""

    def __init__(self, site, tls=False, certificate=None, **how):
        super().__init__(site, "acap", "", **how)
        if tls:
            self.wire.ask("s STARTTLS")
            self.wire.start_tls(certificate)
            self.greeting = self.wire.line()

    def offered(self):
        return set(re.findall(rb'"([A-Z0-9-]+)"', re.search(rb'\(SASL ([^)]*)\)', self.greeting).group(1)))

    @staticmethod
    def literal(data):
        return b"{%d+}\r\n" % len(data) + data

    def answer(self):
        line = self.wire.line()
        if found := re.search(rb"\{(\d+)\+?\}$", line):
            line += b"\n" + self.exactly(int(found.group(1))) + self.wire.line()
        return line

    @staticmethod
    def challenge(answer):
        if found := re.match(rb'\+ "((?:[^"\\]|\\.)*)"', answer, re.S):
            return re.sub(rb"\\(.)", rb"\1", found.group(1), flags=re.S)
        found = re.match(rb"\+ \{(\d+)\+?\}\n", answer)
        return answer[found.end():][:int(found.group(1))] if found else b""

    def sasl(self, method, client):
        first = b" " + self.literal(client.step(b"")) if client.first else b""
        self.wire.send(b'a AUTHENTICATE "' + method.encode() + b'"' + first + b"\r\n")
        while (answer := self.answer()).startswith(b"+"):
            self.wire.send(self.literal(client.step(self.challenge(answer))) + b"\r\n")
        self.heard = answer
        return answer.startswith(b"a OK")


def digest_answer(challenge, user, password, method, uri):
    """The Authorization header for one challenge (RFC 7616), MD5 or SHA-256."""
    asked = {name.lower(): quoted or bare for name, quoted, bare in
             re.findall(r'(\w+)=(?:"((?:[^"\\]|\\.)*)"|([^",\s]*))', challenge)}
    name = {"SHA-256": "sha256"}.get(asked.get("algorithm", "MD5").upper(), "md5")

    def hexed(text):
        return hashlib.new(name, text.encode()).hexdigest()

    first, second = hexed(f"{user}:{asked['realm']}:{password}"), hexed(f"{method}:{uri}")
    response = hexed(f"{first}:{asked['nonce']}:00000001:0a4f113b:auth:{second}")
    return (f'Digest username="{user}", realm="{asked["realm"]}", nonce="{asked["nonce"]}", uri="{uri}", '
            f'algorithm={asked.get("algorithm", "MD5")}, response="{response}", qop=auth, nc=00000001, cnonce="0a4f113b"'
            + (f', opaque="{asked["opaque"]}"' if "opaque" in asked else ""))


class Web:
    """HTTP. A method is a scheme of the Authorization header; the page is one that wants a login."""

    PAGE = "/whoami"

    def __init__(self, site, tls=False, before=b"", certificate=None):
        port = site.https if tls else site.http
        self.link = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
        self.link.sock = socket.create_connection(("127.0.0.1", port), 15)
        self.link.sock.sendall(before)
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            if certificate:
                context.load_cert_chain(certificate)
            self.link.sock = context.wrap_socket(self.link.sock)
        self.host = site.domain
        self.heard = b""

    def close(self):
        self.link.close()

    def get(self, authorization=None):
        headers = {"Host": self.host, **({"Authorization": authorization} if authorization else {})}
        self.link.request("GET", self.PAGE, headers=headers)
        answer = self.link.getresponse()
        self.heard = answer.read()
        return answer.status, answer.msg.get_all("WWW-Authenticate") or []

    def offered(self):
        return {line.split()[0].encode() for line in self.get()[1]}

    def plain_login(self, user, password):
        return self.get("Basic " + b64(f"{user}:{password}"))[0] == 200

    def digest(self, user, password, algorithm):
        challenges = [line for line in self.get()[1] if line.startswith("Digest ") and f"algorithm={algorithm}" in line]
        return bool(challenges) and self.get(digest_answer(challenges[0], user, password, "GET", self.PAGE))[0] == 200

    def scheme(self, name, client):
        """Negotiate and NTLM, which belong to the connection."""
        token = client.step(b"")
        for _ in range(4):
            status, lines = self.get(f"{name} {b64(token)}")
            if status == 200:
                return True
            words = [line.split() for line in lines if line.startswith(name + " ")]
            if not words:
                return False
            token = client.step(base64.b64decode(words[0][1]))
        return False

    def by_certificate(self):
        return self.get()[0] == 200


class Sip(Talk):
    """Registrations over TCP."""

    def __init__(self, site, **how):
        super().__init__(site, "sip", "sips", greeting=False, **how)
        self.domain, self.number, self.call = site.domain, 0, os.urandom(8).hex()

    def register(self, user, authorization="", sender=None):
        self.number += 1
        me = f"sip:{user}@{self.domain}"
        self.wire.send(f"REGISTER sip:{self.domain} SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1:5999;branch=z9hG4bK{self.number}\r\n"
                       f"From: <{sender or me}>;tag=1\r\nTo: <{me}>\r\nCall-ID: {self.call}@127.0.0.1\r\nMax-Forwards: 70\r\n"
                       f"CSeq: {self.number} REGISTER\r\nContact: <sip:{user}@127.0.0.1:5999;transport=tcp>\r\nExpires: 60\r\n"
                       + (f"Authorization: {authorization}\r\n" if authorization else "") + "Content-Length: 0\r\n\r\n")
        head = self.up_to(b"\r\n\r\n").decode()
        self.heard = head.splitlines()[0].encode()
        return int(head.split()[1]), re.findall(r"^WWW-Authenticate: (Digest .*)$", head, re.M | re.I)

    def digest(self, user, password, algorithm, target=None):
        name = user.split("@")[0]
        sender = f"sip:{name}@{self.domain}" if target else None
        challenges = [line.strip() for line in self.register(target or name, sender=sender)[1]
                      if f"algorithm={algorithm}" in line]
        if not challenges:
            return False
        answer = digest_answer(challenges[0], name, password, "REGISTER", f"sip:{self.domain}")
        return self.register(target or name, answer, sender)[0] == 200

    def offered(self):
        return {re.search(r"algorithm=([A-Z0-9-]+)", line).group(1).encode() for line in self.register("alice")[1]}


__all__ = ["Acap", "Closed", "Ftp", "Imap", "Ldap", "Pop", "Pwd", "Sip", "Smtp", "Web", "Ximss", "Xmpp"]
