"""The SIP gate by clients that others wrote (sipsak, SIPp, baresip, svwar, svcrack) and by phones of our own; and rubbish."""

import os
import re
import socket
import subprocess

from live_site import DOMAIN, Site
from method_doors import Sip
from score import Score
from sip_phone import Phone, all_fields, field, status

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


def found_by_svwar(bench, *more):
    """What it calls each extension; none when it gives up."""
    got, seen = bench.call("svwar", "-p", str(bench.site.sip), "-e", "100-104", "-m", "REGISTER", *more, HERE)
    return dict(re.findall(r"^\W*(\d+)\W+(\w+)\W*$", seen, re.M)), f"{got}\n{seen}"


def scanners(bench):
    """There is an account 100, and none of the other numbers."""
    found, seen = found_by_svwar(bench)
    score.check("svwar cannot tell numbers apart", not found and "unknown" in seen.lower(), seen)
    found, seen = found_by_svwar(bench, "--force")
    score.check("svwar that is forced neither", len(set(found.values())) <= 1 and len(found) in (0, 5), seen)
    words = bench.file("words", "one\ntwo\nthree\n")
    for name in ("alice", "100", "nobody"):
        _, seen = bench.call("svcrack", "-p", str(bench.site.sip), "-u", name, "-d", words, HERE)
        score.check(f"svcrack finds no password of {name}", "Password" not in seen, seen)
    answers = set()
    for name in ("100", "101", "alice", "nobody"):
        phone = Phone(bench.site, name, WRONG)
        answer = phone.register()
        answers.add((answer.split("\r\n")[0], *(line.split(":")[0] for line in answer.split("\r\n")[1:])))
        phone.close()
    score.check("known and unknown names are told alike", len(answers) == 1, answers)


def tls(bench):
    phone = Phone(bench.site, "alice", PASSWORD, "tls")
    score.check("TLS 1.3", phone.socket.version() == "TLSv1.3", phone.socket.version())
    phone.send(phone.request("REGISTER", f"sip:{DOMAIN}", to=phone.me))
    offers = all_fields(phone.hear(), "WWW-Authenticate")
    score.check("SHA-256 comes first", [re.search(r"algorithm=([\w-]+)", one).group(1) for one in offers] == ["SHA-256", "MD5"], offers)
    for algorithm in ("SHA-256", "MD5"):
        score.check(f"registers by {algorithm} over TLS", status(phone.register(algorithm)) == 200)
    score.check("a wrong password over TLS", status(phone.register(password=WRONG)) == 403)
    bob = Phone(bench.site, "bob", PASSWORD)
    score.check("bob registers over UDP", status(bob.register()) == 200)
    bob.proven("MESSAGE", f"sip:alice@{DOMAIN}", body="over two links")
    got = phone.hear()
    score.check("a message from UDP reaches TLS", got.startswith("MESSAGE ") and got.endswith("over two links"), got)
    phone.answer(got, 200, "OK")
    score.check("and its answer comes back", status(bob.hear()) == 200)
    phone.close()
    bob.proven("MESSAGE", f"sip:alice@{DOMAIN}", body="nobody is there")
    bob.close()


def hear_request(phone, method):
    """The next request of that method; what is sent again meanwhile is passed over."""
    for _ in range(10):
        got = phone.hear()
        if not got or got.startswith(method + " "):
            return got
    return ""


def calls(bench):
    alice, bob = Phone(bench.site, "alice", PASSWORD), Phone(bench.site, "bob", PASSWORD)
    for phone in (alice, bob):
        score.check(f"{phone.name} registers", status(phone.register(contact=f"<{phone.contact}>;expires=600")) == 200)
    callee = f"sip:bob@{DOMAIN}"
    call = {"call": "first-call", "more": f"Contact: <{alice.contact}>\r\n"}
    alice.proven("INVITE", callee, **call)
    invite = hear_request(bob, "INVITE")
    score.check("INVITE reaches bob", invite and field(invite, "Max-Forwards") == "69" and bool(field(invite, "Record-Route")), invite)
    score.check("without alice's credentials", "uthorization" not in invite, invite)
    bob.answer(invite, 180, "Ringing")
    score.check("180 reaches alice", status(alice.hear()) == 180)
    bob.answer(invite, 200, "OK", more=f"Contact: <{bob.contact}>\r\n")
    answer = alice.hear_final()
    score.check("200 reaches alice", status(answer) == 200 and len(all_fields(answer, "Via")) == 1, answer)
    dialog = {"call": "first-call", "to": callee, "to_tag": "callee"}
    alice.send(alice.request("ACK", bob.contact, more=f"Route: {field(answer, 'Record-Route')}\r\n", **dialog))
    score.check("ACK reaches bob", hear_request(bob, "ACK") != "")
    alice.proven("BYE", bob.contact, more=f"Route: {field(answer, 'Record-Route')}\r\n", **dialog)
    bye = hear_request(bob, "BYE")
    score.check("BYE reaches bob", bye != "" and not field(bye, "Route"), bye)
    bob.answer(bye, 200, "OK")
    score.check("its answer reaches alice", status(alice.hear_final()) == 200)

    alice.proven("INVITE", callee, call="second-call", more=f"Contact: <{alice.contact}>\r\n", branch="z9hG4bK-cancelled")
    invite = hear_request(bob, "INVITE")
    number = int(field(alice.last, "CSeq").split()[0])
    alice.send(alice.request("CANCEL", callee, call="second-call", branch="z9hG4bK-cancelled", cseq=number))
    cancel = hear_request(bob, "CANCEL")
    score.check("CANCEL goes the way of its INVITE", cancel != "" and field(cancel, "Via") == field(invite, "Via"), cancel)
    bob.answer(cancel, 200, "OK")
    bob.answer(invite, 487, "Request Terminated")
    score.check("both answers reach alice", {status(alice.hear_final()), status(alice.hear_final())} == {200, 487})
    alice.send(alice.request("ACK", callee, call="second-call", branch="z9hG4bK-cancelled", cseq=number, to_tag="callee"))
    score.check("and her ACK bob", hear_request(bob, "ACK") != "")

    alice.proven("MESSAGE", callee, body="once more round", call="looped")
    got = hear_request(bob, "MESSAGE")
    score.check("MESSAGE reaches bob", got.endswith("once more round"), got)
    bob.send(got.replace("\r\n", f"\r\nVia: SIP/2.0/UDP {HERE}:{bob.port};rport;branch=z9hG4bKback\r\n", 1))
    score.check("a loop is ended", status(bob.hear_final()) == 482)
    alice.send(alice.request("MESSAGE", callee, forwards=0))
    score.check("so is a request that went too far", status(alice.hear_final()) == 483)
    options = alice.proven("OPTIONS", f"sip:{DOMAIN}", to=f"sip:{DOMAIN}")
    score.check("OPTIONS", status(options) == 200 and "REGISTER" in field(options, "Allow"), options)
    for phone in (alice, bob):
        phone.close()


CALLER = """<?xml version="1.0" encoding="ISO-8859-1" ?><scenario name="caller">
<send><![CDATA[
{invite}CSeq: 1 INVITE

]]></send><recv response="100" optional="true"></recv><recv response="407" auth="true"></recv>
<send><![CDATA[
{ack}CSeq: 1 ACK

]]></send><send retrans="500"><![CDATA[
{invite}CSeq: 2 INVITE
[authentication username=alice password={password}]

]]></send><recv response="100" optional="true"></recv><recv response="180" optional="true"></recv>
<recv response="200" rrs="true"></recv><send><![CDATA[
{confirm}CSeq: 2 ACK

]]></send><pause milliseconds="200"/><send retrans="500"><![CDATA[
{bye}CSeq: 3 BYE

]]></send><recv response="407" auth="true"></recv><send retrans="500"><![CDATA[
{bye}CSeq: 4 BYE
[authentication username=alice password={password}]

]]></send><recv response="200"></recv></scenario>
"""


def call_by_sipp(bench):
    """SIPp calls SIPp, which alice and bob have registered."""
    callee = Phone(bench.site, "bob", PASSWORD)
    score.check("bob registers for SIPp", status(callee.register()) == 200)
    port = callee.port
    callee.close()

    def start(method, uri, tag, more=""):
        return (f"{method} {uri} SIP/2.0\nVia: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]\n"
                f"From: <sip:alice@{DOMAIN}>;tag=[call_number]\nTo: <sip:bob@{DOMAIN}>{tag}\nCall-ID: [call_id]\n"
                f"Contact: <sip:alice@[local_ip]:[local_port]>\nMax-Forwards: 70\n{more}Content-Length: 0\n")

    bob = f"sip:bob@{DOMAIN}"
    scenario = bench.file("caller.xml", CALLER.format(
        invite=start("INVITE", bob, ""), ack=start("ACK", bob, "[peer_tag_param]"),
        confirm=start("ACK", "[next_url]", "[peer_tag_param]", "[routes]\n"),
        bye=start("BYE", "[next_url]", "[peer_tag_param]", "[routes]\n"), password=PASSWORD))
    answering = subprocess.Popen(["sipp", "-sn", "uas", "-i", HERE, "-p", str(port), "-nostdin", "-m", "5", "-timeout", "30"],
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=bench.home, stdin=subprocess.DEVNULL,
                                 env=dict(os.environ, TERM="xterm"))
    try:
        got, seen = bench.call("sipp", f"{HERE}:{bench.site.sip}", "-sf", scenario, "-m", "5", "-r", "2", "-i", HERE, "-nostdin",
                               "-timeout", "25")
        score.check("SIPp calls SIPp five times", got == 0, f"{got}\n{seen}")
    finally:
        answering.terminate()
        answering.wait()


def registrations(bench):
    phone, other = Phone(bench.site, "carol", PASSWORD), Phone(bench.site, "carol", PASSWORD, "tcp")
    score.check("a first contact", status(phone.register()) == 200)
    both = other.register()
    score.check("and a second one", status(both) == 200 and len(all_fields(both, "Contact")) == 2, both)
    score.check("asked for", len(all_fields(phone.register(contact=""), "Contact")) == 2)
    short = phone.register(expires=5)
    score.check("too short a time", status(short) == 423 and field(short, "Min-Expires") == "60", short)
    long = phone.register(expires=10_000_000)
    score.check("a long one is cut", "expires=86400" in long, long)
    gone = phone.register(expires=0)
    score.check("one is removed", status(gone) == 200 and len(all_fields(gone, "Contact")) == 1, gone)
    wrong = phone.register(contact="*")
    score.check("all of them only with Expires 0", status(wrong) == 400, wrong)
    none = phone.register(contact="*", more="Expires: 0\r\n")
    score.check("all are removed", status(none) == 200 and not all_fields(none, "Contact"), none)
    many = phone.register(contact=", ".join(f"<sip:carol@{HERE}:{7000 + n}>" for n in range(11)))
    score.check("there are not more than ten", status(many) not in (200, None), many)

    score.check("registers once more", status(other.register()) == 200)
    fresh = other.last.replace("branch=z9hG4bK", "branch=z9hG4bKagain").replace(f"CSeq: {field(other.last, 'CSeq')}", "CSeq: 9999 REGISTER")
    other.send(fresh)
    again = other.hear_final()
    score.check("a count that was used proves nothing", status(again) == 401 and "stale=true" in again, again)
    challenge = again
    counted = other.request("REGISTER", f"sip:{DOMAIN}", to=other.me, call="counts",
                            more=other.credentials(challenge, "REGISTER", f"sip:{DOMAIN}", count=2))
    other.send(counted)
    score.check("the next count does", status(other.hear_final()) == 200)

    third = f"sip:alice@{DOMAIN}"
    answer = phone.register(to=third, contact=f"<sip:alice@{HERE}:{phone.port}>")
    score.check("nobody registers for others", status(answer) == 403, answer)
    bench.site.cli("SETACCOUNTRIGHTS", bench.site.full("carol"), "(Domain,CanImpersonate)")
    answer = phone.register(to=third, contact=f"<sip:alice@{HERE}:{phone.port}>")
    score.check("but who may impersonate", status(answer) == 200, answer)
    for one in (phone, other):
        one.close()


def strangers(bench):
    """From an address that may not log in nothing is served, known or not."""
    site = bench.site
    site.cli("UPDATESERVERSETTINGS", '{ProxyIPs=127.0.0.1;NonClientLogins=prohibit;ClientIPs="10.20.30.5";}')
    try:
        answers = {}
        for number, name in ((5, "alice"), (6, "alice"), (6, "nobody")):
            talk = Sip(site, before=f"PROXY TCP4 10.20.30.{number} 127.0.0.1 4000 110\r\n".encode())
            answers[number, name] = talk.register(name)[0]
            talk.close()
    finally:
        site.cli("UPDATESERVERSETTINGS", "{NonClientLogins=allow;ProxyIPs=\"\";}")
    score.check("a client is asked who it is", answers[5, "alice"] == 401, answers)
    score.check("403 for whoever is no client", answers[6, "alice"] == answers[6, "nobody"] == 403, answers)


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
        site.cli("UPDATEACCOUNTDEFAULTS", DOMAIN, "{PasswordEncryption=sealed;}")
        for name in ("alice", "bob", "carol", "100"):
            site.account(name, PASSWORD)
        bench = Bench(site)
        for part in (sipsak, sipp, baresip, tls, calls, call_by_sipp, registrations, strangers, scanners, rubbish):
            score.run(part.__name__, lambda part=part: part(bench))
        score.check("the server ends well", site.stop() == 0, site.said.decode(errors="replace")[-2000:])
    score.finish()


if __name__ == "__main__":
    main()
