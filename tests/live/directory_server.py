"""A throw-away OpenLDAP server on loopback for a live test.

    with DirectoryServer() as directory:
        directory.uri    # ldap://127.0.0.1:PORT

People are below ou=people,dc=example,dc=test: uid=NAME with the password NAME-ldap.
"""

import os
import shutil
import socket
import subprocess
import tempfile
import time

SUFFIX = "dc=example,dc=test"
CONFIGURATION = """include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile {base}/slapd.pid
{more}
database mdb
suffix {suffix}
rootdn cn=admin,{suffix}
directory {base}/db
maxsize 16777216
access to attrs=userPassword by anonymous auth by * none
access to * by * read
"""
ROOT = """dn: {suffix}
objectClass: dcObject
objectClass: organization
dc: example
o: Example

dn: ou=people,{suffix}
objectClass: organizationalUnit
ou: people
"""
PERSON = """
dn: uid={dn},ou=people,{suffix}
objectClass: inetOrgPerson
uid: {name}
cn: {name}
sn: {name}
userPassword: {name}-ldap
"""


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class DirectoryServer:
    def __init__(self, people=("joe",), lenient=False):
        """`lenient`: a bind with an empty password is answered with success, as some servers do."""
        self.people, self.lenient = people, lenient
        self.base = tempfile.mkdtemp(prefix="gatehouse-slapd-")
        self.port = free_port()
        self.child = None

    @property
    def uri(self):
        return f"ldap://127.0.0.1:{self.port}"

    def __enter__(self):
        self.make()
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.base, ignore_errors=True)

    def make(self):
        os.mkdir(os.path.join(self.base, "db"))
        more = "allow bind_anon_cred bind_anon_dn" if self.lenient else ""
        with open(self.file("slapd.conf"), "w") as file:
            file.write(CONFIGURATION.format(base=self.base, suffix=SUFFIX, more=more))
        with open(self.file("people.ldif"), "w") as file:
            file.write(ROOT.format(suffix=SUFFIX))
            for name in self.people:
                file.write(PERSON.format(name=name, dn=name.replace(",", "\\,"), suffix=SUFFIX))
        subprocess.run(["/usr/sbin/slapadd", "-f", self.file("slapd.conf"), "-l", self.file("people.ldif")],
                       check=True, capture_output=True)

    def start(self):
        with open(self.file("log"), "ab") as log:
            self.child = subprocess.Popen(
                ["/usr/sbin/slapd", "-d", "stats", "-f", self.file("slapd.conf"), "-h", self.uri + "/"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        until = time.monotonic() + 20
        while time.monotonic() < until:
            with socket.socket() as one:
                if one.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise RuntimeError("slapd does not answer: " + self.log()[-500:])

    def stop(self):
        if self.child is not None:
            self.child.terminate()
            self.child.wait(20)
            self.child = None

    def file(self, name):
        return os.path.join(self.base, name)

    def log(self):
        with open(self.file("log"), errors="replace") as file:
            return file.read()
