"""The gate with its files, on a local path. No Spark."""
import json

import pytest
from airflow.sdk.exceptions import AirflowSkipException
from spark_ddpm_pipeline import plans, promotion, storage
from test_gate import evaluation, renamed

FIRST, SECOND = "20260104T020000Z", "20260111T020000Z"


def weights(key):
    return key[:8] * 8


@pytest.fixture
def run(tmp_path):
    def promote(key, **measured):
        values = {"root": str(tmp_path), "config": "x.conf", "overrides": [], "reference": "", "source": "s"}
        values |= {"tolerances": {"bits-per-dim": 0.01}, "when_not_comparable": "refuse", "judge_images": 1, "checkpoint": "newest"}
        values |= {"application": "a.jar", "spark_conf": {}, "environment": {}}
        planned = plans.retraining(values, key, "d") | {"values": values}
        judged = {"formatVersion": 2, **renamed(evaluation(weights=weights(key), **measured))}
        storage.write_json(f"{planned['run']}/evaluation/evaluation.json", judged)
        return promotion.promote(planned)

    promote.pointer = lambda: json.loads((tmp_path / "promoted.json").read_text())
    promote.verdict = lambda key: json.loads((tmp_path / f"retrainings/{key}/verdict.json").read_text())
    return promote


def test_a_worse_model_leaves_the_pointer_and_skips_the_rest(run):
    run(FIRST)
    with pytest.raises(AirflowSkipException, match="worse"):
        run(SECOND, bits=2.5)
    assert run.pointer()["key"] == FIRST
    assert run.verdict(SECOND)["promote"] is False


def test_a_better_model_moves_the_pointer(run):
    run(FIRST)
    assert run(SECOND, bits=1.9) == run.pointer()
    assert run.pointer()["weights-sha256"] == weights(SECOND)
    assert run.pointer()["metrics"]["bits-per-dim"] == 1.9


def test_running_a_promoted_date_again_goes_on_with_its_weights_and_moves_nothing(run):
    first = run(FIRST)
    run(SECOND, bits=1.9)
    assert run(FIRST) == first
    assert run.pointer()["key"] == SECOND


def test_an_older_date_that_is_filled_in_later_replaces_no_newer_weights(run):
    run(SECOND)
    with pytest.raises(AirflowSkipException, match="later date"):
        run(FIRST, bits=1.5)
    assert run.pointer()["key"] == SECOND


def test_a_date_keeps_its_dataset_name_until_a_file_changes(tmp_path):
    source = tmp_path / "pictures"
    source.mkdir()
    (source / "a.png").write_bytes(b"a")
    before = storage.fingerprint(str(source), [])
    assert storage.fingerprint(str(source), []) == before
    assert storage.fingerprint(str(source), ["prepare.seed=2"]) != before
    (source / "b.png").write_bytes(b"b")
    assert storage.fingerprint(str(source), []) != before


@pytest.mark.parametrize("checkpoint, expected", [("newest", 0), ("best", 2)])
def test_the_best_checkpoint_is_drawn_with_and_judged_where_asked(checkpoint, expected):
    values = {"root": "/r", "config": "x.conf", "overrides": [], "reference": "", "source": "s", "judge_images": 1}
    values |= {"tolerances": {"frechet": 0.01}, "application": "a.jar", "spark_conf": {}, "environment": {}}
    planned = plans.retraining(values | {"checkpoint": checkpoint}, FIRST, "d")
    verbs = [planned["draw"], planned["evaluate"]]
    assert sum("sampling.checkpoint=best" in verb for verb in verbs) == expected
    assert "sampling.checkpoint=best" not in planned["train"]
