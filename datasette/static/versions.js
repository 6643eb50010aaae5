// The left and right arrow keys step through an article's versions, as the links at both ends of the strip do.
// Each step is an ordinary page; the place on the page and the focus are kept. Without this script all of it is links.
(() => {
    "use strict";
    const strip = document.querySelector(".strip");
    if (!strip) return;
    const list = strip.querySelector("ol");
    const here = strip.querySelector('[aria-current="step"]');
    const KEPT = "presswatch-step";

    const remember = (focus) => {
        try {
            sessionStorage.setItem(KEPT, JSON.stringify({ page: location.pathname, y: window.scrollY, focus }));
        } catch {
            // A browser that keeps nothing shows the next version from its top.
        }
    };
    const recall = () => {
        try {
            const kept = JSON.parse(sessionStorage.getItem(KEPT));
            sessionStorage.removeItem(KEPT);
            return kept && kept.page === location.pathname ? kept : null;
        } catch {
            return null;
        }
    };

    if (here) {
        const [step, frame] = [here.getBoundingClientRect(), list.getBoundingClientRect()];
        list.scrollLeft += step.left - frame.left - (frame.width - step.width) / 2;
    }
    for (const [rel, key, name] of [["prev", "ArrowLeft", "left"], ["next", "ArrowRight", "right"]]) {
        const link = strip.querySelector(`a[rel="${rel}"]`);
        if (link) {
            link.title = `Also by the ${name} arrow key`;
            link.setAttribute("aria-keyshortcuts", key);
        }
    }
    const kept = recall();
    if (kept) {
        window.scrollTo(0, kept.y);
        const focused = (kept.focus && strip.querySelector(`a[rel="${kept.focus}"]`)) || here;
        if (kept.focus !== null && focused) focused.focus({ preventScroll: true });
    }

    strip.addEventListener("click", (event) => {
        const link = event.target.closest("a");
        if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey) remember(link.rel);
    });
    document.addEventListener("keydown", (event) => {
        const rel = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
        if (!rel || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
        const field = event.target.closest("input, select, textarea, button, summary, [contenteditable]");
        const link = strip.querySelector(`a[rel="${rel}"]`);
        if (field || !link) return;
        event.preventDefault();
        remember(strip.contains(document.activeElement) ? rel : null);
        location.assign(link.href);
    });
})();
