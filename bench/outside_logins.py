#!/usr/bin/env python3
"""Logins a second by passwords that are checked elsewhere, and what the server spends on each.

    bench/outside_logins.py build/release/gatehouse [SECONDS]

The external program (auth_threads.py, 32 threads) and slapd answer after 1 and after 50 ms. 64 IMAP clients in
four processes log in again and again. Prints a table in Markdown; run it on a quiet machine.
"""

import asyncio
import multiprocessing
import os
import shutil
import socket
import sys
import tempfile
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "tests", "live"))

import cgp_cli  # noqa: E402
from directory_server import SUFFIX, DirectoryServer, free_port  # noqa: E402
from live_site import DOMAIN, Site  # noqa: E402

SECONDS = float(sys.argv[2]) if len(sys.argv) > 2 else 5.0
PROCESSES, THREADS = 4, 16
HELPERS = os.path.join(ROOT, "tests", "live", "helpers")


class Delay:
    """A way to another port on which every answer comes `seconds` later."""

    def __init__(self, port, seconds):
        self.port, self.target, self.seconds = free_port(), port, seconds
        self.process = multiprocessing.Process(target=lambda: asyncio.run(self.serve()), daemon=True)
        self.process.start()
        while socket.socket().connect_ex(("127.0.0.1", self.port)):
            time.sleep(0.02)

    async def serve(self):
        server = await asyncio.start_server(self.client, "127.0.0.1", self.port)
        async with server:
            await server.serve_forever()

    async def client(self, reader, writer):
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
        await asyncio.gather(self.pass_on(reader, far_writer, 0), self.pass_on(far_reader, writer, self.seconds))

    async def pass_on(self, reader, writer, seconds):
        while piece := await reader.read(65536):
            if seconds:
                await asyncio.sleep(seconds)
            writer.write(piece)
            await writer.drain()
        writer.close()


def log_in(port, name, password):
    with socket.create_connection(("127.0.0.1", port), 30) as one:
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        lines = one.makefile("rb")
        lines.readline()
        one.sendall(f"a LOGIN {name} {password}\r\n".encode())
        answer = lines.readline()
        while answer.startswith(b"* "):
            answer = lines.readline()
        return answer.startswith(b"a OK")


def client(port, name, password, until, done, refused):
    def loop():
        while time.monotonic() < until:
            counter = done if log_in(port, name, password) else refused
            with counter.get_lock():
                counter.value += 1

    threads = [threading.Thread(target=loop) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def cpu(pid):
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(site, label, name, password):
    log_in(site.imap, name, password)
    done, refused = multiprocessing.Value("i", 0), multiprocessing.Value("i", 0)
    before, until = cpu(site.child.pid), time.monotonic() + SECONDS
    clients = [multiprocessing.Process(target=client, args=(site.imap, name, password, until, done, refused))
               for _ in range(PROCESSES)]
    for one in clients:
        one.start()
    for one in clients:
        one.join()
    spent = cpu(site.child.pid) - before
    each = spent / max(done.value, 1) * 1e6
    print(f"| {label} | {done.value / SECONDS:.0f} | {refused.value} | {each:.0f} | {spent / SECONDS * 100:.0f} % |", flush=True)


def external(site, folder, delay, processes):
    settings = {"Enabled": True, "Timeout": "10s", "AutoRestart": "1s", "Processes": processes,
                "ProgramName": f"{folder}/auth_threads.py {folder}/users {delay}"}
    site.cli("UPDATESERVERSETTINGS", cgp_cli.written({"ExternalAUTH": settings}))
    for _ in range(100):
        if log_in(site.imap, "ext", "ext-external"):
            return
        time.sleep(0.1)
    raise RuntimeError("the external program does not answer")


def main():
    folder = tempfile.mkdtemp(prefix="gatehouse-around-")
    os.chmod(folder, 0o755)
    try:
        shutil.copy(os.path.join(HELPERS, "auth_threads.py"), folder)
        os.chmod(f"{folder}/auth_threads.py", 0o755)
        with open(f"{folder}/users", "w") as file:
            file.write(f"ext@{DOMAIN} ext-external\n")
        os.chmod(f"{folder}/users", 0o644)
        with DirectoryServer(people=("ldap",)) as directory, Site() as site:
            site.every_method()
            site.cli("UPDATEACCOUNTDEFAULTS", DOMAIN, "{PasswordEncryption=sealed;}")
            site.account("own", "own-own")
            site.cli("CREATEACCOUNT", site.full("ext"), "{UseAppPassword=NO;UseExtPassword=YES;}")
            site.cli("CREATEACCOUNT", site.full("ldap"), "{UseAppPassword=NO;}")
            print("| password checked by | logins/s | refused | server CPU us per login | server CPU |\n|---|---|---|---|---|")
            measure(site, "the account itself", "own", "own-own")
            for delay in (0.001, 0.05):
                for processes in (1, 2):
                    external(site, folder, delay, processes)
                    measure(site, f"the external program, {delay * 1000:.0f} ms, {processes} process(es)", "ext", "ext-external")
                through = Delay(directory.port, delay)
                uri = f"ldap://127.0.0.1:{through.port}/uid=*,ou=people,{SUFFIX}"
                site.cli("UPDATEACCOUNTSETTINGS", site.full("ldap"), cgp_cli.written({"AuthURI": uri}))
                measure(site, f"LDAP, {delay * 1000:.0f} ms", "ldap", "ldap-ldap")
                through.process.terminate()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


main()
