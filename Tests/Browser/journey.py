"""The main job, done by clicking as each role; and what appears on open pages meanwhile."""

import re

from .checks import axe_problems, phone_problems
from .visits import PHONE, WIDE, sign_in


class Journey:
    def __init__(self, browser, company, pictures):
        self.browser = browser
        self.company = company
        self.pictures = pictures
        self.pages = {}

    def page_of(self, role):
        """Each role has one browser of its own."""
        if role not in self.pages:
            page = self.browser.new_context(viewport=WIDE, reduced_motion="reduce", locale="en-NZ").new_page()
            # Long enough for a slow machine: nothing waits longer than it must.
            page.set_default_timeout(60_000)
            sign_in(page, self.company, self.company.people[role])
            self.pages[role] = page
        return self.pages[role]

    @property
    def steps(self):
        return [
            self.palette, self.main_job, self.live, self.printed, self.fifty_lines, self.refused_and_replayed,
            self.cash, self.erp_change_in_the_crm, self.recipe, self.recipe_pages, self.views_and_in_place,
        ]

    def picture_all(self, name):
        """What everybody has before him."""
        for role, page in self.pages.items():
            self.picture(page, f"{name}-{role.replace(' ', '-')}")

    def open(self, role, path):
        page = self.page_of(role)
        page.goto(self.company.url + path)
        return page

    def picture(self, page, name):
        page.screenshot(path=str(self.pictures / f"{name}.png"))

    def palette(self):
        """A record is reached by the keyboard alone."""
        page = self.page_of("sales")
        page.keyboard.press("Control+k")
        page.wait_for_selector("dialog.palette[open]")
        page.keyboard.type("mount eden")
        page.wait_for_selector("dialog.palette [role=option]:has-text('Mount Eden Plumbing')")
        self.picture(page, "palette")
        page.keyboard.press("Enter")
        page.wait_for_selector("h1:has-text('Mount Eden Plumbing')")

    def main_job(self):
        """Quote by keyboard → accepted → finance takes the customer in → shipped → invoiced → paid."""
        sales = self.page_of("sales")
        sales.click("main button:has-text('New quote')")
        sales.wait_for_selector("table[data-grid]")
        quote = sales.url
        self.type_lines(sales)
        sales.click("button:has-text('Present')")
        sales.click("summary:has-text('Accepted')")
        sales.fill("[name=acceptedBy]", "Sofia Reyes")
        sales.fill("[name=customerReference]", "ME-77")
        sales.click("button:has-text('Accepted by the customer')")
        sales.wait_for_selector(".name .pill")
        sales.evaluate("window.stays = 'the same page'")
        self.accept_customer("Mount Eden")
        number = self.wait_for_order(sales)
        self.picture(sales, "quote-ordered")
        self.ship(number)
        self.invoice(number)

    def type_lines(self, page):
        """Two lines, without the mouse: the item is offered while one types."""
        page.focus("[name='lines.0.code']")
        page.keyboard.type("FLT")
        page.wait_for_selector("ul.choices:not([hidden]) [role=option]")
        page.keyboard.press("Tab")
        page.wait_for_selector("ul.choices", state="hidden")
        if page.input_value("[name='lines.0.code']") != "FLT-5":
            raise AssertionError("the item was not chosen: " + page.input_value("[name='lines.0.code']"))
        page.focus("[name='lines.0.quantity']")
        page.keyboard.type("4")
        page.focus("[name='lines.1.code']")
        page.keyboard.type("SEAL-10")
        page.keyboard.press("Escape")
        page.focus("[name='lines.1.quantity']")
        page.keyboard.type("20")
        page.keyboard.press("Control+Enter")
        page.wait_for_selector("main :text('$300.00')")
        self.picture(page, "quote-builder")

    def accept_customer(self, name):
        finance = self.open("finance", "/bridge/approvals")
        card = finance.locator("section.card", has_text=name)
        card.first.wait_for()
        card.locator("[name=creditLimit]").first.fill("4,000.00")
        self.picture(finance, "approvals")
        card.locator("button:has-text('Accept the customer')").first.click()
        finance.wait_for_selector("p.notice")

    def wait_for_order(self, page):
        """The order number comes home to the open quote without a reload."""
        page.wait_for_selector("main :text('SO-')")
        if page.evaluate("window.stays") != "the same page":
            raise AssertionError("the quote was loaded anew")
        return self.order_number(page.inner_text("main"))

    def order_number(self, text):
        return re.search(r"SO-\d+", text).group()

    def ship(self, number):
        warehouse = self.open("warehouse", f"/erp/sales-orders?q={number}")
        warehouse.click("main a.open >> nth=0")
        warehouse.fill("#ship [name=carrier]", "NZ Post")
        self.picture(warehouse, "shipping")
        warehouse.click("#ship button:has-text('Ship')")
        warehouse.wait_for_selector("p.notice")

    def invoice(self, number):
        finance = self.open("finance", f"/erp/sales-orders?q={number}")
        finance.click("main a.open >> nth=0")
        finance.click("button:has-text('Invoice what left')")
        finance.wait_for_selector("p.notice")
        self.picture(finance, "invoiced")

    def live(self):
        """What finance changes appears on the open page of somebody else without a reload."""
        finance = self.open("finance", "/erp/customers?q=Harbour")
        finance.click("main a.open >> nth=0")
        auditor = self.page_of("auditor")
        auditor.goto(finance.url)
        finance.click("details.more summary >> text=Do")
        finance.click(".drop >> text=Set credit limit")
        finance.locator("form.form input.num").first.fill("12,345.00")
        finance.click("form.form button.go")
        finance.wait_for_selector("p.notice")
        auditor.wait_for_selector("main :text('12,345.00')")
        self.picture(auditor, "live")

    def printed(self):
        """The invoice as a paper."""
        finance = self.open("finance", "/erp/invoices")
        path = finance.get_attribute("main a.open >> nth=0", "href")
        answer = finance.request.get(self.company.url + path + "/paper.pdf")
        if answer.status != 200 or not answer.body().startswith(b"%PDF"):
            raise AssertionError(f"the invoice was not printed: {answer.status} {answer.text()[:200]}")
        listed = finance.request.get(self.company.url + "/erp/invoices.csv")
        if listed.status != 200 or not listed.text().startswith("id,"):
            raise AssertionError(f"the invoices were not exported: {listed.status} {listed.text()[:200]}")

    def new_quote(self, page, customer, paste):
        """A quote with lines as somebody pastes them into the first cell."""
        page.goto(self.company.url + f"/crm/accounts?q={customer}")
        page.click("main a.open >> nth=0")
        page.click("main button:has-text('New quote')")
        page.wait_for_selector("table[data-grid]")
        page.focus("[name='lines.0.code']")
        page.evaluate(
            """(text) => {
                const data = new DataTransfer();
                data.setData("text", text);
                document.activeElement.dispatchEvent(
                    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
            }""", paste)
        return page.url

    def fifty_lines(self):
        """Fifty rows of a spreadsheet become fifty lines with prices, at once."""
        sales = self.page_of("sales")
        codes = ["PMP-200", "SEAL-10", "FLT-5", "SEAL-10", "FLT-5"]
        rows = [f"{codes[index % 5]}\t{index + 1}\t{index % 3}" for index in range(50)]
        self.new_quote(sales, "Harbour", "\n".join(rows))
        sales.wait_for_selector("#grid-said:has-text('50 rows pasted')", state="attached")
        if sales.input_value("[name='lines.49.quantity']") != "50":
            raise AssertionError("the last row is " + sales.input_value("[name='lines.49.quantity']"))
        sales.keyboard.press("Control+Enter")
        sales.wait_for_selector("p.notice")
        typed = sales.eval_on_selector_all(
            "table[data-grid] [name$='.code']", "cells => cells.map((cell) => cell.value).filter((code) => code)")
        if typed != [codes[index % 5] for index in range(50)]:
            raise AssertionError(f"{len(typed)} lines were kept: {typed[:8]}")
        self.picture(sales, "fifty-lines")

    def refused_and_replayed(self):
        """The ERP refuses an accepted quote; operations lift the cause, and the sync monitor tries it again."""
        sales = self.page_of("sales")
        quote = self.new_quote(sales, "Harbour", "FLT-5\t2\nSEAL-10\t3")
        sales.keyboard.press("Control+Enter")
        sales.wait_for_selector("p.notice")
        number = sales.inner_text("h1").split()[-1]
        sales.click("button:has-text('Present')")
        sales.wait_for_selector("summary:has-text('Accepted')")
        self.sell_filter(False)
        sales.goto(quote)
        sales.click("summary:has-text('Accepted')")
        sales.fill("[name=acceptedBy]", "Aroha Ngata")
        sales.click("button:has-text('Accepted by the customer')")
        sales.wait_for_selector(".name .pill:has-text('Refused')")
        self.picture(sales, "quote-refused")
        admin = self.open("integration admin", "/bridge")
        row = admin.locator("tr", has_text=number)
        row.wait_for()
        if "FLT-5" not in row.inner_text():
            raise AssertionError("the reason does not name the item: " + row.inner_text())
        self.picture(admin, "sync-monitor")
        self.sell_filter(True)
        row.locator("button:has-text('Replay')").click()
        admin.wait_for_selector("p.notice")
        sales.wait_for_selector("main :text('SO-')")
        admin.locator("tr", has_text=number).wait_for(state="detached")

    def sell_filter(self, is_sold):
        """Operations take the filter off sale, or put it back, in the place where it stands."""
        operations = self.open("operations", "/erp/items?q=FLT-5")
        operations.click("main a.open >> nth=0")
        operations.hover("dd:has(a.edit[aria-label^='Edit is sellable'])")
        operations.click("a.edit[aria-label^='Edit is sellable']")
        operations.locator("form.inplace [name=isSellable]").set_checked(is_sold)
        operations.click("form.inplace button")
        operations.wait_for_selector("p.notice:has-text('Is sellable saved')")

    def cash(self):
        """A payment is recorded against the invoice that it names; the customer owes that much less, and the seller's
        open page of the customer says so."""
        sales = self.open("sales", "/crm/accounts?q=Mount%20Eden")
        sales.click("main a.open >> nth=0")
        sales.wait_for_selector("#timeline")
        finance = self.open("finance", "/erp/receivables")
        finance.click("main tr:has-text('Mount Eden') a.open")
        invoice = finance.inner_text("#cash tbody tr >> nth=0").split()[0]
        amount = finance.inner_text("#cash tbody tr >> nth=0 >> td[data-label=Open]").replace("$", "").strip()
        finance.fill("[name=amount]", amount)
        finance.fill("[name=reference]", "BANK 4711")
        finance.locator(f"[aria-label='Pays of {invoice}']").fill(amount)
        self.picture(finance, "cash")
        finance.click("#cash button:has-text('Record')")
        finance.wait_for_selector("p.notice")
        if invoice in finance.inner_text("main"):
            raise AssertionError(f"{invoice} is still open: " + finance.inner_text("main")[:400])
        sales.wait_for_selector(f"#timeline.arrived li:has-text('Invoice {invoice}'):has-text('settled')")
        sales.wait_for_selector("#timeline li:has-text('BANK 4711')")

    def erp_change_in_the_crm(self):
        """What the warehouse ships shows on the seller's open page of the customer, without a reload."""
        sales = self.open("sales", "/crm/accounts?q=Harbour")
        sales.click("main a.open >> nth=0")
        number = self.order_number(sales.locator("#orders section[id^=order-] h2").first.inner_text())
        sales.evaluate("window.stays = 'the same page'")
        warehouse = self.open("warehouse", "/erp/shipments")
        pick = warehouse.locator("#ready section", has_text=number)
        pick.locator("a:has-text('Ship')").click()
        warehouse.click("#ship button:has-text('Ship')")
        warehouse.wait_for_selector("p.notice")
        sales.wait_for_selector(f"#timeline.arrived :text('of order {number} left')")
        sales.wait_for_selector(f"#orders .arrived:has-text('{number}') .pill:has-text('Delivered')")
        if sales.evaluate("window.stays") != "the same page":
            raise AssertionError("the page was loaded anew")
        self.picture(sales, "customer-360")

    def recipe(self):
        """A line is changed by a form, checked as it is written, previewed, published, and rolled back."""
        admin = self.open("integration admin", "/bridge/recipes/customer")
        admin.click(".actions >> text=Edit")
        text = admin.input_value("#recipe-text")
        admin.fill("#recipe-text", text.replace("erp: legalName, owner: crm", "erp: legalNme, owner: crm"))
        admin.wait_for_selector("#findings :text(\"did you mean 'legalName'?\")")
        admin.click("#findings li:has-text(\"did you mean 'legalName'?\") a[data-line]")
        chosen = admin.evaluate(
            "() => { const a = document.activeElement; return a.value.slice(a.selectionStart, a.selectionEnd); }")
        if "legalNme" not in chosen:
            raise AssertionError("the finding leads to: " + chosen)
        admin.fill("#recipe-text", text)
        admin.wait_for_selector("#findings :text('It can be carried')")
        admin.select_option("[name=line]", "fields.suburb")
        admin.select_option("[name=owner]", "crm")
        admin.fill("[name=default]", "Town Basin")
        admin.click("button:has-text('Put it into the text')")
        admin.wait_for_selector("#findings :text('suburb is owned by crm, not either side')")
        admin.click("button:has-text('Preview on records')")
        admin.wait_for_selector("#preview :text('Town Basin')")
        self.picture(admin, "recipe-editor")
        admin.fill("[name=note]", "a suburb for everybody")
        admin.click("button:has-text('Save as a version')")
        admin.wait_for_selector("#difference tr.added")
        self.picture(admin, "recipe-version")
        admin.fill("[name=because]", "agreed on Monday")
        admin.click("button:has-text('Publish version 2')")
        admin.wait_for_selector(".name .pill:has-text('version 2 in force')")
        admin.click("summary:has-text('Roll back to version 1')")
        admin.fill("[name=because]", "not yet")
        admin.click("details.more button:has-text('Roll back to version 1')")
        admin.wait_for_selector(".name .pill:has-text('version 1 in force')")

    def recipe_pages(self):
        """The editor and a comparison of versions read well in both themes and on a phone."""
        admin = self.page_of("integration admin")
        for path in ["/bridge/recipes/customer/edit", "/bridge/recipes/customer/versions/2?against=1"]:
            problems = self.checked(admin, path)
            if problems:
                raise AssertionError(f"{path}: {problems[:3]}")

    def checked(self, page, path):
        page.goto(self.company.url + path)
        problems = axe_problems(page)
        page.emulate_media(color_scheme="dark")
        problems += axe_problems(page)
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(PHONE)
        problems += phone_problems(page)
        page.set_viewport_size(WIDE)
        return problems

    def views_and_in_place(self):
        """A list is narrowed, kept under a name and found again as a tab; a row is changed where it stands; two who
        change one field see each other's value."""
        sales = self.open("sales", "/crm/accounts?cols=name&cols=city&sort=name")
        sales.click("summary:has-text('Filter')")
        sales.select_option("[name=f]", "city")
        sales.select_option("[name=c]", "filled")
        sales.click("button:has-text('Add filter')")
        sales.wait_for_selector("a.pill:has-text('is filled')")
        sales.click("summary:has-text('Save view')")
        sales.fill("[name=viewName]", "With a city")
        sales.click(".drop button:has-text('Save')")
        sales.wait_for_selector(".views a[aria-current]:has-text('With a city')")
        sales.goto(self.company.url + "/crm/accounts")
        sales.click(".views a:has-text('With a city')")
        sales.wait_for_selector("a.pill:has-text('is filled')")
        problems = self.checked(sales, "/crm/accounts?cols=name&cols=city&sort=name")
        sales.hover("#list tbody tr >> nth=0")
        sales.click("#list tbody tr >> nth=0 >> a.edit")
        sales.wait_for_selector("form.inplace [name=city]")
        problems += self.checked(sales, sales.url.removeprefix(self.company.url))
        if problems:
            raise AssertionError(f"{problems[:3]}")
        # Who has begun to write keeps what he wrote, whatever reaches his page meanwhile.
        sales.fill("form.inplace [name=city]", "Ōpua")
        manager = self.open("sales manager", sales.url.removeprefix(self.company.url))
        manager.fill("form.inplace [name=city]", "Paihia")
        manager.click("form.inplace:has([name=city]) button")
        manager.wait_for_selector("p.notice")
        sales.click("form.inplace:has([name=city]) button")
        sales.wait_for_selector("h1:has-text('City was changed meanwhile')")
        shown = sales.inner_text("main")
        if "Paihia" not in shown or sales.input_value("form.inplace [name=city]") != "Ōpua":
            raise AssertionError("both values are not there: " + shown[:300])
        self.picture(sales, "edit-conflict")
        sales.click("form.inplace button:has-text('Save')")
        sales.wait_for_selector("#list :text('Ōpua')")
