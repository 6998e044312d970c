#!/usr/bin/python3
"""provision.py HOST PORT ADMIN PASSWORD_FILE USERS : makes accounts when they are first asked for.

A NEW for a name that USERS knows (lines of name@domain, a space, the password) creates the account
through the command line of the server that is asking, and then says OK: look again. The account's
password stays here: it is made with UseExtPassword. An alias is made for alias.NAME@domain.
"""

import re
import socket
import sys

HOST, PORT, ADMIN, PASSWORD_FILE, USERS = sys.argv[1:6]


class Commands:
    """The server's command line; as much of it as is needed here."""

    def __init__(self):
        self.socket = socket.create_connection((HOST, int(PORT)), timeout=10)
        self.lines = self.socket.makefile("rb")
        self.answer()
        with open(PASSWORD_FILE) as file:
            password = file.read().rstrip("\n")
        self.ask("USER " + ADMIN)
        self.ask("PASS " + password)

    def answer(self):
        line = self.lines.readline().decode("latin-1").rstrip("\r\n")
        if not line.startswith(("2", "3")):
            raise OSError(line or "the server closed")
        return line

    def ask(self, command):
        self.socket.sendall(command.encode("latin-1") + b"\r\n")
        return self.answer()


def say(text):
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def unquoted(text):
    return re.sub(r"\\(.)", r"\1", text[1:-1]) if text.startswith('"') else text


def known():
    with open(USERS, encoding="latin-1") as file:
        return dict(line.rstrip("\n").split(" ", 1) for line in file if " " in line)


def provide(name):
    owner = name.removeprefix("alias.")
    if owner not in known():
        return "ERROR this account is not known"
    command = f"CREATEACCOUNT {name} {{UseAppPassword=NO;UseExtPassword=YES;}}"
    if owner != name:
        command = f"SETACCOUNTALIASES {owner} ({name.partition('@')[0]})"
    try:
        Commands().ask(command)
    except OSError as trouble:
        if not str(trouble).startswith("520"):  # there is one already: two asked at the same time
            raise
    return "OK"


def answer_to(words):
    verb, _, rest = words.partition(" ")
    rest = re.sub(r"^\([A-Za-z0-9_-]+\) ", "", rest)
    name, _, password = rest.partition(" ")
    if verb == "NEW":
        return provide(name)
    if verb == "VRFY":
        return "OK" if known().get(name) == unquoted(password) else "ERROR incorrect password"
    return "ERROR this is not done here"


for line in sys.stdin:
    number, _, words = line.rstrip("\n").partition(" ")
    if words.startswith("INTF"):
        say(f"{number} INTF 5")
    elif words == "QUIT":
        say(f"{number} OK")
        break
    else:
        try:
            say(f"{number} {answer_to(words)}")
        except OSError as trouble:
            say(f"* {trouble}")
            say(f"{number} FAILURE")
