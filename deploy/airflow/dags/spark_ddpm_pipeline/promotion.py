"""Moves the pointer to the promoted weights."""
from __future__ import annotations

import logging
from typing import Any

from airflow.sdk.exceptions import AirflowSkipException

from spark_ddpm_pipeline import gate, pointer as pointers, storage

LOG = logging.getLogger(__name__)


def promote(planned: dict[str, Any]) -> dict[str, Any]:
    """The pointer to this run's weights, after the gate let them pass, now or in an earlier try.

    Raises AirflowSkipException if they are refused.
    """
    judged = f"{planned['run']}/evaluation/evaluation.json"
    evaluation = storage.read_json(judged)
    if evaluation is None:
        raise FileNotFoundError(f"No {judged}: clear the task evaluate")
    pointers.step(evaluation, judged)
    pointers.average(evaluation, judged)
    candidate = gate.summary(evaluation)
    pointers.weights(candidate, judged)
    pointer = {"run": planned["run"], "key": planned["key"], **candidate}
    current = storage.read_json(planned["pointer"])
    if current is not None:
        # Its run is not gone to: it may be of another root.
        pointers.weights(current, planned["pointer"])
        pointers.key(current, planned["pointer"])
    before = storage.read_json(planned["verdict"])
    if before and before["promote"] and before["weights-sha256"] == pointer["weights-sha256"]:
        LOG.info("Promoted before: %s", before["reason"])
        return pointer
    verdict = _verdict(planned, pointer, current)
    if verdict.promote and not _is_of(pointer, current):
        storage.write_json(planned["pointer"], pointer)
    storage.write_json(
        planned["verdict"],
        {
            "promote": verdict.promote,
            "reason": verdict.reason,
            "weights-sha256": pointer["weights-sha256"],
            "metrics": candidate["metrics"],
            "compared-with": current,
        },
    )
    if not verdict.promote:
        raise AirflowSkipException(f"Not promoted: {verdict.reason}")
    LOG.info("Promoted: %s", verdict.reason)
    return pointer


def _verdict(
    planned: dict[str, Any], pointer: dict[str, Any], current: dict[str, Any] | None
) -> gate.Verdict:
    if _is_of(pointer, current):
        return gate.Verdict(True, "promoted.json points at these weights already")
    if current is not None and current["key"] > planned["key"]:
        return gate.Verdict(False, f"the promoted weights are of a later date, {current['key']}")
    values = planned["values"]
    return gate.decide(pointer, current, values["tolerances"], values["when_not_comparable"])


def _is_of(pointer: dict[str, Any], current: dict[str, Any] | None) -> bool:
    return current is not None and all(current[key] == pointer[key] for key in ("run", "weights-sha256"))
