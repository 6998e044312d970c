"""A small client of the PWD gate's command language, written from the protocol alone: it shares no
code with the server and stands for the third-party clients that administrators use."""

import hashlib
import re
import socket

BACKSLASH = {"\\": "\\\\", '"': '\\"', "\r": "\\r", "\n": "\\n", "\t": "\\t"}
WORD = re.compile(r"[A-Za-z0-9\x80-\xff_.@!%:*$/+<>~-]+")


class Refused(Exception):
    def __init__(self, code, words):
        super().__init__(f"{code} {words}")
        self.code = code


def written(value):
    """A Python value as the language writes it."""
    if value is None:
        return "#NULL#"
    if isinstance(value, bool):
        return "YES" if value else "NO"
    if isinstance(value, int):
        return f"#{value}"
    if isinstance(value, dict):
        return "{" + "".join(f"{written(key)}={written(inner)};" for key, inner in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "(" + ",".join(written(inner) for inner in value) + ")"
    if value and WORD.fullmatch(value):
        return value
    return '"' + "".join(BACKSLASH.get(sign, sign) for sign in value) + '"'


class _Reader:
    def __init__(self, text):
        self.text, self.at = text, 0

    def skip(self):
        while self.at < len(self.text) and self.text[self.at] in " \t\r\n":
            self.at += 1

    def take(self, sign):
        self.skip()
        if not self.text.startswith(sign, self.at):
            raise ValueError(f"{sign} expected at {self.at} of {self.text!r}")
        self.at += len(sign)

    def sees(self, sign):
        self.skip()
        return self.text.startswith(sign, self.at)

    def value(self):
        if self.sees("{"):
            return self.dictionary()
        if self.sees("("):
            return self.array()
        if self.sees('"'):
            return self.quoted()
        if self.sees("#NULL#"):
            self.take("#NULL#")
            return None
        if found := re.compile(r"#(-?\d+)").match(self.text, self.at):
            self.at = found.end()
            return int(found.group(1))
        found = re.compile(r"#[TI][^;,)}]*|\[[A-Za-z0-9+/=\s]*\]|" + WORD.pattern).match(self.text, self.at)
        if not found:
            raise ValueError(f"no value at {self.at} of {self.text!r}")
        self.at = found.end()
        return found.group(0)

    def dictionary(self):
        self.take("{")
        read = {}
        while not self.sees("}"):
            key = self.value()
            self.take("=")
            read[key] = self.value()
            self.take(";")
        self.take("}")
        return read

    def array(self):
        self.take("(")
        read = []
        while not self.sees(")"):
            read.append(self.value())
            if not self.sees(")"):
                self.take(",")
        self.take(")")
        return read

    def quoted(self):
        found = re.compile(r'"((?:[^"\\]|\\.)*)"').match(self.text, self.at)
        if not found:
            raise ValueError(f"an open quote at {self.at}")
        self.at = found.end()
        letters = {"r": "\r", "n": "\n", "e": "\n", "t": "\t"}
        return re.sub(r"\\(\d\d\d|.)",
                      lambda one: chr(int(one[1])) if one[1].isdigit() else letters.get(one[1], one[1]), found.group(1))


def read(text):
    reader = _Reader(text)
    value = reader.value()
    reader.skip()
    if reader.at != len(text):
        raise ValueError(f"something after the value: {text[reader.at:]!r}")
    return value


class Client:
    """Each answer is taken with a single recv, as two of the known clients do."""

    def __init__(self, port, end="\r\n"):
        self.socket = socket.create_connection(("127.0.0.1", port), 10)
        self.end, self.inline = end, False
        self.greeting = self.answer()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def answer(self):
        text = self.socket.recv(262144).decode()
        found = re.match(r"(\d{3}) ([^\r]*)\r\n", text)
        if not found:
            raise ValueError(f"not an answer: {text!r}")
        self.more = text[found.end():]
        code, words = int(found.group(1)), found.group(2)
        if code not in (200, 201, 300):
            raise Refused(code, words)
        return code, words

    def send(self, line):
        self.socket.sendall((line + self.end).encode())
        return self.answer()

    def log_in(self, user, password):
        self.send(f"USER {user}")
        self.send(f"PASS {password}")

    def apop(self, user, password):
        stamp = re.search(r"<[^<>]*@[^<>]*>", self.greeting[1]).group(0)
        self.send(f"APOP {user} {hashlib.md5((stamp + password).encode()).hexdigest()}")

    def go_inline(self):
        self.send("INLINE")
        self.inline = True

    def run(self, *words):
        """A command; its data as a Python value, None when it has none."""
        code, said = self.send(" ".join(words))
        if code == 201:
            return read(said)
        if self.inline or said != "data follow":
            return None
        return read(self.more.rstrip("\r\n"))
