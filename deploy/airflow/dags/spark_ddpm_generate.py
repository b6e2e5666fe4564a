"""Draws images in bulk with the promoted weights, and nothing else."""
from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from airflow.sdk import dag, get_current_context, task

from spark_ddpm_pipeline import parameters, plans, pointer
from spark_ddpm_pipeline.operator import SparkDdpmOperator


@task(multiple_outputs=True)
def choose() -> dict[str, Any]:
    """Reads promoted.json. The choice is kept: a re-run goes on with its weights, not with newer ones."""
    from spark_ddpm_pipeline import storage

    run = get_current_context()["dag_run"]
    values = parameters.values(parameters.common(), run.conf)
    key = f"generate-{plans.run_key(run.logical_date or run.run_after)}"
    kept = f"{values['root'].rstrip('/')}/generations/{key}.json"
    chosen = storage.read_json(kept)
    if chosen is None:
        promoted = plans.pointer_path(values)
        found = storage.read_json(promoted)
        if found is None:
            raise FileNotFoundError(f"No {promoted}: spark_ddpm_retrain must promote first")
        chosen = pointer.checked(found, promoted, values["root"])
        storage.write_json(kept, chosen)
    pointer.checked(chosen, kept, values["root"])
    return plans.submission(values) | {"pointer": chosen, "sample": plans.sampling(values, key, chosen)}


@dag(
    dag_id="spark_ddpm_generate",
    description=__doc__,
    schedule=None,
    start_date=datetime(2026, 1, 1, tzinfo=timezone.utc),
    catchup=False,
    max_active_runs=1,
    default_args=parameters.DEFAULT_ARGS,
    params=parameters.common(),
    tags=["spark-ddpm"],
)
def generate() -> None:
    chosen = choose()
    SparkDdpmOperator(
        task_id="sample",
        name="spark-ddpm-sample",
        application=chosen["application"],
        application_args=chosen["sample"],
        conf=chosen["spark_conf"],
        env_vars=chosen["environment"],
    )


generate()
