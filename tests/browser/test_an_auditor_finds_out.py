"""Dora, who has never seen Lotse, finds out who changed what on a day, what was known then, and who looked."""

import shutil
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Page, expect

from referrals.casework import Intake, NewPerson, Sent
from referrals.need import NeedKind
from referrals.occasion import LOCAL
from referrals.referral.codes import CorrectionReason
from tests.browser.at_work import AtWork
from tests.browser.live import Lotse, running
from tests.real_house import settings_in
from web.demo.people import ANNA, BEN
from web.house import RealHouse

NAME, PHONE = "Zehra Nadel", "02151 987654"


class Told:
    """What had happened: opened on a day, put right three days later by Ben, who stood in."""

    def __init__(self, data: Path) -> None:
        self.today = datetime.now(LOCAL).date()
        self.opened, self.changed = self.today - timedelta(days=9), self.today - timedelta(days=6)
        self.now = datetime.combine(self.opened, time(10), LOCAL)
        house = RealHouse(settings_in(data), now=lambda: self.now)
        try:
            self.referral = self._tell(house)
        finally:
            house.close()

    def _tell(self, house: RealHouse) -> UUID:
        person = NewPerson(name=NAME, language="tr", quarter="stephanplatz", phone=PHONE)
        intake = Intake(person=person, need=NeedKind.FAMILY, case_manager=ANNA.id, wish="Hilfe mit dem Vermieter")
        referral = house.casework.intake.take_in(sent(ANNA.id), intake).stream("referral.")
        self.now = datetime.combine(self.changed, time(15, 20), LOCAL)
        house.casework.corrections.correct(
            sent(BEN.id),
            referral,
            step=1,
            field="need",
            value=NeedKind.HOUSING.value,
            text=None,
            reason=CorrectionReason.MISUNDERSTANDING,
        )
        return referral


def sent(actor: UUID) -> Sent:
    """A command of one of the demo's people."""
    return Sent(command_id=uuid4(), actor=actor, role="case_manager")


@pytest.fixture
def lotse(told_sqlite: Path, tmp_path: Path) -> Iterator[tuple[Lotse, Told]]:
    """A Lotse with demo data, and the one file that matters in it."""
    data = tmp_path / "var"
    shutil.copytree(told_sqlite, data)
    told = Told(data)
    with running(data) as lotse:
        yield lotse, told


def test_who_changed_what_what_was_known_then_and_who_looked(
    lotse: tuple[Lotse, Told], page_without_javascript: Page, page: Page
) -> None:
    """By the words on the pages alone, and without ever reading a name."""
    running_lotse, told = lotse
    anna = AtWork(page, running_lotse.url).sign_in("anna")
    assert anna.go(f"/referrals/{told.referral}") == 200
    dora = AtWork(page_without_javascript, running_lotse.url).sign_in("dora")
    main = dora.main
    dora.press("Prüfung beginnen")
    dora.follow("Wer hat wann was eingetragen oder geändert?")

    # Who changed what on that day?
    main.get_by_text("Filtern", exact=True).click()
    on = f"{told.changed:%d.%m.%Y}"
    main.get_by_label("Was", exact=True).select_option("Berichtigt")
    main.get_by_label("Eingetragen ab").fill(on)
    main.get_by_label("Eingetragen bis").fill(on)
    dora.press("Anzeigen")
    row = main.get_by_role("row").filter(has_text="Anliegen: Familie → Wohnen")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Ben")
    expect(row).to_contain_text(f"{on}, 15:20 Uhr")
    row.get_by_role("link").nth(1).click()
    changed = main.get_by_role("row").filter(has_text="Anliegen (geändert)").filter(has_text="Wohnen")
    expect(changed.first).to_contain_text("Familie")
    expect(main).to_contain_text("Missverständnis")
    expect(main).to_contain_text("Fallmanager:in")

    # What was known the day before?
    main.get_by_role("link", name="Vermittlung").first.click()
    main.get_by_text("Einen anderen Tag ansehen").click()
    before = told.changed - timedelta(days=1)
    main.get_by_label("Tag (optional)").fill(f"{before:%d.%m.%Y}")
    dora.tick("Was soll zählen?", "Was an diesem Tag schon eingetragen war")
    dora.press("Ansehen")
    assert f"recorded_on={before.isoformat()}" in page_without_javascript.url
    need = main.get_by_role("row").filter(has_text="Anliegen (verschieden)")
    expect(need.get_by_role("cell")).to_have_text(["Familie", "Wohnen"])
    expect(main).to_contain_text("Was später dazukam und diesen Tag betrifft")

    # Who looked at the file?
    dora.follow("Wer hat die Akte angesehen?")
    look = main.get_by_role("row").filter(has_text="Anna")
    expect(look.first).to_contain_text(f"{told.today:%d.%m.%Y}")
    expect(look.first).to_contain_text("Fallarbeit")
    text = main.inner_text()
    assert NAME not in text
    assert PHONE not in text
