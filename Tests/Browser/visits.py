"""Every role looks at every page of its rail: in light, in dark, on a phone; and without scripts."""

import pathlib
import re

from .checks import axe_problems, phone_problems

WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 780}
# Pages that no rail leads to.
BY_THE_WAY = {
    "sales": ["/me", "/search?q=harbour", "/keys", "/imports/new?object=crm.Account"],
    "integration admin": [
        "/bridge/recipes/customer", "/bridge/recipes/customer/edit", "/bridge/recipes/customer/versions/1",
        "/bridge/recipes/quote-to-order/edit",
    ],
}


def slug(path: str) -> str:
    path = re.sub(r"/[0-9][0-9a-z]{15,}", "/one", path.split("?")[0])
    return path.strip("/").replace("/", "-") or "home"


def sign_in(page, company, person):
    page.goto(company.url + "/sign-in")
    page.fill("[name=name]", person["signInName"])
    page.fill("[name=password]", person["password"])
    page.click("main button")
    page.wait_for_url(company.url + "/")


def rail(page) -> list[str]:
    return page.eval_on_selector_all(".rail section a", "links => links.map((link) => link.getAttribute('href'))")


def first_record(page) -> str | None:
    """The first row's page, unless the list is empty."""
    return page.evaluate("document.querySelector('main a.open')?.getAttribute('href') ?? null")


class Visits:
    def __init__(self, browser, company, pictures: pathlib.Path):
        self.browser = browser
        self.company = company
        self.pictures = pictures
        self.seen: set[str] = set()
        self.problems: list[str] = []
        self.pages = 0

    @property
    def steps(self):
        return [self.visits, self.without_scripts, self.writing_without_scripts, self.import_file]

    def visits(self):
        for role in self.company.people:
            self.as_role(role)

    def note(self, role, path, kind, problems):
        self.problems += [f"{role}, {path}, {kind}: {problem}" for problem in problems]

    def as_role(self, role):
        person = self.company.people[role]
        context = self.browser.new_context(viewport=WIDE, color_scheme="light", reduced_motion="reduce", locale="en-NZ")
        page = context.new_page()
        failures: list[str] = []
        page.on("pageerror", lambda error: failures.append(f"script: {error}"))
        page.on("console", lambda line: failures.append(f"console: {line.text}") if line.type == "error" else None)
        sign_in(page, self.company, person)
        paths = ["/"] + rail(page)
        for path in list(dict.fromkeys(paths)):
            record = self.look(page, role, path)
            if record and slug(record) not in self.seen:
                self.look(page, role, record)
            self.note(role, path, "script", failures)
            failures.clear()
        for path in BY_THE_WAY.get(role, []):
            self.look(page, role, path)
            self.note(role, path, "script", failures)
            failures.clear()
        context.close()

    def look(self, page, role, path, name=None) -> str | None:
        """A page looks the same to all who may see it: each is examined once, by the first, and opened by all."""
        answer = page.goto(self.company.url + path, wait_until="load")
        self.pages += 1
        if answer.status != 200:
            self.note(role, path, "answer", [f"status {answer.status}"])
            return None
        if slug(path) in self.seen:
            return None
        self.seen.add(slug(path))
        self.note(role, path, "light", axe_problems(page))
        self.picture(page, name or path, "light")
        page.emulate_media(color_scheme="dark")
        self.note(role, path, "dark", axe_problems(page))
        self.picture(page, name or path, "dark")
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(PHONE)
        self.note(role, path, "phone", phone_problems(page))
        self.picture(page, name or path, "phone")
        page.set_viewport_size(WIDE)
        return first_record(page)

    def import_file(self, role="sales"):
        """A file comes in and goes again, without a script; each step is examined with scripts as well."""
        context = self.browser.new_context(viewport=WIDE, java_script_enabled=False)
        page = context.new_page()
        sign_in(page, self.company, self.company.people[role])
        watcher_context = self.browser.new_context(viewport=WIDE, reduced_motion="reduce")
        watcher = watcher_context.new_page()
        sign_in(watcher, self.company, self.company.people[role])
        page.goto(self.company.url + "/crm/accounts")
        page.click("main a:text-is('Import')")
        rows = "Company;Town;Employees\nTutukaka Dive;Tutukaka;7\nWaipu Boats;Waipu;a few\n"
        page.set_input_files("[name=file]", {"name": "shops.csv", "mimeType": "text/csv", "buffer": rows.encode()})
        page.click("text=Read the file")
        path = page.url.removeprefix(self.company.url)
        for step, button in [("columns", "Check every row"), ("checked", "Import 1 row"), ("done", "Undo this import")]:
            self.seen.discard(slug(path))
            self.look(watcher, role, path, f"imports-{step}")
            if step == "done":
                page.click("summary:has-text('Undo')")
            page.click(f"text={button}")
            page.wait_for_load_state()
        self.seen.discard(slug(path))
        self.look(watcher, role, path, "imports-undone")
        if "All of it was taken back" not in page.inner_text("main"):
            self.note(role, path, "import", ["it was not undone: " + page.inner_text("main")[:300]])
        watcher_context.close()
        context.close()

    def picture(self, page, path, kind):
        page.screenshot(path=str(self.pictures / f"{slug(path)}-{kind}.png"), full_page=kind == "phone")

    def without_scripts(self, role="sales"):
        """Reading, searching and a plain form need no script."""
        context = self.browser.new_context(viewport=WIDE, java_script_enabled=False)
        page = context.new_page()
        sign_in(page, self.company, self.company.people[role])
        page.goto(self.company.url + "/crm/accounts")
        page.click("text=Harbour Marine")
        if "Harbour Marine" not in page.inner_text("h1"):
            self.note(role, "/crm/accounts", "no script", ["the account does not open"])
        page.goto(self.company.url + "/crm/accounts/do/account.create")
        page.fill("[name=name]", "Ōhope Surf Club")
        page.fill("[name=city]", "Ōhope")
        page.click("main form.form button")
        page.wait_for_url(lambda url: "/do/" not in url)
        if "Ōhope Surf Club" not in page.inner_text("main"):
            self.note(role, page.url, "no script", ["the account was not made: " + page.inner_text("main")[:300]])
        context.close()

    def writing_without_scripts(self, role="sales"):
        """A field in place, a saved view and a recipe's check are plain forms."""
        context = self.browser.new_context(viewport=WIDE, java_script_enabled=False)
        page = context.new_page()
        sign_in(page, self.company, self.company.people["sales"])
        page.goto(self.company.url + "/crm/contacts?cols=givenName&cols=familyName&cols=jobTitle&sort=familyName")
        page.click("summary:has-text('Save view')")
        page.fill("[name=viewName]", "By family name")
        page.click(".drop button:has-text('Save')")
        page.click("#list tbody tr >> nth=0 >> a.edit")
        page.fill("form.inplace [name=familyName]", "Pōtiki")
        page.click("form.inplace:has([name=familyName]) button")
        text = page.inner_text("main")
        if "Pōtiki" not in text or "By family name" not in text:
            self.note("sales", "/crm/contacts", "no script", ["nothing was kept: " + text[:300]])
        context.close()
        context = self.browser.new_context(viewport=WIDE, java_script_enabled=False)
        page = context.new_page()
        sign_in(page, self.company, self.company.people["integration admin"])
        page.goto(self.company.url + "/bridge/recipes/item/edit")
        page.fill("#recipe-text", page.input_value("#recipe-text").replace("crm: code, owner: erp", "crm: cod, owner: erp"))
        page.click("button:has-text('Check')")
        page.click("#findings a")
        if "did you mean 'code'?" not in page.inner_text("#findings") or "#line-" not in page.url:
            self.note("integration admin", page.url, "no script", [page.inner_text("#findings")[:300]])
        context.close()
