"""Whether new weights may take the place of the current ones."""
from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

METRICS = ("bits-per-dim", "frechet")
# What must be equal for numbers of two evaluations to mean the same.
CONDITIONS = ("reference", "timesteps", "timesteps-per-image", "feature-model-sha256", "generated")


@dataclass(frozen=True)
class Verdict:
    """Whether to promote, and why."""

    promote: bool
    reason: str


def summary(evaluation: dict[str, Any]) -> dict[str, Any]:
    """Of an evaluation.json what the gate compares, and whose it is.

    Format version 2 has names in camel case, files without a version have them in kebab case.
    """
    bound = evaluation["bound"]
    features = evaluation.get("features", {})
    generated = [row for row in features.get("distances", []) if row["of"] == "generated images"]
    return {
        "checkpoint": evaluation["checkpoint"],
        "average": evaluation.get("average", "ema"),
        "weights-sha256": evaluation.get("weightsSha256", evaluation.get("weights-sha256")),
        "metrics": {
            "bits-per-dim": _value(bound, "bitsPerDim", "bits-per-dim"),
            "frechet": generated[0]["frechet"] if generated else None,
        },
        "conditions": {
            "reference": evaluation["reference"],
            "timesteps": bound["timesteps"],
            "timesteps-per-image": _value(bound, "timestepsPerImage", "timesteps-per-image"),
            "feature-model-sha256": features.get("modelSha256", features.get("model-sha256")),
            "generated": generated[0]["images"] if generated else None,
        },
    }


def _value(section: dict[str, Any], name: str, before: str) -> Any:
    return section[name] if name in section else section[before]


def decide(
    candidate: dict[str, Any],
    current: dict[str, Any] | None,
    tolerances: dict[str, float],
    when_not_comparable: str = "refuse",
) -> Verdict:
    """Promotes if no configured metric is worse than the current one by more than its tolerance.

    Both metrics are better when lower. A tolerance is a share: 0.01 lets 2.00 bits/dim become 2.02.
    """
    check_tolerances(tolerances)
    new = candidate["metrics"]
    missing = [name for name in tolerances if not _known(new.get(name))]
    if missing:
        return Verdict(False, f"the evaluation of the new weights has no {', '.join(missing)}")
    if current is None:
        return Verdict(True, "no weights were promoted before")
    differing = _differences(candidate, current, tolerances)
    if differing:
        return Verdict(
            when_not_comparable == "promote",
            f"the two evaluations cannot be compared: {'; '.join(differing)}",
        )
    old = current["metrics"]
    worse = [name for name in tolerances if new[name] > old[name] * (1 + tolerances[name])]
    return Verdict(
        not worse,
        "; ".join(
            f"{name} {new[name]:.4f}, before {old[name]:.4f}, {'worse' if name in worse else 'no worse'}"
            f" by the tolerance of {tolerances[name]:g}"
            for name in tolerances
        ),
    )


def check_tolerances(tolerances: dict[str, float]) -> None:
    """Raises ValueError if they name nothing, an unknown metric or a negative share."""
    if not tolerances or not set(tolerances) <= set(METRICS):
        raise ValueError(f"tolerances is {tolerances}: name one of {', '.join(METRICS)} or both")
    for name, share in tolerances.items():
        if not _known(share) or share < 0:
            raise ValueError(f"tolerances.{name} is {share}: give a share of 0 or more, such as 0.01")


def _differences(
    candidate: dict[str, Any], current: dict[str, Any], tolerances: dict[str, float]
) -> list[str]:
    concerned = CONDITIONS if "frechet" in tolerances else CONDITIONS[:3]
    found = [
        f"{name} is {candidate['conditions'][name]}, was {current['conditions'].get(name)}"
        for name in concerned
        if candidate["conditions"][name] != current["conditions"].get(name)
    ]
    return found + [
        f"the current weights have no {name}"
        for name in tolerances
        if not _known(current["metrics"].get(name))
    ]


def _known(value: float | None) -> bool:
    return isinstance(value, (int, float)) and math.isfinite(value)
