"""One's own tokens to take away (Zugangsschlüssel): which there are and until when; never what opens anything."""

from web.audience import SIGNED_IN
from web.exports import columns
from web.exports.table import Column
from web.language import _
from web.pages.exports.blueprint import Taken, to_take_away
from web.pages.tokens import own
from web.parts import now
from web.scopes import LABELS, Scope
from web.tokens import Token


@to_take_away("/account/tokens", "tokens", SIGNED_IN)
def tokens() -> Taken:
    """Those that open something, and those that did."""
    columns_: list[Column[Token]] = [
        columns.hidden("token", lambda row: str(row.id)),
        columns.text("name", _("Wofür"), lambda row: row.name),
        Column("scopes", _("Darf"), lambda row: [each.value for each in _scopes(row)], _said),
        columns.instant("made_at", _("Angelegt"), lambda row: row.made_at),
        columns.instant("expires_at", _("Gilt bis"), lambda row: row.expires_at),
        columns.instant("last_used_at", _("Zuletzt benutzt"), lambda row: row.last_used_at),
        columns.instant("revoked_at", _("Widerrufen"), lambda row: row.revoked_at),
        columns.yes_no("valid", _("Gilt noch"), lambda row: row.is_valid(now())),
    ]
    return Taken(_("Zugangsschlüssel"), [_("eigene")], {}, columns_, iter([own()]))


def _scopes(token: Token) -> list[Scope]:
    return [scope for scope in Scope if scope in token.scopes]


def _said(token: Token) -> str:
    return "; ".join(_(LABELS[scope]) for scope in _scopes(token))
