"""QR (Bildcode): a checkpoint for paper, so that whoever keeps the paper keeps the checkpoint."""

import segno

from referrals.checkpoint import Signed


def code(signed: Signed) -> segno.QRCode:
    """The note as it was signed, to be read off the paper."""
    return segno.make(signed.note, error="m", micro=False, encoding="utf-8")
