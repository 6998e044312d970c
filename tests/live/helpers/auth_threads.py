#!/usr/bin/python3
"""auth_threads.py USERS [SECONDS] : threads, answers out of order, secure methods and clear passwords.

USERS has a line for each account: name@domain, a space, the password. Each check takes SECONDS.
NEW route.NAME@domain is routed to NAME@domain, NEW down.NAME@domain fails for a while.
"""

import hashlib
import hmac
import re
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

ESCAPES = {"r": "\r", "n": "\n", "t": "\t", "e": "\n"}
PARAMETER = re.compile(r' *("(?:[^"\\]|\\.)*"|[^ ]+)')
writing = threading.Lock()


def say(text):
    with writing:
        sys.stdout.buffer.write(text.encode("latin-1") + b"\n")
        sys.stdout.buffer.flush()


def unquoted(text):
    if not text.startswith('"'):
        return text

    def meant(found):
        word = found.group(1)
        return chr(int(word)) if word.isdigit() else ESCAPES.get(word, word)
    return re.sub(r"\\(\d\d\d|.)", meant, text[1:-1])


def quoted(text):
    return '"' + re.sub(r'(["\\])', r"\\\1", text) + '"'


def password_of(name):
    # Latin-1 throughout: the bytes stay what they are.
    with open(sys.argv[1], encoding="latin-1") as users:
        for line in users:
            known, _, password = line.rstrip("\n").partition(" ")
            if known == name:
                return password
    return None


def digest_matches(method, password, answer, challenge):
    key, text = password.encode("latin-1"), challenge.encode("latin-1")
    if method == "CRAM-MD5":
        return hmac.compare_digest(answer.rpartition(" ")[2], hmac.new(key, text, "md5").hexdigest())
    return hmac.compare_digest(answer, hashlib.md5(text + key).hexdigest())


def verdict(matches):
    return "OK" if matches else "ERROR incorrect password"


def answer_to(words):
    verb, _, rest = words.partition(" ")
    rest = re.sub(r"^\([A-Za-z0-9_-]+\) ", "", rest)
    name, *parameters = [unquoted(one) for one in PARAMETER.findall(rest)]
    if verb == "NEW":
        if name.startswith("route."):
            return "ROUTED [NORELAY] " + name.removeprefix("route.")
        return "FAILURE" if name.startswith("down.") else "ERROR this account is not known"
    password = password_of(name)
    if verb == "READPLAIN":
        return "ERROR" if password is None else "PLAIN " + quoted(password)
    if verb == "VRFY":
        return verdict(password is not None and parameters[:1] == [password])
    if verb in ("SASL(CRAM-MD5)", "SASL(APOP)"):
        return verdict(password is not None and digest_matches(verb[5:-1], password, *parameters[:2]))
    return "ERROR unsupported SASL method" if verb.startswith("SASL") else "ERROR unknown command"


def answer(number, words, delay):
    try:
        time.sleep(delay)
        say(f"{number} {answer_to(words)}")
    except Exception as trouble:
        say(f"* {type(trouble).__name__}")
        say(f"{number} FAILURE")


def main():
    delay = float(sys.argv[2]) if len(sys.argv) > 2 else 0
    with ThreadPoolExecutor(32) as pool:
        for raw in sys.stdin.buffer:
            number, _, words = raw.rstrip(b"\n").decode("latin-1").partition(" ")
            if words.startswith("INTF "):
                say(f"{number} INTF 5")
            elif words == "QUIT":
                break
            else:
                pool.submit(answer, number, words, delay)
    say(f"{number} OK")


main()
