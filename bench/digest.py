#!/usr/bin/env python3
"""Server CPU of an HTTP login by Digest beside Apache's mod_auth_digest.

    bench/digest.py GATEHOUSE [LOGINS] [REPS]

A login is a connection, a request that is answered by a challenge, and the same request with the answer to it; or 99
requests on each connection, all with answers to its one challenge, counted up. 200 accounts in turn. The servers run one
after the other on processor 0, the client on processor 1. Needs root and the package apache2-bin. Prints a table in Markdown.
"""

import hashlib
import os
import re
import socket
import statistics
import sys

from gates import DOMAIN, Ours, Peer, names, write
from processor_time import used

LOGINS = int(sys.argv[2]) if len(sys.argv) > 2 else 2000
REPS = int(sys.argv[3]) if len(sys.argv) > 3 else 5
ON_EACH = 99  # and the one that is challenged
PATH = "/whoami"
REALM = "bench"
HASHES = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256}


def answered(challenge, algorithm, name, password, count):
    """RFC 7616, section 3.4."""
    def hashed(text):
        return HASHES[algorithm](text.encode()).hexdigest()
    said = dict(re.findall(r'(\w+)="([^"]*)"', challenge))
    times, own = f"{count:08x}", os.urandom(8).hex()
    key = hashed(f"{name}:{said['realm']}:{password}")
    response = hashed(f"{key}:{said['nonce']}:{times}:{own}:auth:" + hashed(f"GET:{PATH}"))
    opaque = f', opaque="{said["opaque"]}"' if "opaque" in said else ""
    return (f'Authorization: Digest username="{name}", realm="{said["realm"]}", nonce="{said["nonce"]}", uri="{PATH}", '
            f'algorithm={algorithm}, qop=auth, nc={times}, cnonce="{own}", response="{response}"{opaque}\r\n')


class Client:
    """One connection, kept."""

    def __init__(self, port):
        self.link = socket.create_connection(("127.0.0.1", port), 10)
        self.stream = self.link.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stream.close()
        self.link.close()

    def ask(self, more=""):
        """The status and the challenges."""
        self.link.sendall(f"GET {PATH} HTTP/1.1\r\nHost: {DOMAIN}\r\n{more}\r\n".encode())
        status = int(self.stream.readline().split()[1])
        challenges, length = [], 0
        while line := self.stream.readline().decode().rstrip("\r\n"):
            name, _, value = line.partition(": ")
            if name.lower() == "www-authenticate" and value.startswith("Digest"):
                challenges.append(value)
            elif name.lower() == "content-length":
                length = int(value)
        self.stream.read(length)
        return status, challenges


def logins(port, algorithm, on_each, accounts):
    good = 0
    for connection in range(max(1, LOGINS // on_each)):
        name, password = accounts[connection * 37 % len(accounts)]
        with Client(port) as client:
            _, challenges = client.ask()
            challenge = next(each for each in challenges if re.search(rf"algorithm={algorithm}\b", each))
            for count in range(on_each):
                status, _ = client.ask(answered(challenge, algorithm, name, password, count + 1))
                if status != 200:
                    sys.exit(f"{name} was answered by {status}")
                good += 1
    return good


def measured(group, port, algorithm, on_each):
    accounts, each = names(), []
    for _ in range(REPS + 1):
        before = used(group)
        good = logins(port, algorithm, on_each, accounts)
        each.append((used(group) - before) / good * 1e6)
    warm = each[1:]
    return statistics.median(warm), min(warm), max(warm)


MODULES = ("mpm_event", "authn_core", "authn_file", "authz_core", "authz_user", "auth_digest")
APACHE = """
ServerRoot {base}
PidFile {base}/pid
Listen 127.0.0.1:{port}
ServerName localhost
User nobody
Group nogroup
{modules}
ErrorLog {base}/error.log
LogLevel error
KeepAlive On
MaxKeepAliveRequests 0
DocumentRoot {base}/web
<Location />
  AuthType Digest
  AuthName {realm}
  AuthDigestProvider file
  AuthUserFile {base}/passwords
  Require valid-user
</Location>
"""


def apache(base, port):
    os.mkdir(f"{base}/web")
    write(f"{base}/web/whoami", f"u00000@{DOMAIN}\n")
    write(f"{base}/passwords", "".join(
        f"{name}:{REALM}:{hashlib.md5(f'{name}:{REALM}:{password}'.encode()).hexdigest()}\n" for name, password in names()))
    modules = "\n".join(f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so" for name in MODULES)
    write(f"{base}/conf", APACHE.format(base=base, port=port, realm=REALM, modules=modules))
    return ["apache2", "-f", f"{base}/conf", "-DFOREGROUND"]


# What is done; the hash; requests on each connection; whether Apache does it too.
ROWS = (("HTTP Digest, MD5, a connection each", "MD5", 1, True),
        ("HTTP Digest, MD5, 99 on each connection", "MD5", ON_EACH, True),
        ("HTTP Digest, SHA-256, a connection each", "SHA-256", 1, False))


def main():
    os.sched_setaffinity(0, {1})
    with Ours() as site:
        site.cli("UPDATESERVERSETTINGS", "{AdvertiseDigestAUTH=YES;}")
        ours = [measured(site.group, site.http, algorithm, on_each) for _, algorithm, on_each, _ in ROWS]
    with Peer("apache", apache) as other:
        theirs = [measured(other.group, other.port, algorithm, on_each) if both else None
                  for _, algorithm, on_each, both in ROWS]
    print("| whole login | Gatehouse: CPU | beside | its CPU | Gatehouse / it |\n|---|---|---|---|---|")
    for (title, *_), one, two in zip(ROWS, ours, theirs):
        beside = "Apache, mod_auth_digest" if two else "-"
        cost = f"{two[0]:.0f} ({two[1]:.0f}-{two[2]:.0f})" if two else "-"
        ratio = f"{one[0] / two[0]:.2f}" if two else "-"
        print(f"| {title} | {one[0]:.0f} ({one[1]:.0f}-{one[2]:.0f}) | {beside} | {cost} | {ratio} |")


if __name__ == "__main__":
    main()
