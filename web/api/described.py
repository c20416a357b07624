"""Described (beschrieben): the fields of a form as JSON Schema, for the OpenAPI document."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from web.fields import Choice, ClockTime, Day, Field, Flag, Id, Number, Several, Text
from web.forms import FormSchema

MACHINERY = frozenset({"command_id", "expected_version", "back", "seen"})
"""What travels in headers here, or belongs to pages."""

_SOME_DAY = date(2026, 1, 1)
Codes = Mapping[str, Collection[str]]


def fields_of(schema: type[FormSchema]) -> dict[str, Field]:
    """The fields that are sent, by name."""
    declared = schema(today=_SOME_DAY, options={}, unknown="raise").fields
    return {name: each for name, each in declared.items() if isinstance(each, Field) and name not in MACHINERY}


def of_form(schema: type[FormSchema], codes: Codes) -> dict[str, Any]:
    """A form as an object that allows nothing else."""
    sent = fields_of(schema)
    return {
        "type": "object",
        "properties": {name: of_field(each, codes.get(name)) for name, each in sent.items()},
        "required": [name for name, each in sent.items() if each.required],
        "additionalProperties": False,
    }


def of_field(field: Field, codes: Collection[str] | None = None) -> dict[str, Any]:
    """One field; `codes` are those of a choice where the field itself does not know them."""
    found = _kind(field, sorted(codes) if codes is not None else None)
    told = {**found, "description": field.label}
    return told if field.required else {**told, "nullable": True}


def _kind(field: Field, codes: list[str] | None) -> dict[str, Any]:
    match field:
        case Several():
            return {"type": "array", "items": _code(field, codes)}
        case Choice():
            return _code(field, codes)
        case Flag():
            return {"type": "boolean"}
        case Number():
            return {"type": "integer", "minimum": field.min, "maximum": field.max}
        case Id():
            return {"type": "string", "format": "uuid"}
        case Day():
            return {"type": "string", "format": "date"}
        case ClockTime():
            return {"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d$", "example": "09:30"}
        case Text():
            return {"type": "string", "minLength": 1, "maxLength": field.max}
    raise TypeError(f"say in _kind how a {type(field).__name__} is described")


def _code(field: Choice, codes: list[str] | None) -> dict[str, Any]:
    known = codes or sorted(field.options or ())
    return {"type": "string", "enum": known} if known else {"type": "string", "minLength": 1}
