"""Somebody at work: a browser window of one's own, used as a person uses it, by the words on the page."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from web.demo import PASSWORD


@dataclass(frozen=True)
class AtWork:
    """One person before one window: `AtWork(page, url).sign_in("anna")`."""

    page: Page
    url: str
    password: str = PASSWORD

    @property
    def main(self) -> Locator:
        """What is neither header nor footer."""
        return self.page.get_by_role("main")

    @property
    def path(self) -> str:
        """Where she is."""
        return urlsplit(self.page.url).path

    def go(self, path: str) -> int:
        """Type an address; the status of the answer."""
        answer = self.page.goto(self.url + path)
        assert answer is not None
        return answer.status

    def sign_in(self, login: str) -> "AtWork":
        """Begin the day."""
        self.go("/sign-in")
        self.fill_in_sign_in(login)
        expect(self.page.get_by_role("button", name=re.compile("Abmelden|Sign out"))).to_be_visible()
        return self

    def fill_in_sign_in(self, login: str) -> None:
        """The form that is on the page."""
        self.page.get_by_label(re.compile("Benutzername|User name")).fill(login)
        self.page.get_by_label(re.compile("Passwort|Password")).fill(self.password)
        self.main.get_by_role("button").first.click()

    def press(self, label: str) -> None:
        """A button of the page itself."""
        self.main.get_by_role("button", name=label).click()

    def follow(self, label: str) -> None:
        """A link of the page itself."""
        self.main.get_by_role("link", name=label).first.click()

    def tick(self, question: str, answer: str) -> None:
        """A radio or a box in its group."""
        self.main.get_by_role("group", name=question).get_by_label(answer, exact=True).check()

    def select(self, question: str, answer: str) -> None:
        """An entry of a list."""
        self.main.get_by_role("combobox", name=question).select_option(label=answer)

    def write(self, question: str, answer: str) -> None:
        """A line or a few words."""
        self.main.get_by_role("textbox", name=question).fill(answer)

    def choose_step(self, step: str) -> None:
        """One of those that the page of a referral offers now."""
        self.page.get_by_role("region", name="Was jetzt geht").get_by_role("link", name=step, exact=True).first.click()

    def timeline(self) -> list[str]:
        """The sentences of the page, newest first."""
        return self.page.locator("ol.timeline .what").all_inner_texts()
