"""What must hold on every page."""

from axe_playwright_python.sync_playwright import Axe

AXE = Axe()
GRAVE = {"serious", "critical"}


def axe_problems(page) -> list[str]:
    results = AXE.run(page).response
    return [
        f"{violation['id']}: {violation['help']} at {violation['nodes'][0]['target']} "
        f"({violation['nodes'][0]['html'][:140]})"
        for violation in results["violations"] if violation["impact"] in GRAVE
    ]


# What the hand cannot hit: under 24 px both ways, unless it stands in running text (WCAG 2.2, 2.5.8) or is hidden.
SMALL_TARGETS = """
() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
  .filter((element) => {
    if (!element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })) return false;
    const box = element.getBoundingClientRect();
    if (box.width === 0 || box.height === 0) return false;
    if (element.closest('.visually-hidden, .skip')) return false;
    const inText = element.tagName === 'A' && getComputedStyle(element).display === 'inline'
      && (element.closest('p, .prose, small, .timeline, .under'));
    return !inText && (box.height < 24 || box.width < 24);
  })
  .map((element) => element.outerHTML.slice(0, 120) + ' ' + Math.round(element.getBoundingClientRect().width) + 'x'
    + Math.round(element.getBoundingClientRect().height))
"""

WIDER_THAN_THE_PHONE = """
() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const inner = (element) => element.parentElement?.closest('.scroll, .board, dialog') !== null;
  const wide = [...document.querySelectorAll('main *, header *')].filter((element) =>
    element.getBoundingClientRect().right > width + 1 && !inner(element));
  return [document.documentElement.scrollWidth + ' px wide: ' + wide.slice(0, 3).map((e) => e.outerHTML.slice(0, 100)).join(' | ')];
}
"""


def phone_problems(page) -> list[str]:
    small = page.evaluate(SMALL_TARGETS)
    return page.evaluate(WIDER_THAN_THE_PHONE) + [f"too small: {target}" for target in small[:4]]
