"""Marked (vorgemerkt): sentences that stand in tables and are translated where they are said."""


def N_(message: str) -> str:  # noqa: N802 (the name gettext tools look for)
    """Mark a sentence for translation without translating it yet."""
    return message
