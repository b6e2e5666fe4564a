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
