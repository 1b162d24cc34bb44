"""A page that is used by keyboard alone: what a story clicks, fills and checks is reached by Tab.

A story is the same with either; `BY_KEYBOARD_TOO` plays it twice.
"""

from typing import Any, Literal

import pytest
from playwright.sync_api import Locator, Page

Hands = Literal["pointer", "keyboard"]

BY_KEYBOARD_TOO = pytest.mark.parametrize("hands", ["pointer", "keyboard"], indirect=True)
"""Marks a story that is played with a pointer, and again with keys."""

MOST_TABS = 200

_STOP = """it => {
  const own = it.closest("a[href], button, summary, input, select, textarea, [tabindex]");
  const target = own ?? it.closest("label")?.control ?? it;
  const isDrawn = (each) =>
    [getComputedStyle(each), getComputedStyle(each, "::after")].some(
      ({ outlineStyle, outlineWidth }) => outlineStyle !== "none" && parseFloat(outlineWidth) >= 2,
    );
  const at = document.activeElement;
  const around = [at.nextElementSibling, at, at.parentElement, at.parentElement?.parentElement];
  const isGroup = at.type === "radio" && target.type === "radio" && at.name === target.name;
  return {
    kind: target.type ?? "",
    isThere: at === target || isGroup,
    isSeen: at === document.body || around.some((each) => each && isDrawn(each)),
    html: at.outerHTML.slice(0, 300),
  };
}"""
"""Whether Tab has come to the control of what is clicked, or to its group of radio buttons, and
whether the focus is drawn: on the element, what it stands for, or what holds it."""

_OPTIONS = """(select, [label, value]) => {
  const plain = (text) => text.replace(/\\s+/g, " ").trim();
  const open = [...select.options].filter((each) => !each.disabled);
  return open.findIndex((each) =>
    label === null ? each.value === value : plain(each.label) === plain(label));
}"""

_TYPED = ("text", "search", "email", "password", "url", "tel", "number", "textarea")
"""The kinds of fields whose keys are letters. The parts of a date are the browser's own."""


class KeyboardLocator(Locator):
    """A locator whose acts are keys."""

    def click(self, **_: Any) -> None:
        """Reach the control and press Enter; Space on a box or radio button."""
        kind = self._reach()
        if kind == "radio":
            self._choose_radio()
        else:
            self.page.keyboard.press("Space" if kind == "checkbox" else "Enter")

    def press(self, key: str, **_: Any) -> None:
        """Reach the control and press a key."""
        self._reach()
        self.page.keyboard.press(key)

    def fill(self, value: str, **_: Any) -> None:
        """Reach the field and type over what is there."""
        if self._reach() in _TYPED:
            self.page.keyboard.press("Control+A")
            self.page.keyboard.press("Delete")
            self.page.keyboard.type(value)
        else:
            super().fill(value)

    def check(self, **_: Any) -> None:
        """Reach the box and press Space unless it is checked; choose a radio button by arrows."""
        if self._reach() == "radio":
            self._choose_radio()
        elif not self.is_checked():
            self.page.keyboard.press("Space")

    def uncheck(self, **_: Any) -> None:
        """Reach the box and press Space if it is checked."""
        self._reach()
        if self.is_checked():
            self.page.keyboard.press("Space")

    def select_option(self, value: Any = None, *, label: Any = None, **_: Any) -> list[str]:
        """Reach the list and choose an option by arrows."""
        self._reach()
        index = self.evaluate(_OPTIONS, [label, value])
        assert index >= 0, f"{self} has no option {label or value}"
        self.page.keyboard.press("Home")
        for _step in range(index):
            self.page.keyboard.press("ArrowDown")
        return [self.input_value()]

    def set_input_files(self, files: Any, **others: Any) -> None:
        """Reach the field of a file, which the browser's own window chooses."""
        self._reach()
        super().set_input_files(files, **others)

    def _reach(self) -> str:
        """Press Tab until the control has the focus; return its type."""
        # Found again at every step: a screen may replace a control while somebody goes there.
        stop = self.evaluate(_STOP)
        for _ in range(MOST_TABS):
            if stop["isThere"]:
                return str(stop["kind"])
            self.page.keyboard.press("Tab")
            stop = self.evaluate(_STOP)
            assert stop["isSeen"], f"the focus is not drawn on {stop['html']}"
        raise AssertionError(f"Tab does not reach {self}")

    def _choose_radio(self) -> None:
        for _ in range(MOST_TABS):
            if self.evaluate("it => it === document.activeElement"):
                break
            self.page.keyboard.press("ArrowDown")
        if not self.is_checked():
            self.page.keyboard.press("Space")


_LOCATES = (
    *("get_by_alt_text", "get_by_label", "get_by_placeholder", "get_by_role", "get_by_test_id"),
    *("get_by_text", "get_by_title", "locator"),
)


def _by_keyboard(found: Locator) -> KeyboardLocator:
    # Playwright makes its own objects from an inner one, and offers no other way to subclass them.
    return KeyboardLocator(found._impl_obj)


def _locating(name: str, base: type[Page] | type[Locator]) -> Any:
    plain = getattr(base, name)
    if isinstance(plain, property):
        return property(lambda self: _by_keyboard(plain.__get__(self)))
    return lambda self, *args, **kwargs: _by_keyboard(plain(self, *args, **kwargs))


class KeyboardPage(Page):
    """A page whose locators act by keys."""

    def __init__(self, page: Page) -> None:
        super().__init__(page._impl_obj)


for _name in _LOCATES:
    setattr(KeyboardPage, _name, _locating(_name, Page))
for _name in (*_LOCATES, "filter", "nth", "first", "last", "and_", "or_"):
    setattr(KeyboardLocator, _name, _locating(_name, Locator))
