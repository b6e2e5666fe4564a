"""The parameters of the DAGs, and where their values come from."""
from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

from airflow.sdk import Param, ParamsDict, Variable

# The deployment's, read where the scheduler and the workers run. Empty: only when triggered.
SCHEDULE = os.environ.get("SPARK_DDPM_SCHEDULE", "0 2 * * 0") or None
DEFAULT_ARGS = {
    "retries": 3,
    # A driver that was killed on another machine holds its run for 60 s.
    "retry_delay": timedelta(seconds=int(os.environ.get("SPARK_DDPM_RETRY_SECONDS", "90"))),
    "pool": os.environ.get("SPARK_DDPM_POOL", "spark_ddpm"),
}

TEXT = {"type": "string", "minLength": 1}
COUNT = {"type": "integer", "minimum": 1}


def common() -> dict[str, Param]:
    """Those of both DAGs."""
    return {
        "application": Param("/opt/spark-ddpm/spark-ddpm.jar", description="The job's jar.", **TEXT),
        "config": Param(
            "/opt/spark-ddpm/conf/folder64.conf", description="The preset, where the driver runs.", **TEXT
        ),
        "root": Param(
            "s3a://bucket/model", description="Folder of the datasets, the runs and promoted.json.", **TEXT
        ),
        "samples": Param("", type="string", description="Folder of the images; root/samples if empty."),
        "images": Param(1000, description="Images to draw.", **COUNT),
        "format": Param("png", enum=["png", "parquet", "npz"], description="Of the images."),
        "overrides": Param(
            [], type="array", items={"type": "string", "pattern": "^[^=]+="}, description="key=value of the job."
        ),
        "spark_conf": Param({}, type="object", description="Spark's properties, such as spark.driver.memory."),
        "environment": Param({}, type="object", description="Of spark-submit. Not for credentials."),
    }


def of_retraining() -> dict[str, Param]:
    """Those of spark_ddpm_retrain."""
    return common() | {
        "source": Param("s3a://bucket/pictures", description="Raw images: data.source-images.", **TEXT),
        "reference": Param(
            "", type="string", description="Images to judge by: evaluate.dataset. Empty: those held out."
        ),
        "judge_images": Param(1000, description="Images drawn for the Frechet distance.", **COUNT),
        "tolerances": Param(
            {"bits-per-dim": 0.01},
            type="object",
            description="Share by which each metric (bits-per-dim, frechet) may be worse.",
        ),
        "when_not_comparable": Param("refuse", enum=["refuse", "promote"], description="See deploy/airflow/README.md."),
    }


def values(declared: dict[str, Param], given: dict[str, Any] | None) -> dict[str, Any]:
    """The defaults, over them the Variable spark_ddpm, over it what this run was given; checked."""
    site = Variable.get("spark_ddpm", default={}, deserialize_json=True)
    _refuse_unknown("The Variable spark_ddpm", site, of_retraining())
    _refuse_unknown("The run's configuration", given or {}, declared)
    params = ParamsDict(dict(declared))
    # The Variable is of both DAGs.
    params.update({key: value for key, value in site.items() if key in declared})
    params.update(given or {})
    return params.validate()


def _refuse_unknown(what: str, given: dict[str, Any], declared: dict[str, Param]) -> None:
    unknown = sorted(set(given) - set(declared))
    if unknown:
        raise ValueError(f"{what} has unknown keys: {', '.join(unknown)}; known are {', '.join(declared)}")
