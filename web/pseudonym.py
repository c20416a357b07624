"""Pseudonyms (Pseudonyme): how an auditor speaks of a person, a referral; made for one audit, worthless outside of it.

HMAC-SHA256 under a key that is derived from the secret key and the audit: eight letters say nothing about the id, and
the same person reads differently in the next audit.
"""

import hmac
from hashlib import sha256
from urllib.parse import urlsplit
from uuid import UUID

from flask import abort, current_app, g, redirect, request, url_for

from projections import audits
from referrals.audit import Audit
from web import desk
from web.case_number import ALPHABET
from web.language import _
from web.parts import staff

PURPOSE = b"lotse/pseudonym/1"


def pseudonym(audit_id: UUID, id_: UUID) -> str:
    """The code of a person (or of a referral) in this audit: K7D3-QFX2."""
    secret = current_app.config["SECRET_KEY"].encode()
    key = hmac.digest(secret, PURPOSE + audit_id.bytes, sha256)
    number = int.from_bytes(hmac.digest(key, id_.bytes, sha256)[:5], "big")
    letters = "".join(ALPHABET[(number >> shift) & 31] for shift in range(35, -5, -5))
    return f"{letters[:4]}-{letters[4:]}"


def current() -> Audit | None:
    """The audit that the worker is at."""
    if "audit" not in g:
        g.audit = audits.current(desk.views(), staff().staff_id)
    found: Audit | None = g.audit
    return found


def running() -> Audit:
    """The audit that the worker is at; without one the answer leads to where one begins, and back."""
    found = current()
    if found is None:
        target = urlsplit(request.full_path.rstrip("?"))
        address = target.path + (f"?{target.query}" if target.query else "")
        abort(redirect(url_for("audit.overview", target=address if request.method == "GET" else None), 303))
    return found


def person(person_id: UUID) -> str:
    """„Person K7D3-QFX2“, for a page of this audit."""
    return _("Person %(code)s", code=pseudonym(running().id, person_id))


def referral(referral_id: UUID) -> str:
    """„Vermittlung M2VC-9PKD“, for a page of this audit."""
    return _("Vermittlung %(code)s", code=pseudonym(running().id, referral_id))


def example() -> str:
    """How the auditor would be called in this audit; empty without one."""
    found = current()
    return person(staff().staff_id) if found else ""
