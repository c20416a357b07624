"""The command line, for these tests."""

from tests.commands import anna, bare, house, lotse

__all__ = ["anna", "bare", "house", "lotse"]
