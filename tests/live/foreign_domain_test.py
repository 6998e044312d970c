"""A domain administrator's forms that name another domain: hidden fields and addresses give no rights."""

import http.client
import re
import sys
import urllib.parse

from live_site import DOMAIN, Site
from score import Score

SECRET = "Foreign-secret-7"
PAGES = "/Master/Domains/"


class Visitor:
    """A browser's part: the cookie, the token of a form, answers as (status, text, where to)."""

    def __init__(self, port, name):
        self.port, self.cookie = port, ""
        status, _, _ = self.send("POST", "/login", {"username": name, "password": SECRET})
        assert status == 303, status

    def send(self, method, path, fields=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        body = urllib.parse.urlencode(fields, doseq=True) if fields is not None else None
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        if cookie := answer.getheader("Set-Cookie"):
            self.cookie = cookie.split(";")[0]
        connection.close()
        return answer.status, text, answer.getheader("Location") or ""

    def token(self):
        _, text, _ = self.send("GET", PAGES + "Domains.html")
        return re.search(r'name="token" value="([^"]+)"', text).group(1)

    def post(self, path, **fields):
        return self.send("POST", path, {"token": self.token(), **fields})


def main():
    score = Score()
    with Site() as site:
        site.cli("CREATEDOMAIN", "second.test")
        site.account("victim", SECRET)
        site.account("boss@second.test", SECRET)
        site.account("ann@second.test", SECRET)
        site.cli("SETACCOUNTRIGHTS", "boss@second.test",
                 "(Domain, BasicSettings, CanCreateAccounts, CanCreateAliases, CanCreateGroups, SecureCertificate)")
        boss = Visitor(site.httpa, "boss@second.test")
        own, other = "?domainName=second.test&accountName=ann", f"?domainName={DOMAIN}&accountName=victim"
        password = {"act": "set", "password": "Taken-over-77", "repeated": "Taken-over-77", "proof": SECRET}
        status, _, where = boss.post(PAGES + "AccountPassword.html" + own, **password)
        score.check("its own domain is changed", status == 303 and "saved=1" in where)
        forms = {
            "AccountPassword.html": password,
            "AccountSettings.html": {"RealName": "Taken over"},
            "AccountNames.html": {"act": "delete", "confirm": "victim"},
            "AccountTags.html": {"act": "create", "tag": "mine", "proof": SECRET},
            "AccountAccess.html": {"right": "Domain", "proof": SECRET},
            "DomainSettings.html": {"AutoSignup": "YES"},
            "DomainCertificate.html": {"act": "generate", "kind": "ecdsa256", "proof": SECRET},
            "Accounts.html": {"name": "newcomer"},
            "Groups.html": {"name": "newcomers"},
        }
        for page, fields in forms.items():
            status, _, _ = boss.post(PAGES + page + other, **fields)
            score.check(f"{page}: the address names another domain", status in (403, 404, 422))
            status, _, _ = boss.post(PAGES + page + own, domainName=DOMAIN, accountName="victim", **fields)
            score.check(f"{page}: hidden fields name another domain", status in (403, 404, 422))
        status, _, _ = boss.post(PAGES + "AccountImport.html?domainName=second.test", separator="tab",
                                 lines=f"newcomer@{DOMAIN}\tx")
        accounts = site.cli("LISTACCOUNTS", DOMAIN).stdout
        score.check("nothing of the other domain was changed",
                    "victim" in accounts and "newcomer" not in accounts
                    and "Taken" not in site.cli("GETACCOUNTSETTINGS", "victim").stdout
                    and "mine" not in site.cli("LISTACCOUNTTAGS", "victim").stdout
                    and site.cli("VERIFYACCOUNTPASSWORD", "victim", "PASSWORD", SECRET).returncode == 0)
    return score.finish()


if __name__ == "__main__":
    sys.exit(main())
