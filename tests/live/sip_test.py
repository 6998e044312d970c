"""The SIP gate by clients that others wrote: sipsak, SIPp, baresip, svwar and svcrack; and datagrams that are no SIP."""

import os
import re
import socket
import subprocess

from live_site import DOMAIN, Site
from score import Score

HERE = "127.0.0.1"
PASSWORD, WRONG = "Sesame77", "Simsim77"

score = Score()

SCENARIO = """<?xml version="1.0" encoding="ISO-8859-1" ?><scenario name="register">
<send><![CDATA[
{head}CSeq: 1 REGISTER

]]></send><recv response="401" auth="true"></recv><send><![CDATA[
{head}CSeq: 2 REGISTER
[authentication username=alice password={password}]

]]></send><recv response="{status}"></recv></scenario>
"""
HEAD = f"""REGISTER sip:{DOMAIN} SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:alice@{DOMAIN}>;tag=[call_number]
To: <sip:alice@{DOMAIN}>
Call-ID: [call_id]
Contact: <sip:alice@[local_ip]:[local_port]>
Max-Forwards: 10
Expires: 120
Content-Length: 0
"""


class Bench:
    def __init__(self, site):
        self.site = site
        self.home = os.path.join(site.base, "home")
        os.mkdir(self.home)
        hosts = self.file("hosts", f"{HERE} {DOMAIN} {socket.gethostname()}\n")
        self.env = dict(os.environ, HOME=self.home, LD_PRELOAD="libnss_wrapper.so", NSS_WRAPPER_HOSTS=hosts)

    def file(self, name, content):
        path = os.path.join(self.home, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as out:
            out.write(content)
        return path

    def call(self, *words, wrapped=False, seconds=60):
        env = self.env if wrapped else dict(os.environ, HOME=self.home, TERM="xterm")
        try:
            done = subprocess.run(words, capture_output=True, text=True, timeout=seconds, env=env, cwd=self.home,
                                  stdin=subprocess.DEVNULL, errors="replace")
        except subprocess.TimeoutExpired as late:
            return 124, (late.stdout or b"").decode(errors="replace")
        return done.returncode, done.stdout + done.stderr

    def say(self, datagram):
        """The first answer; None: there was none."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as phone:
            phone.settimeout(1.5)
            phone.sendto(datagram, (HERE, self.site.sip))
            try:
                return phone.recv(65536)
            except TimeoutError:
                return None


def sipsak(bench):
    for name, password, status in (("alice", PASSWORD, 200), ("alice", WRONG, 403), ("nobody", PASSWORD, 403)):
        got, seen = bench.call("sipsak", "-U", "-s", f"sip:{name}@{DOMAIN}:{bench.site.sip}", "-p",
                               f"{HERE}:{bench.site.sip}", "-u", name, "-a", password, "-C",
                               f"sip:{name}@{HERE}:5999", "-x", "60", wrapped=True)
        admitted = got == 0
        score.check(f"sipsak {name} {password}", admitted == (status == 200) and (admitted or f"SIP/2.0 {status} " in seen),
                    f"{got}\n{seen}")


def sipp(bench):
    for password, status in ((PASSWORD, 200), (WRONG, 403)):
        file = bench.file("register.xml", SCENARIO.format(head=HEAD, password=password, status=status))
        for transport, count in (("u1", 20), ("t1", 2)):
            got, seen = bench.call("sipp", f"{HERE}:{bench.site.sip}", "-t", transport, "-sf", file, "-m", str(count),
                                   "-i", HERE, "-nostdin", "-timeout", "15")
            score.check(f"sipp {transport} {status}", got == 0, f"{got}\n{seen}")


def baresip(bench):
    bench.file("bare/config", f"sip_listen {HERE}:0\nmodule_path /usr/lib/baresip/modules\nmodule stdio.so\n"
                              "module account.so\nmodule menu.so\n")
    bench.file("bare/contacts", "")
    for password, word in ((PASSWORD, "200 OK"), (WRONG, "403 ")):
        bench.file("bare/accounts", f"<sip:alice@{DOMAIN}>;auth_user=alice;auth_pass={password};"
                                    f'outbound="sip:{HERE}:{bench.site.sip};transport=udp";regint=60\n')
        _, seen = bench.call("baresip", "-f", os.path.join(bench.home, "bare"), "-t", "4", seconds=15)
        score.check(f"baresip {password}", word in seen, seen)


def scanners(bench):
    _, seen = bench.call("svwar", "-p", str(bench.site.sip), "-e", "100-110", "-m", "REGISTER", HERE)
    score.check("svwar finds no extension", "reqauth" not in seen or "WARNING" in seen, seen)
    words = bench.file("words", "one\ntwo\nthree\n")
    _, seen = bench.call("svcrack", "-p", str(bench.site.sip), "-u", "alice", "-d", words, HERE)
    score.check("svcrack finds no password", "Password" not in seen, seen)


def rubbish(bench):
    start = f"REGISTER sip:{DOMAIN} SIP/2.0\r\n"
    end = (f"From: <sip:a@{DOMAIN}>;tag=1\r\nTo: <sip:a@{DOMAIN}>\r\nCall-ID: 1\r\nCSeq: 1 REGISTER\r\n"
           "Content-Length: %s\r\n\r\n")
    via = "Via: SIP/2.0/UDP h;branch=z9hG4bK1;rport\r\n"
    for name, words in (("a long header", start + via + "X: " + "x" * 60000 + "\r\n" + end % 0),
                        ("many Vias", start + via * 1000 + end % 0), ("length -1", start + via + end % -1),
                        ("length 2^32", start + via + end % 2**32), ("nothing", "\0"), ("HTTP", "GET / HTTP/1.1\r\n\r\n")):
        answer = bench.say(words.encode())
        score.check(name, answer is None or answer.startswith(b"SIP/2.0 4"), answer)
        score.check(f"{name}: the answer is small", answer is None or len(answer) <= 3 * len(words), answer)
    challenge = bench.say((start + via + end % 0).encode()) or b""
    score.check("still answers", re.match(rb"SIP/2.0 401 ", challenge), challenge)


def main():
    with Site() as site:
        site.every_method()
        site.account("alice", PASSWORD)
        bench = Bench(site)
        for part in (sipsak, sipp, baresip, scanners, rubbish):
            score.run(part.__name__, lambda part=part: part(bench))
        score.check("the server ends well", site.stop() == 0, site.said.decode(errors="replace")[-2000:])
    score.finish()


if __name__ == "__main__":
    main()
