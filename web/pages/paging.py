"""Paging (Blättern): at which row of a list a page begins."""

from flask import request


def start(number: int) -> int:
    """The row in the address, of so many; from the beginning where there is no such row."""
    text = request.args.get("start", "0")
    place = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
    return place if place < number else 0
