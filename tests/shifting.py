"""How far a page's parts move while it loads, as a browser measures it."""

from playwright.sync_api import Page

LOADS = 8

# Shifts that happened before are told too (`buffered`); they are all there two frames after the page has loaded.
SHIFT = """
() => new Promise(resolve => {
    let sum = 0;
    const add = entries => { for (const entry of entries) sum += entry.value; };
    const observer = new PerformanceObserver(list => add(list.getEntries()));
    observer.observe({ type: "layout-shift", buffered: true });
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => {
        add(observer.takeRecords());
        resolve(sum);
    })));
})
"""


def least_shift(page: Page) -> float:
    """How much the opened page shifts, or where it does, the least of several more loads.

    A page that a busy machine drew half read may shift: what is wrong with the page shifts each time.
    """
    least = float(page.evaluate(SHIFT))
    for _ in range(LOADS - 1):
        if not least:
            break
        page.reload()
        least = min(least, float(page.evaluate(SHIFT)))
    return least
