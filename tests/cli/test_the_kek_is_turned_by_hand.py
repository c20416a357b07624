"""`keys turn`: a new key-encryption key, and a process that runs on."""

from referrals.keys import load_kek
from tests.commands import Lotse, done
from web.house import RealHouse


def test_the_kek_is_turned_while_a_process_runs(lotse: Lotse, house: RealHouse, anna: str) -> None:
    before = load_kek(house.settings.kek_file).id
    result = lotse("keys", "turn")
    now = load_kek(house.settings.kek_file).id
    assert now != before
    assert now in done(result)
    assert "back up" in result.stderr
    assert "Anna" in done(lotse("staff", "list"))
    assert house.keys.keys_for([]) == {}
    house.check()
