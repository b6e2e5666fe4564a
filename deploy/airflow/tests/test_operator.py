"""The operator with a spark-submit that only ends with an exit code."""
import json
import os
import signal
import threading
import time

import pytest
from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowSkipException
from spark_ddpm_pipeline.operator import SparkDdpmOperator


@pytest.fixture
def submit(tmp_path, monkeypatch):
    def run(exit_code, arguments=("train",)):
        binary = tmp_path / "spark-submit"
        binary.write_text(f"#!/bin/sh\necho \"$@\" >>'{tmp_path}/calls'\nexit {exit_code}\n")
        binary.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
        connection = {"conn_type": "spark", "host": "local[2]"}
        monkeypatch.setenv("AIRFLOW_CONN_SPARK_DEFAULT", json.dumps(connection))
        SparkDdpmOperator(task_id="train", application="a.jar", application_args=list(arguments)).execute({})

    run.calls = lambda: (tmp_path / "calls").read_text().splitlines()
    return run


def test_success_is_one_submission_of_the_job(submit):
    submit(0)
    (call,) = submit.calls()
    assert call.endswith("--class io.github.sparkddpm.jobs.Main a.jar train")


@pytest.mark.parametrize("exit_code", [2, 3, 4, 5, 8])
def test_what_repetition_does_not_mend_fails_without_another_try(submit, exit_code):
    with pytest.raises(AirflowFailException, match=f"Exit code {exit_code}"):
        submit(exit_code)


@pytest.mark.parametrize("exit_code", [1, 6, 7, 9, 137])
def test_other_failures_are_left_to_the_retries(submit, exit_code):
    with pytest.raises(AirflowException) as failure:
        submit(exit_code)
    assert not isinstance(failure.value, AirflowFailException)


def test_without_arguments_nothing_is_submitted(submit, tmp_path):
    with pytest.raises(AirflowSkipException):
        submit(0, arguments=())
    assert not (tmp_path / "calls").exists()


def test_a_driver_that_is_stopped_has_time_for_its_checkpoint(tmp_path, monkeypatch):
    binary = tmp_path / "spark-submit"
    binary.write_text(
        f"""#!/bin/sh
trap "sleep 1; echo checkpoint >'{tmp_path}/saved'; exit 9" TERM
ps -o pgid= -p $$ >'{tmp_path}/group'
while :; do sleep 0.1; done
"""
    )
    binary.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setenv("AIRFLOW_CONN_SPARK_DEFAULT", json.dumps({"conn_type": "spark", "host": "local[2]"}))
    operator = SparkDdpmOperator(task_id="train", application="a.jar", application_args=["train"])

    def stop():
        while not (tmp_path / "group").exists() or not (tmp_path / "group").read_text():
            time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGTERM)

    before = signal.signal(signal.SIGTERM, lambda *_: operator.on_kill())
    try:
        threading.Thread(target=stop, daemon=True).start()
        with pytest.raises(AirflowException, match="Error code is: 9"):
            operator.execute({})
    finally:
        signal.signal(signal.SIGTERM, before)
    assert (tmp_path / "saved").read_text() == "checkpoint\n"
    assert int((tmp_path / "group").read_text()) != os.getpgid(0)
