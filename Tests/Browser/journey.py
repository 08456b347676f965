"""The main job, done by clicking as each role; and what appears on open pages meanwhile."""

from .visits import WIDE, sign_in


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
            page.set_default_timeout(10_000)
            sign_in(page, self.company, self.company.people[role])
            self.pages[role] = page
        return self.pages[role]

    def problems(self) -> list[str]:
        found = []
        for step in [self.palette, self.main_job, self.live, self.printed]:
            try:
                step()
            except Exception as error:  # a step that fails is a finding, the others still run
                found.append(f"{step.__name__}: {str(error)[:700]}")
                for role, page in self.pages.items():
                    page.screenshot(path=str(self.pictures / f"failed-{step.__name__}-{role.replace(' ', '-')}.png"))
        return found

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
        self.accept_customer("Mount Eden")
        sales.goto(quote)
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
        for _ in range(20):
            card = finance.locator("section.card", has_text=name)
            if card.count():
                break
            finance.wait_for_timeout(300)
            finance.reload()
        card.locator("[name=creditLimit]").first.fill("4,000.00")
        self.picture(finance, "approvals")
        card.locator("button:has-text('Accept the customer')").first.click()
        finance.wait_for_selector("p.notice")

    def wait_for_order(self, page):
        """The order number comes home to the open quote without a reload."""
        for _ in range(40):
            text = page.inner_text("main")
            if "SO-" in text:
                return "SO-" + text.split("SO-")[1].split()[0].strip(".,·")
            page.wait_for_timeout(250)
            page.reload()
        raise AssertionError("no order number on the quote: " + page.inner_text("main")[:400])

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
        auditor.wait_for_timeout(500)
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
