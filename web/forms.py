"""The form layer: what was typed becomes values or problems, and stays what was typed.

class Forwarding(StepForm):
    channel = Choice(N_("Wie haben Sie weitergeleitet?"), CHANNELS)
    occurred_on = Day(N_("Wann war das?"), choice=True)

form = read(Forwarding, request.form)      # POST
form = blank(Forwarding, occurred_on="today")     # GET
"""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any, Literal
from uuid import UUID, uuid4

from marshmallow import Schema, ValidationError, missing
from werkzeug.datastructures import MultiDict

from web.fields import Day, Field, Id, Number, Options, Typed
from web.language import N_, _
from web.parts import today
from web.problems import SENTENCES, Problem, sentence, showable

Unknown = Literal["exclude", "raise"]
_CODES: Any = {"unknown": {"code": "unknown"}, "type": {"code": "not_text"}}


class FormSchema(Schema):
    """A form; `today` and the options offered are known when it is read."""

    def __init__(self, *, today: date, options: Mapping[str, Options], unknown: Unknown) -> None:
        super().__init__(unknown=unknown)
        self.error_messages.update(_CODES)
        self.today, self.options = today, options


class StepForm(FormSchema):
    """A form that records: sent twice it records once, and it notices when somebody was faster."""

    command_id = Id(N_("Vorgangsnummer"), hidden=True)
    expected_version = Number(N_("Stand der Akte"), optional=True, hidden=True)


@dataclass
class Form:
    """One form on its way: the values taken, the text as typed, the problems by field name."""

    schema: FormSchema
    typed: Typed
    values: dict[str, Any] = field(default_factory=dict)
    problems: dict[str, Problem] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether everything was taken."""
        return not self.problems

    def __getitem__(self, name: str) -> "Bound":
        """The field of this name, to be shown."""
        declared = self.schema.fields[name]
        if not isinstance(declared, Field):
            raise KeyError(name)
        return Bound(self, name, declared)

    def __iter__(self) -> Iterator["Bound"]:
        return (self[name] for name, declared in self.schema.fields.items() if isinstance(declared, Field))

    def refuse(self, name: str, code: str, **params: Any) -> None:
        """A problem found outside the form; a name that is no field stands for the whole form."""
        self.problems.setdefault(name, Problem(code, params))

    def names(self) -> list[str]:
        """Every name under which this form is sent."""
        return [name for bound in self for name in bound.field.names(bound.name)]

    def summary(self) -> list[tuple[str, str]]:
        """(anchor, sentence) for each problem in the order of the fields; none for what is not seen."""
        lines = [(b.anchor, b.error) for b in self if b.error]
        shown = {bound.name for bound in self}
        return [(a, s) for a, s in lines] + [
            ("", sentence(p, SENTENCES, name)) for name, p in self.problems.items() if name not in shown
        ]


@dataclass(frozen=True)
class Bound:
    """A field of a form, to be shown: label, what was typed, options, the problem as a sentence."""

    form: Form
    name: str
    field: Field

    @property
    def id(self) -> str:
        """The id of its (first) control."""
        return f"f-{self.name.replace('_', '-')}"

    @property
    def anchor(self) -> str:
        """Where the error summary leads; empty for hidden fields."""
        hidden = self.field.hidden or self.field.kind == "hidden"
        grouped = self.field.kind in ("radios", "checkboxes", "day_choice")
        return "" if hidden else f"{self.id}-1" if grouped else self.id

    @property
    def label(self) -> str:
        """The label in the reader's language."""
        return _(self.field.label)

    @property
    def hint(self) -> str:
        """The hint in the reader's language, or nothing."""
        return _(self.field.hint) if self.field.hint else ""

    @property
    def error(self) -> str:
        """The problem as a sentence, or nothing."""
        found = self.form.problems.get(self.name)
        return sentence(found, {**SENTENCES, **self.field.says}, self.label) if found else ""

    @property
    def value(self) -> str:
        """What was typed; a password is never shown again."""
        return "" if self.field.kind == "password" else next(iter(self.values), "")

    @property
    def values(self) -> list[str]:
        """All that was typed or ticked."""
        return [showable(value) for value in self.form.typed.getlist(self.name)]

    @property
    def other(self) -> str:
        """What was typed as the other day of a day choice."""
        return next((showable(value) for value in self.form.typed.getlist(f"{self.name}_other")), "")

    @property
    def options(self) -> list[tuple[str, str]]:
        """(code, label) of what is offered."""
        return [(code, _(label)) for code, label in self.field.offered().items()]  # type: ignore[attr-defined]


def read(
    schema: type[FormSchema],
    typed: Typed,
    *,
    day: date | None = None,
    options: Mapping[str, Options] | None = None,
) -> Form:
    """What was typed into the HTML form; fields it does not know are passed over."""
    loaded = schema(today=day or today(), options=options or {}, unknown="exclude")
    form = Form(loaded, typed)
    form.typed = typed = _with_years(form, typed)
    given = {b.name: b.field.collect(b.name, typed, loaded.today) for b in form}
    return _load(form, {name: value for name, value in given.items() if value is not missing})


def read_json(
    schema: type[FormSchema],
    sent: Any,
    *,
    day: date | None = None,
    options: Mapping[str, Options] | None = None,
) -> Form:
    """The same form as a JSON object; a field it does not know is a problem."""
    content = sent if isinstance(sent, dict) else {}
    typed: MultiDict[str, Any] = MultiDict({key: value for key, value in content.items() if value is not None})
    form = Form(schema(today=day or today(), options=options or {}, unknown="raise"), typed)
    return _load(form, {k: v for k, v in sent.items() if v is not None} if isinstance(sent, dict) else sent)


def blank(
    schema: type[FormSchema],
    *,
    day: date | None = None,
    options: Mapping[str, Options] | None = None,
    **start: Any,
) -> Form:
    """An empty form with a fresh command id; `start` fills fields in beforehand."""
    filled = {name: _as_typed(value) for name, value in start.items() if value is not None}
    typed: MultiDict[str, Any] = MultiDict({"command_id": [str(uuid4())], **filled})
    return Form(schema(today=day or today(), options=options or {}, unknown="exclude"), typed)


def effective_command_id(secret: str, form: Form) -> UUID:
    """The id of the command a form gives: the same for the same content, another for an edited resend."""
    names = [name for name in form.names() if name != "command_id"]
    content = [[name, [str(v).replace("\r\n", "\n") for v in form.typed.getlist(name)]] for name in names]
    written = json.dumps(sorted(content)).encode()
    keyed = hmac.new(secret.encode(), form.values["command_id"].bytes + written, hashlib.sha256)
    return UUID(bytes=keyed.digest()[:16], version=4)


def _load(form: Form, given: Any) -> Form:
    try:
        form.values = form.schema.load(given)
    except ValidationError as refused:
        form.values = refused.valid_data if isinstance(refused.valid_data, dict) else {}
        for name, found in refused.messages_dict.items():
            first = dict(found[0]) if isinstance(found, list) and isinstance(found[0], dict) else {"code": "not_text"}
            form.problems[str(name)] = Problem(first.pop("code"), first)
    return form


def _with_years(form: Form, typed: Typed) -> Typed:
    """What was typed; a day without its year gets the one that is meant, so that it is shown back."""
    days = [b.field.completed(b.name, typed, form.schema.today) for b in form if isinstance(b.field, Day)]
    completed = {name: text for found in days for name, text in found.items()}
    if not completed:
        return typed
    kept = [(name, value) for name in form.names() if name not in completed for value in typed.getlist(name)]
    return MultiDict([*kept, *completed.items()])


def _as_typed(value: Any) -> list[str]:
    values = list(value) if isinstance(value, list | tuple | set | frozenset) else [value]
    return [_written(single) for single in values if single is not False]


def _written(value: Any) -> str:
    if value is True:
        return "1"
    if isinstance(value, date):
        return f"{value.day}.{value.month}.{value.year}"
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)
