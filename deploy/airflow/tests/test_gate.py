import math
import re

import pytest
from spark_ddpm_pipeline import gate


def evaluation(bits=2.0, frechet=80.0, reference="1000 images of a", weights="new"):
    return {
        "checkpoint": 100,
        "weights-sha256": weights,
        "reference": reference,
        "bound": {"timesteps": 1000, "timesteps-per-image": 50, "bits-per-dim": bits},
        "features": {
            "model-sha256": "abc",
            "distances": [
                {"of": "generated images", "images": 64, "frechet": frechet},
                {"of": "noise", "images": 64, "frechet": 2000.0},
            ],
        },
    }


def decided(new, old, tolerances, when_not_comparable="refuse"):
    return gate.decide(
        gate.summary(new), None if old is None else gate.summary(old), tolerances, when_not_comparable
    )


def renamed(value):
    """The same in format version 2, whose names are in camel case."""
    if isinstance(value, list):
        return [renamed(element) for element in value]
    if isinstance(value, dict):
        return {re.sub("-(.)", lambda dash: dash[1].upper(), key): renamed(of) for key, of in value.items()}
    return value


def test_both_formats_say_the_same():
    assert gate.summary({"formatVersion": 2, **renamed(evaluation())}) == gate.summary(evaluation())


BITS = {"bits-per-dim": 0.01}
BOTH = {"bits-per-dim": 0.01, "frechet": 0.05}


def test_first_weights_are_promoted():
    assert decided(evaluation(), None, BOTH).promote


def test_better_weights_are_promoted():
    assert decided(evaluation(bits=1.9, frechet=70), evaluation(), BOTH).promote


def test_weights_worse_by_less_than_the_tolerance_are_promoted():
    assert decided(evaluation(bits=2.019, frechet=83.9), evaluation(), BOTH).promote


@pytest.mark.parametrize("worse", [{"bits": 2.021}, {"frechet": 84.1}, {"bits": 1.5, "frechet": 84.1}])
def test_weights_worse_in_one_metric_are_refused_and_the_reason_names_it(worse):
    verdict = decided(evaluation(**worse), evaluation(), BOTH)
    assert not verdict.promote
    assert " worse" in verdict.reason.replace("no worse", "")


def test_without_tolerance_an_equal_model_is_promoted_and_a_slightly_worse_one_refused():
    assert decided(evaluation(), evaluation(), {"bits-per-dim": 0}).promote
    assert not decided(evaluation(bits=2.0001), evaluation(), {"bits-per-dim": 0}).promote


def test_a_metric_that_is_not_configured_does_not_count():
    assert decided(evaluation(frechet=500), evaluation(), BITS).promote


@pytest.mark.parametrize("unknown", [None, math.nan, math.inf])
def test_unknown_metrics_are_refused_even_of_the_first_weights(unknown):
    assert not decided(evaluation(bits=unknown), None, BITS).promote


def test_other_reference_images_cannot_be_compared_unless_configured():
    old = evaluation(bits=3, reference="1000 images of b")
    assert not decided(evaluation(), old, BITS).promote
    assert "reference" in decided(evaluation(), old, BITS).reason
    assert decided(evaluation(), old, BITS, "promote").promote


def test_a_current_model_without_the_metric_cannot_be_compared():
    old = evaluation()
    del old["features"]
    assert not decided(evaluation(), old, BOTH).promote
    assert decided(evaluation(), old, BITS).promote


@pytest.mark.parametrize("wrong", [{}, {"loss": 0.1}, {"frechet": -0.1}, {"frechet": None}])
def test_wrong_tolerances_are_named(wrong):
    with pytest.raises(ValueError, match="tolerances"):
        decided(evaluation(), evaluation(), wrong)
