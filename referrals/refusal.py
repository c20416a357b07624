"""Refusals (Ablehnungen durch das System): a rule stands against a step; nothing was recorded.

A refusal by the world (an institution declines) is an event; a refusal here is an exception with a code and
parameters, which the pages turn into a sentence with the cure in the reader's language.
"""

from typing import Any, Self


class Refusal(Exception):
    """A decision that said no; `code` reads `<Class>.<reason>`, `params` hold ids, codes and dates, never names."""

    def __init__(self, reason: str, **params: Any) -> None:
        super().__init__(f"{type(self).__name__}.{reason}")
        self.reason = reason
        self.params = params

    @property
    def code(self) -> str:
        """The stable code under which the sentence stands."""
        return f"{type(self).__name__}.{self.reason}"

    @classmethod
    def because(cls, reason: str, **params: Any) -> Self:
        """A refusal for a reason of the class."""
        return cls(reason, **params)


class NotFound(Refusal):
    """The stream that a command names does not exist."""

    @classmethod
    def no_such(cls, noun: str) -> Self:
        """Nothing under this id: a stale link, or an id of another installation."""
        return cls("no_such_" + noun)


class WrongOrderOfTime(Refusal):
    """The day given does not fit the history."""

    @classmethod
    def because_it_lies_in_the_future(cls) -> Self:
        """A step is recorded on the day it happens, or later."""
        return cls("in_the_future")

    @classmethod
    def because_it_lies_before(cls, earliest: Any) -> Self:
        """The step it depends on happened later than the day given."""
        return cls("before_the_step_it_depends_on", earliest=earliest)
