"""Files of the bucket that say what they should not. No Spark."""
import json
import re

import pytest
from spark_ddpm_pipeline import plans, pointer, storage

ROOT = "s3a://bucket/model"
KEY = "20260104T020000Z"
GOOD = {
    "run": f"{ROOT}/retrainings/{KEY}/run",
    "key": KEY,
    "checkpoint": 500,
    "weights-sha256": "0123456789abcdef" * 4,
    "metrics": {"bits-per-dim": 2.0, "frechet": None},
}
VALUES = {"root": ROOT, "samples": "", "images": 1, "format": "png", "config": "x.conf", "overrides": []}


def test_a_good_pointer_is_followed():
    arguments = plans.sampling(VALUES, "k", pointer.checked(GOOD, "promoted.json", ROOT + "/"))
    assert f'output="{GOOD["run"]}"' in arguments
    assert "sampling.checkpoint=500" in arguments
    assert "sampling.average=ema" in arguments


def test_another_average_is_drawn_with():
    named = pointer.checked(GOOD | {"average": "ema-0.999"}, "promoted.json", ROOT)
    assert "sampling.average=ema-0.999" in plans.sampling(VALUES, "k", named)


@pytest.mark.parametrize(
    "run",
    [
        "${AWS_SECRET_ACCESS_KEY}",
        "${?HOME}",
        f"{ROOT}/retrainings/{KEY}/run${{AWS_SECRET_ACCESS_KEY}}",
        f"{ROOT}/retrainings/../../other/run",
        f"{ROOT}/retrainings/{KEY}/run/../../../..",
        f"{ROOT}/retrainings/{KEY}/run\ninclude file(\"/etc/passwd\")",
        f'"{ROOT}/retrainings/{KEY}/run"',
        "s3a://another/retrainings/20260104T020000Z/run",
        "s3a://key:secret@bucket/model",
        "http://169.254.169.254/latest",
        "/etc",
        "--master=local",
        "",
        None,
        7,
        ["s3a://bucket"],
    ],
)
def test_a_run_that_is_none_of_the_root_is_refused(run):
    with pytest.raises(ValueError, match="promoted.json has the run .* expected .*retrainings"):
        pointer.checked(GOOD | {"run": run}, "promoted.json", ROOT)


@pytest.mark.parametrize(
    "name, value",
    [
        ("key", "../../other"),
        ("key", "20260104T020000Z/../x"),
        ("key", "20260104T020000Z\n"),
        ("key", None),
        ("checkpoint", "500"),
        ("checkpoint", "1\noutput=${AWS_SECRET_ACCESS_KEY}"),
        ("checkpoint", -1),
        ("checkpoint", True),
        ("checkpoint", 1e3),
        ("checkpoint", 10**30),
        ("average", "${HOME}"),
        ("average", "ema-0.999\noutput=x"),
        ("average", None),
        ("weights-sha256", "${HOME}"),
        ("weights-sha256", None),
    ],
)
def test_any_other_value_that_is_not_what_was_promised_is_refused(name, value):
    with pytest.raises(ValueError, match=f"promoted.json has the {name} .*restore the file"):
        pointer.checked(GOOD | {name: value}, "promoted.json", ROOT)


@pytest.mark.parametrize("missing", ["run", "key", "checkpoint", "weights-sha256"])
def test_a_pointer_without_a_value_is_refused(missing):
    with pytest.raises(ValueError, match=f"has the {missing} null"):
        pointer.checked({name: GOOD[name] for name in GOOD if name != missing}, "promoted.json", ROOT)


@pytest.mark.parametrize("fingerprint", ["../../other", "${HOME}", "0123456789abcdeg", 7, None])
def test_the_name_of_a_dataset_is_checked(fingerprint):
    with pytest.raises(ValueError, match="fingerprint"):
        pointer.fingerprint({"fingerprint": fingerprint}, "dataset.json")


def test_a_text_in_quotes_is_one_text_to_a_parser_of_json():
    argument = pointer.quoted("output", 'a"${X}\n\\b')
    assert "\n" not in argument
    assert json.loads(argument.split("=", 1)[1]) == 'a"${X}\n\\b'


@pytest.mark.parametrize("content", ["[]", "null", "7", "\"x\"", "", "{", "[" * 100_000, "\x00"])
def test_a_file_that_holds_no_object_is_named(tmp_path, content):
    file = tmp_path / "promoted.json"
    file.write_text(content)
    with pytest.raises(ValueError, match=f"Damaged {re.escape(str(file))}: .*move or delete it"):
        storage.read_json(str(file))


def test_an_endless_file_is_not_read(tmp_path):
    file = tmp_path / "promoted.json"
    with file.open("wb") as out:
        out.truncate(1 << 30)
    with pytest.raises(ValueError, match="more than 64 MiB"):
        storage.read_json(str(file))


def test_a_file_that_is_not_there_is_none(tmp_path):
    assert storage.read_json(str(tmp_path / "promoted.json")) is None
