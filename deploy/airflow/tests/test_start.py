"""The choice of the weights to begin with, on a local path. No Spark."""
import json

import pytest
from spark_ddpm_pipeline import plans, start, storage

FIRST, SECOND = "20260104T020000Z", "20260111T020000Z"


@pytest.fixture
def values(tmp_path):
    return {"root": str(tmp_path), "start": "promoted", "config": "x.conf", "overrides": [], "reference": ""} | {
        "source": "s", "tolerances": {"bits-per-dim": 0.01}, "judge_images": 1, "checkpoint": "newest",
        "application": "a.jar", "spark_conf": {}, "environment": {},
    }


def promote(values, key, checkpoint=500):
    run = f"{values['root']}/retrainings/{key}/run"
    storage.write_json(
        plans.pointer_path(values), {"run": run, "key": key, "checkpoint": checkpoint, "weights-sha256": "a" * 64}
    )


def train(values, key):
    return plans.retraining(values, key, "d", start.parent(values, key))["train"]


def test_training_begins_with_the_promoted_checkpoint(values):
    promote(values, FIRST)
    expected = f"{values['root']}/retrainings/{FIRST}/run/checkpoints/step-000000500"
    assert f"training.start-from={json.dumps(expected)}" in train(values, SECOND)


def test_a_re_run_begins_with_the_same_weights_whatever_was_promoted_since(values):
    promote(values, FIRST)
    before = train(values, SECOND)
    promote(values, SECOND)
    assert train(values, SECOND) == before


def test_nothing_promoted_or_asked_for_is_a_random_start_that_stays_one(values):
    first = train(values, FIRST)
    promote(values, FIRST)
    random = train(values | {"start": "random"}, SECOND)
    assert not [each for each in first + random if "start-from" in each]
    assert train(values, FIRST) == first
    assert train(values, SECOND) == random


def test_a_promoted_run_of_another_root_is_refused(values):
    storage.write_json(
        plans.pointer_path(values), {"run": "/etc", "key": FIRST, "checkpoint": 1, "weights-sha256": "a" * 64}
    )
    with pytest.raises(ValueError, match="promoted.json has the run"):
        start.parent(values, SECOND)


def test_another_average_than_training_begins_with_is_refused(values):
    with pytest.raises(ValueError, match="start = promoted begins with the average ema, but .* names ema-0.999"):
        plans.beginning({"run": "/r", "checkpoint": 5, "average": "ema-0.999"})
