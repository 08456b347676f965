"""The main job, done by clicking; and what appears elsewhere meanwhile."""

from .visits import WIDE, sign_in


class Journey:
    def __init__(self, browser, company, pictures):
        self.browser = browser
        self.company = company
        self.pictures = pictures

    def page_of(self, role):
        context = self.browser.new_context(viewport=WIDE, reduced_motion="reduce")
        page = context.new_page()
        page.set_default_timeout(10_000)
        sign_in(page, self.company, self.company.people[role])
        return page

    def problems(self) -> list[str]:
        found = []
        for step in [self.palette, self.live]:
            try:
                step()
            except Exception as error:  # a step that fails is a finding, the others still run
                found.append(f"{step.__name__}: {str(error)[:600]}")
        return found

    def palette(self):
        """A record is reached by the keyboard alone."""
        page = self.page_of("sales")
        page.keyboard.press("Control+k")
        page.wait_for_selector("dialog.palette[open]")
        page.keyboard.type("harbour")
        page.wait_for_selector("dialog.palette [role=option]:has-text('Harbour Marine')")
        page.screenshot(path=str(self.pictures / "palette.png"))
        page.keyboard.press("Enter")
        page.wait_for_selector("h1:has-text('Harbour Marine')")
        page.context.close()

    def live(self):
        """What finance changes appears on the open page of somebody else without a reload."""
        finance = self.page_of("finance")
        auditor = self.page_of("auditor")
        finance.goto(self.company.url + "/erp/customers")
        finance.click("main a.open >> nth=0")
        address = finance.url
        auditor.goto(address)
        auditor.wait_for_timeout(600)
        finance.click("details.more summary >> text=Do")
        finance.click(".drop >> text=Set credit limit")
        finance.fill("[name=limit], [name=creditLimit], [name=amount]", "12,345.00")
        finance.click("form.form button.go")
        auditor.wait_for_selector("main :text('$12,345.00')")
        auditor.screenshot(path=str(self.pictures / "live.png"))
        finance.context.close()
        auditor.context.close()
