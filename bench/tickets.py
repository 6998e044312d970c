#!/usr/bin/python3
"""IMAP logins by Kerberos tickets: how many a second, and the server CPU each costs.

    KRB5_CONFIG=... KRB5CCNAME=... bench/tickets.py PORT HOST PID[,PID...] [SECONDS]

Needs python3-gssapi and a ticket-granting ticket. PIDs are the server's processes (with their children).
Works against any IMAP server, so that two can be compared in the same minute.
"""

import base64
import multiprocessing
import os
import socket
import sys
import time

import gssapi

PORT, HOST = int(sys.argv[1]), sys.argv[2]
PIDS = [int(pid) for pid in sys.argv[3].split(",")]
SECONDS = float(sys.argv[4]) if len(sys.argv) > 4 else 4.0
CLIENTS = 4


def line(stream):
    return stream.readline().rstrip(b"\r\n")


def log_in(name):
    with socket.create_connection(("127.0.0.1", PORT), 10) as one:
        stream = one.makefile("rwb")
        line(stream)
        context = gssapi.SecurityContext(name=name, usage="initiate",
                                         flags=gssapi.RequirementFlag.mutual_authentication)

        def say(text):
            stream.write(text + b"\r\n")
            stream.flush()
            return line(stream)

        answer = say(b"a AUTHENTICATE GSSAPI")
        token = context.step()
        answer = say(base64.b64encode(token))
        token = context.step(base64.b64decode(answer[2:])) or b""
        answer = say(base64.b64encode(token))
        context.unwrap(base64.b64decode(answer[2:]))
        choice = context.wrap(b"\x01\0\0\0", False).message
        answer = say(base64.b64encode(choice))
        while answer.startswith(b"* "):
            answer = line(stream)
        return answer.startswith(b"a OK")


def client(until, done):
    name = gssapi.Name(f"imap@{HOST}", gssapi.NameType.hostbased_service)
    while time.monotonic() < until:
        if log_in(name):
            with done.get_lock():
                done.value += 1


def cpu():
    """Seconds of the processes and of their children that have ended."""
    ticks = 0
    for pid in PIDS:
        with open(f"/proc/{pid}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
        ticks += sum(int(field) for field in fields[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


def main():
    done = multiprocessing.Value("i", 0)
    before, until = cpu(), time.monotonic() + SECONDS
    clients = [multiprocessing.Process(target=client, args=(until, done)) for _ in range(CLIENTS)]
    for one in clients:
        one.start()
    for one in clients:
        one.join()
    spent = cpu() - before
    print(f"{done.value / SECONDS:.0f} logins/s, {spent / max(done.value, 1) * 1e6:.0f} us of server CPU each")


main()
