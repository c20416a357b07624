"""The OpenAPI document is valid, and requests made up from it by schemathesis are answered as it says."""

from contextlib import suppress
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from hypothesis.strategies import SearchStrategy
from jsonschema import Draft4Validator
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.openapi import from_dict
from schemathesis.specs.openapi.definitions import OPENAPI_30

from referrals.referral.codes import Company
from tests.api.conftest import Program
from tests.cast import moment
from tests.real_house import Premises
from web.api.document import EXTENSION

EXAMPLES = {GenerationMode.POSITIVE: 1, GenerationMode.NEGATIVE: 2}
NOT_ASKED = {"positive_data_acceptance", "ensure_resource_availability", "use_after_free", "object_level_authorization"}
"""What fits the document can still be refused (a day in the future, a step too late); nothing is deleted."""


def document(premises: Premises) -> Any:
    """As it is served."""
    told: Any = premises.app.test_client().get("/api/v1/openapi.json").json
    assert told["paths"] == premises.app.extensions[EXTENSION]["paths"]
    return told


def test_the_document_is_valid(premises: Premises) -> None:
    """Against the schema of OpenAPI 3.0; every step of the pages but forwarding stands in it, with its codes."""
    told = document(premises)
    assert list(Draft4Validator(OPENAPI_30).iter_errors(told)) == []
    refusal = told["paths"]["/api/v1/referrals/{referral_id}/refusal"]["post"]["requestBody"]
    schema = refusal["content"]["application/json"]["schema"]
    assert schema["required"] == ["decided_by", "reason", "source", "day"]
    assert "no_capacity" in schema["properties"]["reason"]["enum"] or len(schema["properties"]["reason"]["enum"]) > 3
    assert schema["additionalProperties"] is False


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_made_up_requests_are_answered_as_the_document_says(
    premises: Premises, program: Program, referral: UUID, mode: GenerationMode, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Against a referral that is there, with tokens of whoever may: no 500, no answer that is not told."""
    premises.casework.appointments.agree(
        premises.sent(), referral, starts_at=moment(0, 8), place=None, language="tr", company=Company.ALONE
    )
    known = {"referral_id": str(referral), "appointment_id": str(premises.referral(referral).appointments[0].id)}
    owners = {login: f"Bearer {program(login).token.secret}" for login in ("anna", "emil")}
    monkeypatch.setattr("web.lockout.PER_LOGIN", 10_000)  # it also tries wrong tokens
    load_all_checks()
    checks = [CHECKS.get_one(name) for name in CHECKS.get_all_names() if name not in NOT_ASKED]
    schema: Any = from_dict(document(premises))
    schema.app = premises.app
    asked = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        path = {name: known[name] for name in known if f"{{{name}}}" in operation.path}
        bearer = owners["emil" if operation.path.endswith(("/figures", "/events")) else "anna"]
        made_up = operation.as_strategy(generation_mode=mode, **({"path_parameters": path} if path else {}))
        asked += times_asked(made_up, checks, bearer, EXAMPLES[mode])
    assert asked > 20


def times_asked(made_up: SearchStrategy[Any], checks: list[Any], bearer: str, most: int) -> int:
    """Ask a few times, and hold each answer against the document."""
    cases: list[Any] = []

    @given(case=made_up)
    @settings(
        max_examples=most,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: Any) -> None:
        cases.append(case)
        case.call_and_validate(checks=checks, headers={"Authorization": bearer})

    with suppress(Unsatisfiable):  # nothing can be sent that does not fit
        ask()
    return len(cases)
