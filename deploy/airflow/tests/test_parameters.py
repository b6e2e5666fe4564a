import json

import pytest
from airflow.sdk.exceptions import ParamValidationError
from spark_ddpm_pipeline import parameters


@pytest.fixture
def variable(monkeypatch):
    return lambda **site: monkeypatch.setenv("AIRFLOW_VAR_SPARK_DDPM", json.dumps(site))


def test_the_variable_goes_before_the_defaults_and_the_run_before_the_variable(variable):
    variable(images=50, root="s3a://other/model", source="s3a://other/pictures")
    values = parameters.values(parameters.common(), {"images": 7})
    assert (values["images"], values["root"], values["format"]) == (7, "s3a://other/model", "png")


def test_a_value_of_another_type_is_refused_wherever_it_comes_from(variable):
    variable(images="many")
    with pytest.raises(ParamValidationError, match="images|many"):
        parameters.values(parameters.common(), {})


def test_unknown_keys_are_named(variable):
    variable(tolerance={})
    with pytest.raises(ValueError, match="Variable spark_ddpm has unknown keys: tolerance"):
        parameters.values(parameters.common(), {})
    variable()
    with pytest.raises(ValueError, match="configuration has unknown keys: tolerances"):
        parameters.values(parameters.common(), {"tolerances": {}})


def test_what_decides_on_the_code_that_runs_is_of_the_variable_alone(variable):
    variable(application="/opt/ours.jar", environment={"A": "b"})
    assert parameters.values(parameters.common(), {})["application"] == "/opt/ours.jar"
    for reserved in ("application", "config", "environment"):
        with pytest.raises(ValueError, match=f"sets {reserved}, .* only the Variable spark_ddpm may"):
            parameters.values(parameters.of_retraining(), {reserved: "/tmp/theirs"})


@pytest.mark.parametrize(
    "given",
    [
        {"spark_conf": {"spark.driver.extraJavaOptions": "-javaagent:/tmp/theirs.jar"}},
        {"spark_conf": {"spark.jars.packages": "theirs:theirs:1"}},
        {"spark_conf": {"spark.executor.memory": "4g --class Theirs"}},
        {"spark_conf": {"spark.executor.memory\nspark.jars": "4g"}},
        {"overrides": ["--config=/tmp/theirs.conf"]},
        {"overrides": ["mlflow.tracking-uri=https://theirs.example"]},
        {"overrides": ["s3.endpoint=https://theirs.example"]},
        {"overrides": ["evaluate.features.model=/tmp/theirs.onnx"]},
        {"overrides": ["sampling.output=/home/airflow/dags"]},
        {"overrides": ["sampling.weights=/home/theirs"]},
        {"overrides": ["training.start-from=/home/theirs"]},
        {"overrides": ["export.output=/home/airflow/dags"]},
        {"start": "/home/theirs"},
        {"overrides": ["training.steps=${AWS_SECRET_ACCESS_KEY}"]},
        {"overrides": ["training.steps=1\ninclude url(x)"]},
        {"overrides": ['training.steps="1"']},
        {"root": "s3a://bucket/${AWS_SECRET_ACCESS_KEY}"},
        {"root": "s3a://bucket/{{ var.value.secret }}"},
        {"root": "/data/../home/airflow/dags"},
        {"root": "/data/.."},
        {"root": "--conf"},
        {"root": "relative"},
        {"samples": "/data\n"},
        {"samples": "/data\u2028x"},
        {"source": "/data\x1b[2J"},
        {"reference": '/data"'},
    ],
)
def test_a_trigger_cannot_smuggle_in_code_options_or_secrets(variable, given):
    variable()
    with pytest.raises(ParamValidationError):
        parameters.values(parameters.of_retraining(), given)


def test_a_trigger_may_set_the_method_and_the_sizes(variable):
    variable(spark_conf={"spark.authenticate": "true", "spark.executor.memory": "2g"}, overrides=["training.steps=5"])
    values = parameters.values(
        parameters.of_retraining(),
        {
            "spark_conf": {"spark.executor.memory": "8g"},
            "overrides": ["training.steps=7", "network.multipliers=[1, 2]", "training.learning-rate=1e-4", "seed=3"],
            "source": "s3a://bucket/Bilder für #1 [neu]/a.b..c",
            "samples": "",
        },
    )
    # What protects the cluster stays, and the later of two overrides wins.
    assert values["spark_conf"] == {"spark.authenticate": "true", "spark.executor.memory": "8g"}
    assert values["overrides"][:2] == ["training.steps=5", "training.steps=7"]


def test_the_variable_may_set_any_property_and_override(variable):
    variable(spark_conf={"spark.jars": "/opt/a.jar", "spark.ui.enabled": False}, overrides=["mlflow.tracking-uri=x"])
    values = parameters.values(parameters.common(), {})
    assert values["overrides"] == ["mlflow.tracking-uri=x"]
    assert values["spark_conf"]["spark.jars"] == "/opt/a.jar"
