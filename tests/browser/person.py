"""A person in front of the browser: with a mouse or a finger, with a keyboard alone, with JavaScript or without."""

import pytest
from selenium.webdriver import ActionChains, Keys

from tests.browser.page import Page, by_css, click

HOW = ["with JavaScript", "without JavaScript", "by keyboard"]
STOPS = 150  # presses of Tab: more than the longest way through a page of ours takes

# What is wrong with the place that the keyboard has come to; nothing when it can be seen and is seen to have the focus.
WRONG = """
const stop = document.activeElement;
if (stop === document.body) return "";
const name = stop.outerHTML.slice(0, 200);
const boxes = [...stop.getClientRects(), ...[...(stop.labels ?? [])].flatMap((label) => [...label.getClientRects()])];
const parts = [0.02, 0.25, 0.5, 0.75, 0.98];
const points = boxes.flatMap(({ x, y, width, height }) =>
  parts.flatMap((right) => parts.map((down) => [x + width * right, y + height * down])));
const seen = points.some(([x, y]) => {
  const on = document.elementFromPoint(x, y);
  return on && (stop.contains(on) || on.closest("label")?.control === stop);
});
if (!seen) return `covered or out of sight: ${name}`;
const looks = () => [stop, ...stop.querySelectorAll("*"), ...(stop.labels ?? [])].map((part) => {
  const { outlineStyle, outlineWidth, boxShadow, borderColor, backgroundColor, color, stroke, strokeWidth, fill }
    = getComputedStyle(part);
  return [outlineStyle, outlineWidth, boxShadow, borderColor, backgroundColor, color, stroke, strokeWidth, fill].join();
}).join();
const { outlineStyle, outlineWidth } = getComputedStyle(stop);
if (outlineStyle !== "none" && parseFloat(outlineWidth) >= 1) return "";
const focused = looks();
stop.blur();
const blurred = looks();
stop.focus({ preventScroll: true, focusVisible: true });
return focused === blurred ? `looks the same with the focus: ${name}` : "";
"""


def press(page: Page, *keys: str) -> None:
    """Press keys where the focus is."""
    ActionChains(page.chromium).send_keys(*keys).perform()


def press_until_focused(page: Page, selector: str) -> None:
    """Press Tab until something has the focus, as a person without a mouse would; each stop is seen to have it."""
    for _ in range(STOPS):
        press(page, Keys.TAB)
        wrong = page.chromium.execute_script(WRONG)
        assert not wrong, wrong
        if page.script(f"document.activeElement.matches({selector!r})"):
            return
    pytest.fail(f"{STOPS} presses of Tab do not lead to {selector}")


class Person:
    """Does the same things on a page in different ways; without a mouse only what Tab leads to."""

    def __init__(self, page: Page, how: str) -> None:
        """Take one of HOW."""
        self.page = page
        self.keyboard = how == "by keyboard"
        page.command("Emulation.setScriptExecutionDisabled", value=how == "without JavaScript")

    def goes_to(self, selector: str) -> None:
        """Give the focus to something, unless it has it."""
        if not self.keyboard:
            click(self.page, selector)
        elif not self.page.script(f"document.activeElement.matches({selector!r})"):
            press_until_focused(self.page, selector)

    def types(self, selector: str, text: str, *keys: str) -> None:
        """Write into a field."""
        self.goes_to(selector)
        press(self.page, text, *keys)

    def presses(self, selector: str) -> None:
        """Press a button or follow a link that leads to another page."""
        with self.page.leaving():
            if self.keyboard:
                self.goes_to(selector)
                press(self.page, Keys.ENTER)
            else:
                click(self.page, selector)

    def ticks(self, selector: str) -> None:
        """Choose a radio button or tick a box."""
        if not self.keyboard:
            click(self.page, selector)
            return
        name = by_css(self.page, selector).get_attribute("name")
        press_until_focused(self.page, f"[name={name}]")
        press(self.page, Keys.SPACE)
        for _ in self.page.chromium.find_elements("css selector", f"[name={name}]"):
            if self.page.script(f"document.activeElement.matches({selector!r})"):
                break
            press(self.page, Keys.ARROW_DOWN)
        assert by_css(self.page, selector).is_selected()

    def chooses(self, selector: str, label: str) -> None:
        """Choose from a list of options, by its first letters."""
        if self.keyboard:
            press_until_focused(self.page, selector)
            press(self.page, label)
        else:
            by_css(self.page, selector).send_keys(label)
        assert self.page.script(f"document.querySelector({selector!r}).selectedOptions[0].label.trim()") == label
