#!/usr/bin/env python3
"""How long pages take on a site of many accounts.

    bench/web_pages.py GATEHOUSE [ACCOUNTS] [REQUESTS]

Makes ACCOUNTS (100000) by the CLI over HTTP, then asks REQUESTS (300) times for each page on one connection that is kept, as a
browser with a session. Prints a table in Markdown: p50, p99 and the longest in milliseconds, and the size of the page.
"""

import base64
import http.client
import os
import random
import statistics
import sys
import time
import urllib.parse

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "tests", "live"))

from live_site import DOMAIN, Site  # noqa: E402

ACCOUNTS = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
REQUESTS = int(sys.argv[3]) if len(sys.argv) > 3 else 300
AT_ONCE = 500


class Client:
    def __init__(self, port):
        self.port, self.asked = port, 0
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def send(self, method, path, body=None, headers=None):
        if self.asked % 90 == 0:  # a connection is good for a hundred
            self.connection.close()
        self.asked += 1
        self.connection.request(method, path, body, headers or {})
        answer = self.connection.getresponse()
        return answer, answer.read()


def make_accounts(client, password):
    pair = base64.b64encode(f"postmaster@{DOMAIN}:{password}".encode()).decode()
    begun = time.monotonic()
    for first in range(0, ACCOUNTS, AT_ONCE):
        lines = "\n".join(f'CREATEACCOUNT u{number:06} {{RealName="User {number}";}}'
                          for number in range(first, min(first + AT_ONCE, ACCOUNTS)))
        answer, text = client.send("POST", "/cli/", lines, {"Authorization": f"Basic {pair}"})
        if answer.status != 200 or b"200 OK" not in text:
            sys.exit(f"making accounts: {answer.status} {text[:200]}")
        if first % 10_000 == 0:
            print(f"{first} accounts, {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
    return time.monotonic() - begun


def log_in(client, password):
    form = urllib.parse.urlencode({"username": f"postmaster@{DOMAIN}", "password": password})
    answer, _ = client.send("POST", "/login", form, {"Content-Type": "application/x-www-form-urlencoded"})
    return {"Cookie": answer.getheader("Set-Cookie").split(";")[0]}


def some_account():
    return f"u{random.randrange(ACCOUNTS):06}"


PAGES = {
    "domains": lambda: "/Master/Domains/Domains.html",
    "accounts, the first": lambda: f"/Master/Domains/Accounts.html?domainName={DOMAIN}",
    "accounts, after one in the middle": lambda: f"/Master/Domains/Accounts.html?domainName={DOMAIN}&after={some_account()}",
    "accounts, a search": lambda: f"/Master/Domains/Accounts.html?domainName={DOMAIN}&search={some_account()[:5]}",
    "settings of an account": lambda: f"/Master/Domains/AccountSettings.html?domainName={DOMAIN}&accountName={some_account()}",
    "general settings": lambda: "/Master/Settings/General.html",
    "monitors": lambda: "/Master/Monitors/Overview.html",
    "the login form": lambda: "/login",
}


def measure(client, cookie, address):
    times, size = [], 0
    for _ in range(REQUESTS):
        path = address()
        begun = time.monotonic()
        answer, body = client.send("GET", path, headers=cookie)
        times.append((time.monotonic() - begun) * 1000)
        if answer.status != 200:
            sys.exit(f"{path}: {answer.status} {answer.getheader('Location')} {body[:200]}")
        size = len(body)
    times.sort()
    return statistics.median(times), times[int(len(times) * 0.99)], times[-1], size


def main():
    with Site(demo=True) as site:
        password = site.initial[f"postmaster@{DOMAIN}"]
        client = Client(site.httpa)
        took = make_accounts(client, password)
        print(f"{ACCOUNTS} accounts made over HTTP in {took:.0f} s ({ACCOUNTS / took:.0f} a second)\n")
        cookie = log_in(client, password)
        print("| page | p50 ms | p99 ms | longest | KiB |\n|---|---:|---:|---:|---:|")
        for name, address in PAGES.items():
            middle, worst, longest, size = measure(client, cookie, address)
            print(f"| {name} | {middle:.1f} | {worst:.1f} | {longest:.1f} | {size / 1024:.0f} |", flush=True)


main()
