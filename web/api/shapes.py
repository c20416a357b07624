"""Shapes (Gestalten): what the API answers, as marshmallow schemas; OpenAPI and the answers come from the same."""

from typing import Any

from marshmallow import Schema, fields


def _id(**more: Any) -> fields.UUID:
    return fields.UUID(required=True, **more)


def _text(**more: Any) -> fields.String:
    return fields.String(required=True, **more)


def _maybe(**more: Any) -> fields.String:
    return fields.String(required=True, allow_none=True, **more)


class Due(Schema):
    """Whose turn it is, with what, until when."""

    task = _text()
    owner = _text()
    on = fields.Date(required=True)


class CaseloadRow(Schema):
    """A referral as a caseload shows it; `person_name` only with the scope `names`."""

    id = _id()
    code = _text()
    version = fields.Integer(required=True)
    person_id = _id()
    person_name = fields.String()
    case_manager = _id()
    phase = _text()
    need = _text()
    quarter = _text()
    language = _text()
    institution_id = fields.UUID(required=True, allow_none=True)
    offer_id = fields.UUID(required=True, allow_none=True)
    opened_on = fields.Date(required=True)
    forwarded_on = fields.Date(required=True, allow_none=True)
    ended_on = fields.Date(required=True, allow_none=True)
    due = fields.Nested(Due, required=True, allow_none=True)
    overdue = fields.Boolean(required=True)
    next_appointment_at = fields.DateTime(required=True, allow_none=True)
    next_appointment_id = fields.UUID(required=True, allow_none=True)
    outcome_missing = fields.Boolean(required=True)
    attempt = fields.Integer(required=True)
    outcome = _maybe()


class CaseloadPage(Schema):
    """Referrals, the most urgent first; `after` leads to the next page and is null on the last one."""

    referrals = fields.List(fields.Nested(CaseloadRow), required=True)
    after = _maybe()


class Appointment(Schema):
    """An appointment of a referral; `minutes` is null where nobody said how long; `place` with the scope `names`."""

    id = _id()
    state = _text()
    starts_at = fields.DateTime(required=True)
    minutes = fields.Integer(required=True, allow_none=True)
    language = _text()
    company = _text()
    place = fields.String()


class Referral(CaseloadRow):
    """A referral: its ETag is its version; `steps` are the addresses at which a step can be recorded now."""

    appointments = fields.List(fields.Nested(Appointment), required=True)
    steps = fields.List(fields.String(), required=True)


class StepText(Schema):
    """What was written to a step; a confided text stays with whoever `kept_by` names."""

    label = _text()
    text = _text()
    kept_by = _text()


class Step(Schema):
    """An event of a timeline; `values` are codes, ids and days; `sentence` and `texts` only with the scope `names`."""

    position = fields.Integer(required=True)
    stream = _id()
    version = fields.Integer(required=True)
    type = _text()
    occurred_on = fields.Date(required=True)
    recorded_at = fields.DateTime(required=True)
    actor = _id()
    role = _text()
    channel = _text()
    values = fields.Dict(keys=fields.String(), required=True)
    taken_back = fields.Boolean(required=True)
    corrected = fields.Boolean(required=True)
    sentence = fields.String()
    texts = fields.List(fields.Nested(StepText))


class Steps(Schema):
    """The timeline, oldest first; `after` leads to the next page and is null on the last one."""

    steps = fields.List(fields.Nested(Step), required=True)
    after = fields.Integer(required=True, allow_none=True)


class RecordedEvent(Schema):
    """Where an event was recorded."""

    position = fields.Integer(required=True)
    stream = _id()
    version = fields.Integer(required=True)
    type = _text()


class Recorded(Schema):
    """What a step recorded; `again` where the same request had been recorded before."""

    recorded = fields.List(fields.Nested(RecordedEvent), required=True)
    version = fields.Integer(required=True)
    again = fields.Boolean(required=True)


class Offer(Schema):
    """An offer of an institution."""

    id = _id()
    name = _text()
    status = _text()
    description = _maybe()
    needs = fields.List(fields.String(), required=True)
    areas = fields.List(fields.String(), required=True)
    languages = fields.List(fields.String(), required=True)
    assured_date = fields.Date(required=True, allow_none=True)


class Address(Schema):
    """Where to go."""

    address_1 = _text()
    address_2 = _maybe()
    postal_code = _text()
    city = _text()


class Institution(Schema):
    """An institution with its offers."""

    id = _id()
    name = _text()
    listed = fields.Boolean(required=True)
    version = fields.Integer(required=True)
    description = _maybe()
    website = _maybe()
    phone = _maybe()
    email = _maybe()
    address = fields.Nested(Address, required=True, allow_none=True)
    needs = fields.List(fields.String(), required=True)
    languages = fields.List(fields.String(), required=True)
    offers = fields.List(fields.Nested(Offer), required=True)


class DirectoryPage(Schema):
    """Institutions by name; `after` leads to the next page and is null on the last one."""

    institutions = fields.List(fields.Nested(Institution), required=True)
    after = _maybe()


class Cell(Schema):
    """A rounded number; null is 'not shown' or 'there is none'. `base` is what a percentage is of."""

    value = fields.Float(required=True, allow_none=True)
    base = fields.Integer(required=True, allow_none=True)


class Line(Schema):
    """One series: a cell for each label."""

    code = _text()
    cells = fields.List(fields.Nested(Cell), required=True)


class Panel(Schema):
    """One figure; labels are codes or ids, `definition` says how it is counted."""

    code = _text()
    part = _maybe()
    plot = _text()
    unit = _text()
    axis = _text()
    labels = fields.List(fields.String(), required=True)
    lines = fields.List(fields.Nested(Line), required=True)
    total = fields.Nested(Cell, required=True, allow_none=True)
    marks = fields.Dict(keys=fields.String(), values=fields.Float(allow_none=True), required=True)
    definition = _text()
    definition_version = fields.Integer(required=True)


class Figures(Schema):
    """The figures as of the end of a day: up to this position of the log."""

    period = _text()
    position = fields.Integer(required=True)
    day = fields.Date(required=True)
    panels = fields.List(fields.Nested(Panel), required=True)


class Counting(Schema):
    """The figures up to this event are being counted: ask again after `Retry-After` seconds."""

    position = fields.Integer(required=True)
    day = fields.Date(required=True)


class CloudEvent(Schema):
    """An event of the log in the JSON format of CloudEvents 1.0; `data` is the stored state."""

    specversion = _text()
    id = _text()
    source = _text()
    type = _text()
    subject = _text()
    time = fields.DateTime(required=True)
    datacontenttype = _text()
    sequence = _text()
    streamversion = fields.Integer(required=True)
    data = fields.Dict(keys=fields.String(), required=True)


class EventFeed(Schema):
    """Events behind `after`; go on behind `position`, also where there were none. `more`: there are further ones."""

    events = fields.List(fields.Nested(CloudEvent), required=True)
    position = fields.Integer(required=True)
    more = fields.Boolean(required=True)


class ProblemField(Schema):
    """What is wrong with one field; an empty name stands for the request as a whole."""

    field = _text()
    code = _text()
    detail = _text()


class Problem(Schema):
    """What went wrong (RFC 9457)."""

    type = _text()
    title = _text()
    status = fields.Integer(required=True)
    detail = _text()
    request_id = _text()
    code = fields.String()
    errors = fields.List(fields.Nested(ProblemField))
    version = fields.Integer()
    changes = fields.List(fields.Nested(Step))
