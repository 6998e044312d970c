"""Every page that can be reached, as each kind of viewer: nothing is broken, nothing sticks out, axe-core is content."""

import base64
import pathlib
import re
import struct
import sys
import urllib.parse

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent), str(pathlib.Path(__file__).resolve().parent.parent / "live")]

from browser import Browser, pictures_folder  # noqa: E402
from certificates_test import Authority, quoted, read  # noqa: E402
from live_site import DOMAIN, Site  # noqa: E402
from score import Score  # noqa: E402

MOST_PAGES = 150  # of a viewer
SECOND = "second.test"
HOSTILE = '<b>"bold" & \'loud\'</b>'


def keytab(service, host, realm):
    """The keytab of one service, as a KDC writes it: AES-256, version 1."""
    def counted(text):
        return struct.pack(">H", len(text)) + text.encode()
    entry = struct.pack(">H", 2) + counted(realm) + counted(service) + counted(host)
    entry += struct.pack(">IIBHH", 1, 1700000000, 1, 18, 32) + bytes(range(32))
    return b"\x05\x02" + struct.pack(">i", len(entry)) + entry


def furnish(site):
    """Something on every list: names, groups, forwarders, keys, passwords of apps, a name that is markup."""
    site.cli("CREATEDOMAIN", SECOND)
    for name in ("joe", "ann", f"boss@{SECOND}", f"far@{SECOND}", "watcher", "plain"):
        site.account(name, "Tour-secret-7")
    site.cli("UPDATEACCOUNTSETTINGS", "joe", '{RealName="' + HOSTILE.replace('"', '\\"') + '";}')
    site.cli("SETACCOUNTALIASES", "ann", "(anne, anna)")
    site.cli("CREATEGROUP", "team", "{Members=(joe, ann);}")
    site.cli("CREATEFORWARDER", "info", "TO", "joe")
    site.cli("CREATEACCOUNTTAG", "joe", "TAG", "phone")
    site.cli("GENERATEDOMAINKEY", DOMAIN, "TYPE", "ECDSA")
    site.cli("GENERATESELFSIGNED", DOMAIN)
    for service in ("imap", "HTTP"):
        keys = base64.b64encode(keytab(service, DOMAIN, "A.REALM.OF.EXAMPLE.TEST")).decode()
        site.cli("IMPORTKERBEROSKEYS", DOMAIN, f"[{keys}]")
    trusted = quoted(read(Authority(site.base, "An-Authority").path("ca.pem")))
    site.cli("SETDOMAINTRUSTEDCERTS", DOMAIN, f"({trusted})")
    site.cli("SETSERVERTRUSTEDCERTS", f"({trusted})")
    site.cli("SETACCOUNTRIGHTS", f"boss@{SECOND}", "(Domain, BasicSettings, CanCreateAccounts)")
    site.cli("SETACCOUNTRIGHTS", "watcher", "(Monitor)")
    site.cli("TEMPBLACKLISTIP", "203.0.113.7", "TIMEOUT", "600")


def links_of(browser):
    found = []
    for link in browser.all("a[href]"):
        target = link.get_dom_attribute("href")
        if target.startswith("/") and not target.startswith(("/login", "/certificate", "/~")):
            found.append(target.split("#")[0])
    return found


def shape(address):
    """A page and the names of what it is asked for: one of many accounts stands for all."""
    parts = urllib.parse.urlsplit(address)
    fields = sorted(name for name, _ in urllib.parse.parse_qsl(parts.query))
    return parts.path, tuple(fields)


def tour(score, site, browser, who, password, port, must_see, must_not_see=(), pictures=None):
    browser.width("desktop")
    browser.log_in(port, who, password)
    browser.complaints()  # what came before
    waiting, seen = [browser.path], {}
    while waiting and len(seen) < MOST_PAGES:
        address = waiting.pop(0)
        if shape(address) in seen:
            continue
        browser.open(address)
        seen[shape(address)] = address
        if browser.all("h1"):
            found = [each for each in links_of(browser) if shape(each) not in seen]
            waiting += sorted(found, key=lambda each: DOMAIN not in each)  # what is furnished stands for the rest
        look(score, browser, who, address, pictures)
    paths = {path for path, _ in seen}
    for path in must_see:
        score.check(f"{who} reaches {path}", path in paths, sorted(paths))
    for path in must_not_see:
        score.check(f"{who} is not shown {path}", path not in paths, sorted(paths))
    score.check(f"{who}: the tour comes to an end", len(seen) < MOST_PAGES, len(seen))
    return seen


def look(score, browser, who, address, pictures):
    name = f"{who} {address}"
    if not browser.all("h1"):  # a file, not a page
        return
    score.check(f"{name}: one heading", len(browser.all("h1")) == 1)
    score.check(f"{name}: no trouble", not re.search(r"not announced|Refused$", browser.one("h1").text), browser.text[:200])
    faults = browser.faults()
    score.check(f"{name}: axe", not faults, "\n".join(faults))
    complaints = browser.complaints()
    score.check(f"{name}: the browser", not complaints, "\n".join(complaints))
    score.check(f"{name}: no markup of names", not browser.all("main b"), browser.text[:200])
    for width in ("phone", "desktop"):
        browser.width(width)
        score.check(f"{name}: fits {width}", browser.too_wide() <= 0, browser.too_wide())
        if pictures:
            browser.picture(f"{pictures}/{who.split('@')[0]}{re.sub('[^A-Za-z0-9]+', '-', address)}-{width}.png")


def main():
    score = Score()
    pictures = pictures_folder()
    with Site(demo=True) as site, Browser() as browser:
        furnish(site)
        master = site.initial[f"postmaster@{DOMAIN}"]
        tour(score, site, browser, f"postmaster@{DOMAIN}", master, site.httpa,
             ["/Master/Settings/General.html", "/Master/Domains/DomainSettings.html",
              "/Master/Domains/AccountSettings.html"], pictures=pictures)
        tour(score, site, browser, f"boss@{SECOND}", "Tour-secret-7", site.httpa,
             ["/Master/Domains/DomainSettings.html"], ["/Master/Settings/General.html"], pictures)
        tour(score, site, browser, f"watcher@{DOMAIN}", "Tour-secret-7", site.httpa, [],
             ["/Master/Settings/General.html", "/Master/Domains/DomainSettings.html"], pictures)
        browser.log_in(site.httpa, f"plain@{DOMAIN}", "Tour-secret-7")
        score.check("a plain account has no administration", "no administrator rights" in browser.text, browser.text)
        tour(score, site, browser, f"plain@{DOMAIN}", "Tour-secret-7", site.http, ["/account"], [], pictures)
    score.finish()


main()
