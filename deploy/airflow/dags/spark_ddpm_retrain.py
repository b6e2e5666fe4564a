"""Retrains a model on a schedule: prepare, train, evaluate, promote if no worse, draw images."""
from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from airflow.sdk import TriggerRule, dag, get_current_context, task

from spark_ddpm_pipeline import parameters, plans, pointer
from spark_ddpm_pipeline.operator import SparkDdpmOperator


@task(multiple_outputs=True)
def plan() -> dict[str, Any]:
    """Decides paths and arguments. Dataset and first weights are kept, so that a re-run has the same."""
    from spark_ddpm_pipeline import gate, start, storage

    context = get_current_context()
    run = context["dag_run"]
    values = parameters.values(parameters.of_retraining(), run.conf)
    gate.check_tolerances(values["tolerances"])
    key = plans.run_key(run.logical_date or run.run_after)
    kept = f"{values['root'].rstrip('/')}/retrainings/{key}/dataset.json"
    dataset = storage.read_json(kept)
    if dataset is None:
        found = storage.fingerprint(values["source"], plans.dataset_settings(values))
        dataset = {"fingerprint": found, "source": values["source"]}
        storage.write_json(kept, dataset)
    name = pointer.fingerprint(dataset, kept)
    return {"values": values} | plans.retraining(values, key, name, start.parent(values, key))


@task(multiple_outputs=True)
def promote(planned: dict[str, Any]) -> dict[str, Any]:
    """Points promoted.json at the new weights if the gate lets them pass; else is skipped."""
    from spark_ddpm_pipeline import promotion

    promoted = promotion.promote(planned)
    return {"pointer": promoted, "sample": plans.sampling(planned["values"], planned["key"], promoted)}


@dag(
    dag_id="spark_ddpm_retrain",
    description=__doc__,
    schedule=parameters.SCHEDULE,
    start_date=datetime(2026, 1, 1, tzinfo=timezone.utc),
    catchup=False,
    max_active_runs=1,
    default_args=parameters.DEFAULT_ARGS,
    params=parameters.of_retraining(),
    tags=["spark-ddpm"],
)
def retrain() -> None:
    planned = plan()

    def submit(task_id: str, arguments: Any, **kwargs: Any) -> SparkDdpmOperator:
        return SparkDdpmOperator(
            task_id=task_id,
            name=f"spark-ddpm-{task_id}",
            application=planned["application"],
            application_args=arguments,
            conf=planned["spark_conf"],
            env_vars=planned["environment"],
            **kwargs,
        )

    prepared = submit("prepare", planned["prepare"])
    trained = submit("train", planned["train"])
    drawn = submit("draw", planned["draw"])
    evaluated = submit("evaluate", planned["evaluate"], trigger_rule=TriggerRule.NONE_FAILED)
    promoted = promote(planned)
    prepared >> trained >> drawn >> evaluated >> promoted >> submit("sample", promoted["sample"])


retrain()
