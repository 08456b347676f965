"""The pictures of the README, taken of the sample company: `Scripts/pictures.sh` makes them small."""

from .visits import sign_in

VIEW = {"width": 1280, "height": 800}


def opened(browser, company, role):
    context = browser.new_context(viewport=VIEW, color_scheme="light", reduced_motion="reduce", locale="en-NZ")
    page = context.new_page()
    sign_in(page, company, company.people[role])
    return page


def take_pictures(browser, company, pictures):
    sales = opened(browser, company, "sales")
    for name, path, record in [
        ("customer-360", "/crm/accounts", "Harbour Marine"),
        ("quote-builder", "/crm/quotes", "Q-000007"),
        ("order-tracking", "/crm/orders", "SO-000001"),
    ]:
        sales.goto(company.url + path)
        sales.click(f"main a.open:has-text('{record}')")
        sales.wait_for_selector("h1:visible")
        sales.screenshot(path=str(pictures / f"{name}.png"))
    bridge = opened(browser, company, "integration admin")
    bridge.goto(company.url + "/bridge")
    bridge.screenshot(path=str(pictures / "sync-monitor.png"))
