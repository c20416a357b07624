"""`./lotse access close | verify | drop`: what cron calls, and what it learns by the exit status."""

import json
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import text

from tests.cast import ANNA, GUEL
from tests.commands import Lotse, done
from web.access_log import Access
from web.access_segments import LATE
from web.house import RealHouse


def test_what_cron_closes_an_auditor_checks(lotse: Lotse, house: RealHouse) -> None:
    """Yesterday's look is closed; once somebody deletes it, the exit status is 1."""
    yesterday = house.now() - LATE - timedelta(days=1)
    house.access_log.record(Access(yesterday, ANNA, "case_manager", "person", "case_management", uuid4(), GUEL))
    assert "Closed 1 days." in done(lotse("access", "close"))
    assert "closed before" in done(lotse("access", "close"))
    assert "intact: 1 looks in 1 closed days" in done(lotse("access", "verify"))
    assert "Dropped: 0 days." in done(lotse("access", "drop"))
    with house.stores["access"].writing() as connection:
        where = "" if house.stores["access"].is_sqlite else " ON accesses"
        trigger = "accesses_refuse_change" if where else "accesses_refuse_delete"
        connection.execute(text(f"DROP TRIGGER {trigger}{where}"))
        connection.execute(text("DELETE FROM accesses"))
    told = lotse("access", "verify", "--json")
    assert told.exit_code == 1
    assert json.loads(told.stdout)["findings"][0]["reason"].startswith("1 of 1 looks")
