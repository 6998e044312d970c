"""A raw connection to one of our ports: bytes out, lines in, TLS when asked, nothing hidden."""

import base64
import contextlib
import hashlib
import hmac
import re
import socket
import ssl

PATIENCE = 10.0  # seconds


class Closed(Exception):
    pass


class Wire:
    def __init__(self, port, tls=False, greeting=True, before=b""):
        """`before`: bytes sent before anything else, TLS included, such as a PROXY header."""
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self.buffer = b""
        self.send(before)
        if tls:
            self.start_tls()
        self.greeting = self.line() if greeting else b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    def send(self, data):
        """Bytes or text, nothing added. A server that has closed is noticed when reading."""
        with contextlib.suppress(ConnectionError, ssl.SSLError):
            self.socket.sendall(data.encode() if isinstance(data, str) else data)

    def say(self, line):
        self.send((line.encode() if isinstance(line, str) else line) + b"\r\n")

    def line(self):
        """The next line without its end; Closed at the end of the stream."""
        while b"\n" not in self.buffer:
            self._fill()
        line, self.buffer = self.buffer.split(b"\n", 1)
        return line.rstrip(b"\r")

    def _fill(self):
        try:
            piece = self.socket.recv(65536)
        except (ConnectionError, ssl.SSLError) as trouble:
            raise Closed(str(trouble)) from trouble
        if not piece:
            raise Closed("the server closed the connection")
        self.buffer += piece

    def ask(self, line):
        self.say(line)
        return self.line()

    def until(self, pattern):
        """Lines up to the one that matches, which is the last of them."""
        lines = [self.line()]
        while not re.search(pattern, lines[-1]):
            lines.append(self.line())
        return lines

    def tagged(self, tag, command):
        """An IMAP command and its tagged answer."""
        self.say(f"{tag} {command}".encode() if isinstance(command, str) else tag.encode() + b" " + command)
        return self.until(rb"^" + tag.encode() + rb" ")[-1]

    def start_tls(self, certificate=None):
        """`certificate`: a PEM file with a key, shown to the server."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        if certificate:
            context.load_cert_chain(certificate)
        self.buffer = b""
        self.socket = context.wrap_socket(self.socket)

    def closed(self, seconds=PATIENCE):
        """Whether the server closes now; what it still says is kept in `buffer`."""
        self.socket.settimeout(seconds)
        try:
            while True:
                self._fill()
        except Closed:
            return True
        except TimeoutError:
            return False


def b64(data):
    return base64.b64encode(data.encode() if isinstance(data, str) else data).decode()


def plain(user, password, acting=""):
    return b64(f"{acting}\0{user}\0{password}")


def cram(challenge, user, password):
    """The answer to a CRAM-MD5 challenge as it came, in base64."""
    digest = hmac.new(password.encode(), base64.b64decode(challenge), hashlib.md5).hexdigest()
    return b64(f"{user} {digest}")


def apop(greeting, password):
    stamp = re.search(rb"<[^<>]+>", greeting).group(0)
    return hashlib.md5(stamp + password.encode()).hexdigest()


def directives(challenge):
    """The directives of a decoded DIGEST-MD5 message: name -> (value, was it quoted)."""
    found = re.findall(r'([a-z-]+)=(?:"((?:[^"\\]|\\.)*)"|([^",]*))', challenge)
    return {name: (quoted or bare, bool(quoted)) for name, quoted, bare in found}


def digest_md5(challenge, user, password, uri, realm=None):
    """The answer to a DIGEST-MD5 challenge as it came, in base64 (RFC 2831, section 2.1.2.1)."""
    asked = directives(base64.b64decode(challenge).decode())
    realm = asked["realm"][0] if realm is None else realm
    nonce, cnonce, count = asked["nonce"][0], "OA6MHXh6VqTrRk", "00000001"

    def hexed(data):
        return hashlib.md5(data).hexdigest()

    secret = hashlib.md5(f"{user}:{realm}:{password}".encode()).digest()
    first = hexed(secret + f":{nonce}:{cnonce}".encode())
    second = hexed(f"AUTHENTICATE:{uri}".encode())
    response = hexed(f"{first}:{nonce}:{count}:{cnonce}:auth:{second}".encode())
    return b64(f'charset=utf-8,username="{user}",realm="{realm}",nonce="{nonce}",nc={count},cnonce="{cnonce}",'
               f'digest-uri="{uri}",response={response},qop=auth')


class Scram:
    """The client half of SCRAM (RFC 5802), with any GS2 flag, or with a channel binding: its name and bytes."""

    def __init__(self, user, password, flag="n", digest="sha256", binding=None):
        self.digest, self.binding = digest, binding[1] if binding else b""
        self.password, self.header = password.encode(), f"{'p=' + binding[0] if binding else flag},,"
        self.bare = f"n={user},r=fyko+d2lbbFgONRv9qkxdawL"
        self.first = b64(self.header + self.bare)

    def final(self, challenge):
        server_first = base64.b64decode(challenge).decode()
        asked = dict(part.split("=", 1) for part in server_first.split(","))
        salted = hashlib.pbkdf2_hmac(self.digest, self.password, base64.b64decode(asked["s"]), int(asked["i"]))
        key = hmac.new(salted, b"Client Key", self.digest).digest()
        without_proof = f"c={b64(self.header.encode() + self.binding)},r={asked['r']}"
        said = f"{self.bare},{server_first},{without_proof}".encode()
        signature = hmac.new(hashlib.new(self.digest, key).digest(), said, self.digest).digest()
        proof = bytes(a ^ b for a, b in zip(key, signature))
        return b64(f"{without_proof},p={b64(proof)}")
