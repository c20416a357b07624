"""QR (Bildcode): a checkpoint for paper, so that whoever keeps the paper keeps the checkpoint."""

from typing import TYPE_CHECKING

from referrals.checkpoint import Signed

if TYPE_CHECKING:
    import segno


def code(signed: Signed) -> "segno.QRCode":
    """The note as it was signed, to be read off the paper."""
    import segno

    return segno.make(signed.note, error="m", micro=False, encoding="utf-8")
