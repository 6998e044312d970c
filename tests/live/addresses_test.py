"""Who may connect and log in, by address: lists, trials, listeners that change while the server runs, PROXY headers.

Runs in a network of its own, with one address for the server and two for clients.
"""

import os
import socket
import struct
import subprocess
import sys
import time

from live_site import DOMAIN, Site
from score import Score

HERE, CLIENT, STRANGER = "10.99.0.1", "10.99.0.2", "10.99.0.3"
SIGNATURE = b"\r\n\r\n\0\r\nQUIT\n"
score = Score()


def enter_network():
    if os.environ.get("GATEHOUSE_OWN_NETWORK"):
        for words in ("link set lo up", "link add v0 type veth peer name v1", f"addr add {HERE}/24 dev v0",
                      f"addr add {CLIENT}/24 dev v0", f"addr add {STRANGER}/24 dev v0", "link set v0 up",
                      "link set v1 up"):
            subprocess.run(["ip", *words.split()], check=True)
        return
    if os.geteuid() != 0:
        sys.exit("this test makes a network of its own: run it as root")
    os.execvpe("unshare", ["unshare", "--net", sys.executable, "-B", *sys.argv],
               os.environ | {"GATEHOUSE_OWN_NETWORK": "1"})


def talk(source, port, *lines, header=b"", at=HERE):
    """What the server answers to the greeting and each line; shorter where it closes."""
    heard = []
    with socket.create_connection((at, port), 10, (source, 0)) as one:
        stream = one.makefile("rwb")
        if header:
            stream.write(header)
            stream.flush()
        try:
            heard.append(stream.readline().decode())
            for line in lines:
                stream.write(line.encode() + b"\r\n")
                stream.flush()
                heard.append(stream.readline().decode())
        except ConnectionError:
            heard.append("")
    return heard


def logs_in(source, port, header=b"", at=HERE):
    answers = talk(source, port, "USER joe", "PASS Secret-12", header=header, at=at)
    return len(answers) == 3 and answers[2].startswith("+OK")


def version_2(source, local):
    body = socket.inet_aton(source) + socket.inet_aton(local) + struct.pack("!HH", 4000, 110)
    return SIGNATURE + bytes([0x21, 0x11]) + struct.pack("!H", len(body)) + body


def listener(*sockets):
    return "{Listener={Ports=(" + ",".join("{" + one + "}" for one in sockets) + ");};}"


def check_listeners(site):
    everywhere = [f"PortNumber={port};" + ("InitialSecurity=on;" if port == 995 else "") for port in (110, 995)]
    old = socket.create_connection(("127.0.0.1", site.pop))
    old.recv(200)
    score.check("a named address is listened on at once",
                site.cli("UPDATEMODULE POP " + listener(*everywhere, f'PortNumber=2110;LocalAddress="{HERE}";'))
                .returncode == 0)
    score.run("and served", lambda: logs_in(CLIENT, 2110 + site.offset))
    site.cli("UPDATEMODULE POP " + listener(*everywhere[1:], f'PortNumber=2110;LocalAddress="{HERE}";'))
    score.refuse("a port that was taken away is closed", lambda: talk("127.0.0.1", site.pop, at="127.0.0.1"))
    old.sendall(b"QUIT\r\n")
    score.check("who was there stays", old.recv(200).startswith(b"+OK"))
    grant = f'PortNumber=2110;LocalAddress="{HERE}";RemoteRestriction=Grant;RestrictionList="{CLIENT}";'
    site.cli("UPDATEMODULE POP " + listener(*everywhere, grant))
    score.run("whom a socket grants comes in", lambda: logs_in(CLIENT, 2110 + site.offset))
    score.check("others are closed before a word", talk(STRANGER, 2110 + site.offset) == [""])
    score.check("a port of another service is refused",
                site.cli("UPDATEMODULE POP " + listener("PortNumber=143;"), check=False).returncode != 0)
    site.cli("UPDATEMODULE POP " + listener(*everywhere, f'PortNumber=2110;LocalAddress="{HERE}";'))
    score.check("the server ends well", site.stop() == 0, site.said.decode(errors="replace")[-4000:])
    score.check("the settings come back after a restart", site.start() > 0
                and logs_in(CLIENT, 2110 + site.offset))


def check_lists(site, port):
    site.cli(f"SETCLIENTIPS {CLIENT}")
    site.cli("UPDATESERVERSETTINGS {NonClientLogins=prohibit;}")
    score.check("a client logs in", logs_in(CLIENT, port))
    score.check("loopback logs in", logs_in("127.0.0.1", site.pop, at="127.0.0.1"))
    score.check("the server itself logs in", logs_in(HERE, port))
    answer = talk(STRANGER, port)
    score.check("another is told why", answer[0].startswith("-ERR [SYS/PERM]"), answer)
    site.cli("UPDATESERVERSETTINGS {NonClientLogins=allow;}")
    score.check("until it is allowed again", logs_in(STRANGER, port))
    site.cli(f"TEMPBLACKLISTIP {STRANGER} TIMEOUT 600")
    score.check("a blocked address has the wrong password", not logs_in(STRANGER, port))
    site.cli(f"TEMPBLACKLISTIP {STRANGER} DELETE")
    score.check("until it is not blocked", logs_in(STRANGER, port))
    site.cli(f"SETDENIEDIPS {STRANGER}")
    score.check("a denied address hears nothing", talk(STRANGER, port) == [""])
    site.cli('SETDENIEDIPS ""')
    time.sleep(1.2)  # what is blocked is kept within a second, and the next check kills the server


def check_trial(site, port):
    site.cli("UPDATEMODULE PWD " + listener("PortNumber=106;", f'PortNumber=2106;LocalAddress="{HERE}";'))
    login = ("USER postmaster", f"PASS {site.initial['postmaster@' + DOMAIN]}")
    tried = talk(STRANGER, 2106 + site.offset, *login, "UPDATESERVERSETTINGS {NonClientLogins=prohibit;}")
    score.check("who would shut himself out is told", "CONFIRMADDRESSES" in tried[-1], tried)
    score.check("the trial holds", talk(STRANGER, port)[0].startswith("-ERR"))
    site.kill()
    site.start()
    score.check("and does not outlive the server", logs_in(STRANGER, port))
    talk(STRANGER, 2106 + site.offset, *login, "UPDATESERVERSETTINGS {NonClientLogins=prohibit;}", "CONFIRMADDRESSES")
    site.kill()
    site.start()
    score.check("what is confirmed does", talk(STRANGER, port)[0].startswith("-ERR"))
    site.cli("UPDATESERVERSETTINGS {NonClientLogins=allow;}")


def check_trial_of_a_socket(site):
    """Sockets that were on trial are taken back when nobody confirms."""
    port = 2106 + site.offset
    login = ("USER postmaster", f"PASS {site.initial['postmaster@' + DOMAIN]}")
    shut = f'PortNumber=2106;LocalAddress="{HERE}";RemoteRestriction=Grant;RestrictionList="{CLIENT}";'
    tried = talk(STRANGER, port, *login, "UPDATEMODULE PWD " + listener("PortNumber=106;LocalAddress=127.0.0.1;", shut))
    score.check("who would shut a socket to himself is told", "CONFIRMADDRESSES" in tried[-1], tried)
    score.check("the socket is on trial", talk(STRANGER, port) == [""])
    score.check("for others it is open", talk(CLIENT, port)[0].startswith("200"))
    until = time.monotonic() + 70
    while (answer := talk(STRANGER, port)) == [""] and time.monotonic() < until:
        time.sleep(0.5)
    score.check("and is taken back", answer[0].startswith("200"), answer)


def check_roaming(site, port):
    """Whoever is here from no client address goes when that is not allowed any more."""
    site.cli(f"SETCLIENTIPS {CLIENT}")
    connections = {}
    for source in (CLIENT, STRANGER):
        connections[source] = one = socket.create_connection((HERE, port), 10, (source, 0))
        stream = one.makefile("rwb")
        stream.readline()
        for line in (b"USER joe\r\n", b"PASS Secret-12\r\n"):
            stream.write(line)
            stream.flush()
            answer = stream.readline()
        score.check(f"{source} is logged in", answer.startswith(b"+OK"), answer)
    site.cli("UPDATEACCOUNTSETTINGS joe {AccessModes=(Mail,POP,IMAP,TLS);}")
    connections[STRANGER].settimeout(1)
    score.check("a roaming session ends within a second", connections[STRANGER].recv(10) == b"")
    connections[CLIENT].sendall(b"NOOP\r\n")
    score.check("one from a client address goes on", connections[CLIENT].recv(200).startswith(b"+OK"))
    site.cli("UPDATEACCOUNTSETTINGS joe {AccessModes=All;}")
    site.cli('SETCLIENTIPS ""')


def check_explained(site):
    def asked(*words):
        return site.run("explain", "login", "joe", "--base", site.base, "--service", "POP", *words, check=False)
    site.cli(f"SETBLACKLISTEDIPS {STRANGER}")
    answer = asked("--from", STRANGER)
    score.check("explain login names the list", "blacklisted" in answer.stdout and answer.returncode == 1, answer.stdout)
    answer = asked("--from", CLIENT)
    score.check("and the sockets", "Listener" in answer.stdout and answer.returncode == 0, answer.stdout)
    site.cli('SETBLACKLISTEDIPS ""')


def check_proxies(site, port):
    header = f"PROXY TCP4 {STRANGER} {HERE} 4000 110\r\n".encode()
    score.check("a header from anybody is protocol input", talk(CLIENT, port, "NOOP", header=header)[1].startswith("-ERR"))
    site.cli(f"UPDATESERVERSETTINGS {{ProxyIPs={CLIENT};DeniedIPs={STRANGER};}}")
    score.check("a denied address stays so behind a proxy", talk(CLIENT, port, header=header) == [""])
    site.cli(f"UPDATESERVERSETTINGS {{DeniedIPs={CLIENT};NonClientLogins=prohibit;ClientIPs=\"192.0.2.0/24\";}}")
    for name, good, bad in (("1", b"PROXY TCP4 192.0.2.9 10.99.0.1 4000 110\r\n", header),
                            ("2", version_2("192.0.2.9", HERE), version_2(STRANGER, HERE))):
        score.check(f"version {name}: a client behind a proxy logs in", logs_in(CLIENT, port, header=good))
        answer = talk(CLIENT, port, header=bad)
        score.check(f"version {name}: another does not", answer[0].startswith("-ERR"), answer)
    score.check("without a header there is no word", talk(CLIENT, port, header=b"USER joe\r\nPASS x\r\n") == [""])
    score.check("nor behind another's loopback",
                talk(CLIENT, port, header=b"PROXY TCP4 127.0.0.1 10.99.0.1 4000 110\r\n") == [""])


def main():
    enter_network()
    with Site() as site:
        site.cli("UPDATEACCOUNTDEFAULTS", DOMAIN, "{RequireAPOP=NO;}")  # no TLS: this is about addresses
        site.account("joe", "Secret-12")
        check_listeners(site)
        there = 2110 + site.offset
        check_lists(site, there)
        check_trial(site, there)
        check_trial_of_a_socket(site)
        check_roaming(site, there)
        check_explained(site)
        check_proxies(site, there)
        score.check("the server is well", site.alive() and site.stop() == 0, site.output())
    score.finish()


if __name__ == "__main__":
    main()
