"""A browser that is driven by the tests of pages.

    with Site(demo=True) as site, Browser() as browser:
        browser.log_in(site.httpa, "postmaster@example.test", password)
        browser.open("/Master/Settings/General.html")
        browser.faults()          # what axe-core finds, serious or worse
"""

import base64
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
WIDTHS = {"phone": 390, "desktop": 1280}


def axe_source():
    """axe-core's text, fetched once into the build folder; the lock file's hash is checked by npm."""
    folder = ROOT / "build" / "web"
    lock = (HERE / "package-lock.json").read_bytes()
    mark = folder / hashlib.sha256(lock).hexdigest()
    script = folder / "node_modules" / "axe-core" / "axe.min.js"
    if not (mark.exists() and script.exists()):
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, folder)
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, check=True,
                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=300)
        mark.touch()
    return script.read_text()


class Browser:
    def __init__(self, width="desktop", dark=False):
        self.profile = tempfile.mkdtemp(prefix="gatehouse-browser-")
        self.downloads = os.path.join(self.profile, "downloads")
        os.mkdir(self.downloads)
        options = webdriver.ChromeOptions()
        for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                         "--disable-background-networking", "--disable-component-update", "--no-first-run",
                         "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
                         f"--user-data-dir={self.profile}"):
            options.add_argument(argument)
        if dark:
            options.add_argument("--force-dark-mode")
        options.add_experimental_option("prefs", {"download.default_directory": self.downloads,
                                                  "download.prompt_for_download": False})
        options.accept_insecure_certs = True
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        options.binary_location = shutil.which("chromium") or "chromium"
        self.driver = webdriver.Chrome(service=Service(shutil.which("chromedriver")), options=options)
        self.driver.set_page_load_timeout(30)
        self.width(width)
        self.axe = axe_source()
        self.origin = ""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.driver.quit()
        shutil.rmtree(self.profile, ignore_errors=True)

    def width(self, name):
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": WIDTHS[name], "height": 900, "deviceScaleFactor": 1, "mobile": name == "phone"})

    def log_in(self, port, name, password):
        self.origin = f"http://127.0.0.1:{port}"
        self.driver.delete_all_cookies()
        self.open("/login")
        self.type_into("username", name)
        self.type_into("password", password)
        self.enter(self.one("[name='password']"))

    def open(self, path):
        self.driver.get(self.origin + path)

    def enter(self, element):
        """Presses Enter there, and waits for the page that it leads to."""
        born = "return performance.timeOrigin"
        before = self.driver.execute_script(born)
        element.send_keys(Keys.ENTER)
        WebDriverWait(self.driver, 30, poll_frequency=0.05, ignored_exceptions=(WebDriverException,)).until(
            lambda driver: driver.execute_script(born) != before
            and driver.execute_script("return document.readyState") == "complete")

    def download(self, element, name):
        """Presses Enter there, and waits for the file of that name: its text."""
        file = pathlib.Path(self.downloads, name)
        file.unlink(missing_ok=True)
        element.send_keys(Keys.ENTER)
        WebDriverWait(self.driver, 30, poll_frequency=0.05).until(lambda _: file.exists() and file.stat().st_size)
        return file.read_text()

    def in_the_new_window(self):
        """Goes on in the window that was opened, once it shows its page."""
        wait = WebDriverWait(self.driver, 60)
        wait.until(lambda driver: len(driver.window_handles) > 1)
        self.driver.switch_to.window(self.driver.window_handles[-1])
        wait.until(lambda driver: driver.execute_script("return document.readyState === 'complete' && !!document.querySelector('h1')"))

    def back_in_the_first(self):
        self.driver.close()
        self.driver.switch_to.window(self.driver.window_handles[0])

    @property
    def path(self):
        return self.driver.current_url[len(self.origin):]

    @property
    def text(self):
        return self.driver.execute_script("return document.body ? document.body.innerText : ''")

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def type_into(self, name, text):
        field = self.one(f"[name='{name}']")
        field.clear()
        field.send_keys(text)

    def choose(self, name, value):
        """An option of a <select>, by what is sent."""
        Select(self.one(f"select[name='{name}']")).select_by_value(value)

    def press(self, words):
        """The button, or the link, with these words; by keyboard."""
        for button in self.all("button, a"):
            if button.text.strip() == words:
                self.enter(button)
                return
        raise LookupError(f"no button {words!r} on {self.path}: {[b.text for b in self.all('button')]}")

    def faults(self):
        """What axe-core calls serious or critical: 'rule: element'."""
        self.driver.execute_script(self.axe)
        found = self.driver.execute_async_script(
            "const done = arguments[arguments.length - 1];"
            "axe.run(document, {resultTypes: ['violations']}).then(r => done(r.violations))")
        return [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found
                if each["impact"] in ("serious", "critical")]

    def complaints(self):
        """What the browser itself had to say: a policy that was broken, a file that was not there."""
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] == "SEVERE"]

    def too_wide(self):
        """How many pixels of the page stick out at its right."""
        return self.driver.execute_script(
            "return document.documentElement.scrollWidth - document.documentElement.clientWidth")

    def picture(self, file):
        height = self.driver.execute_script("return document.documentElement.scrollHeight")
        shot = self.driver.execute_cdp_cmd("Page.captureScreenshot", {
            "format": "png", "captureBeyondViewport": True,
            "clip": {"x": 0, "y": 0, "width": self.driver.execute_script("return innerWidth"),
                     "height": min(height, 4000), "scale": 1}})
        os.makedirs(os.path.dirname(file) or ".", exist_ok=True)
        pathlib.Path(file).write_bytes(base64.b64decode(shot["data"]))


def pictures_folder():
    """Where pictures go: what follows --pictures; None: nobody wants them."""
    return sys.argv[sys.argv.index("--pictures") + 1] if "--pictures" in sys.argv else None
