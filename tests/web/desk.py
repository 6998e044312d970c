"""Somebody at the keyboard of the pages: fills in forms, and looks at the site from outside afterwards."""

import imaplib
import re
from urllib.parse import urlencode

from browser import By, Keys, Select, pictures_folder

PICTURES = pictures_folder()


class Desk:
    """An administrator or a user at the keyboard."""

    def __init__(self, browser, site):
        self.browser, self.site = browser, site
        self.pictures = 0
        self.too_wide = []  # what answered a form and stuck out of a phone

    def page(self, name, **fields):
        self.browser.open(name + ("?" + urlencode(fields) if fields else ""))

    def form(self, field, act=None):
        """The form that has this field, and this hidden `act` when it matters."""
        wanted = f"form:has([name='{field}'])" + (f":has([name='act'][value='{act}'])" if act else "")
        return self.browser.one("main " + wanted)

    def send(self, field, act=None, **values):
        """Fills in a form by keyboard and presses its last button."""
        form = self.form(field, act)
        for name, value in values.items():
            self.fill(form, name.replace("__", "."), value)
        self.browser.enter(form.find_elements(By.TAG_NAME, "button")[-1])
        self.browser.width("phone")
        if self.browser.too_wide() > 0:
            self.too_wide.append(f"{self.browser.path} after {act or field}: {self.browser.too_wide()} pixels")
        self.browser.width("desktop")
        self.picture(field)
        return self.browser.text

    def fill(self, form, name, value):
        fields = form.find_elements(By.CSS_SELECTOR, f"[name='{name}']")
        kind = fields[0].get_attribute("type")
        if kind in ("checkbox", "radio"):
            marked = value if isinstance(value, (list, tuple)) else [value]
            for box in fields:
                if box.is_selected() != (box.get_attribute("value") in marked):
                    box.send_keys(Keys.SPACE)
        elif fields[0].tag_name == "select":
            Select(fields[0]).select_by_value(value)
        else:
            fields[0].clear()
            fields[0].send_keys(value)

    def picture(self, what):
        if PICTURES:
            self.pictures += 1
            for width in ("phone", "desktop"):
                self.browser.width(width)
                self.browser.picture(f"{PICTURES}/task-{self.pictures:02}-{what}-{width}.png")


def told(site, *words):
    """What a command answers, without white space."""
    return re.sub(r"\s+", "", site.cli(*words).stdout)


def may_log_in(site, name, password):
    try:
        with imaplib.IMAP4("127.0.0.1", site.imap) as client:
            client.login(name, password)
            return True
    except imaplib.IMAP4.error:
        return False
