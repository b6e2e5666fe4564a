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

# What a path or a value holds cannot leave its place: no substitution from the environment ($), no quotation of the
# job's configuration (" and \\), no template of Airflow's ({), no further line.
PLAIN = r"[^\x00-\x1f\x7f-\x9f\u2028\u2029$\"\\\{\}]"
# Absolute, on the disk or a store, and without a step up.
PATH = rf"(?!.*/\.\.(/|$))(/|[a-z][a-z0-9+.-]*://){PLAIN}+"
# What a trigger may override of a run: the numbers of its method, not where it sends what, nor what it loads.
OVERRIDE = (
    r"(?!evaluate\.features\.model|evaluate\.dataset|sampling\.weights|training\.start-from"
    r"|[a-z.-]*(output|source|prepared))"
    rf"(seed|(data|prepare|network|diffusion|training|sampling|evaluate|engine)\.[a-z0-9.-]+)={PLAIN}*"
)
SIZES = (
    r"spark\.((driver|executor)\.(memory|memoryOverhead|cores)|executor\.instances|task\.cpus"
    r"|dynamicAllocation\.(min|max|initial)Executors)"
)
SIZE = r"[1-9][0-9]*[kmgt]?"
COUNT = {"type": "integer", "minimum": 1}


def whole(pattern: str) -> str:
    """The pattern for all of a string; $ alone would let a further line pass."""
    return rf"^(?:{pattern})(?![\s\S])"


def text(default: str, description: str, pattern: str) -> Param:
    """A string that is matched by the pattern."""
    return Param(default, description=description, type="string", pattern=whole(pattern))


def common() -> dict[str, Param]:
    """Those of both DAGs that a trigger may set. None of them says which code runs."""
    return {
        "root": text("s3a://bucket/model", "Folder of the datasets, the runs and promoted.json.", PATH),
        "samples": text("", "Folder of the images; root/samples if empty.", f"|{PATH}"),
        "images": Param(1000, description="Images to draw.", **COUNT),
        "format": Param("png", enum=["png", "parquet", "npz"], description="Of the images."),
        "overrides": Param(
            [],
            type="array",
            items={"type": "string", "pattern": whole(OVERRIDE)},
            description="key=value of the job, of the method's settings.",
        ),
        "spark_conf": Param(
            {},
            type="object",
            propertyNames={"pattern": whole(SIZES)},
            additionalProperties={"type": "string", "pattern": whole(SIZE)},
            description="Spark's sizes, such as spark.executor.memory, over those of the Variable.",
        ),
    }


def of_retraining() -> dict[str, Param]:
    """Those of spark_ddpm_retrain that a trigger may set."""
    return common() | {
        "source": text("s3a://bucket/pictures", "Raw images: data.source-images.", PATH),
        "reference": text("", "Images to judge by: evaluate.dataset. Empty: those held out.", f"|{PATH}"),
        "judge_images": Param(1000, description="Images drawn for the Frechet distance.", **COUNT),
        "tolerances": Param(
            {"bits-per-dim": 0.01},
            type="object",
            description="Share by which each metric (bits-per-dim, frechet) may be worse.",
        ),
        "checkpoint": Param(
            "newest",
            enum=["newest", "best"],
            description="Checkpoint to judge. best: by training.judge-every, or training.validate-every.",
        ),
        "start": Param(
            "random", enum=["random", "promoted"], description="Weights that training begins with."
        ),
        "when_not_comparable": Param("refuse", enum=["refuse", "promote"], description="See deploy/airflow/README.md."),
    }


def of_site() -> dict[str, Param]:
    """Those that the Variable alone may set, or set freely: they decide which code runs, and with which rights."""
    words = {"type": "object", "additionalProperties": {"type": ["string", "number", "boolean"]}}
    return {
        "application": text("/opt/spark-ddpm/spark-ddpm.jar", "The job's jar.", PATH),
        "config": text("/opt/spark-ddpm/conf/folder64.conf", "The preset, where the driver runs.", PATH),
        "overrides": Param(
            [], type="array", items={"type": "string", "pattern": "^[a-z][^=]*="}, description="key=value of the job."
        ),
        "spark_conf": Param({}, description="Spark's properties, such as spark.driver.memory.", **words),
        "environment": Param({}, description="Of spark-submit. Not for credentials.", **words),
    }


def values(declared: dict[str, Param], given: dict[str, Any] | None) -> dict[str, Any]:
    """The defaults, over them the Variable spark_ddpm, over it what this run was given; checked."""
    site = Variable.get("spark_ddpm", default={}, deserialize_json=True)
    given = given or {}
    reserved = sorted(set(given) & (set(of_site()) - set(declared)))
    if reserved:
        raise ValueError(
            f"The run's configuration sets {', '.join(reserved)}, which decide on the code that runs:"
            " only the Variable spark_ddpm may set them"
        )
    _refuse_unknown("The Variable spark_ddpm", site, of_retraining() | of_site())
    _refuse_unknown("The run's configuration", given, declared)
    # The Variable is of both DAGs.
    known = declared | of_site()
    checked = _checked(known, {key: value for key, value in site.items() if key in known})
    return checked | _over(checked, _checked({key: declared[key] for key in given}, given))


def _over(site: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """What a run was given, which adds to the site's properties and overrides, and replaces the rest."""
    added = {}
    if "spark_conf" in given:
        added["spark_conf"] = site["spark_conf"] | given["spark_conf"]
    if "overrides" in given:
        added["overrides"] = site["overrides"] + given["overrides"]
    return given | added


def _checked(declared: dict[str, Param], given: dict[str, Any]) -> dict[str, Any]:
    params = ParamsDict(dict(declared))
    params.update(given)
    return params.validate()


def _refuse_unknown(what: str, given: dict[str, Any], declared: dict[str, Param]) -> None:
    unknown = sorted(set(given) - set(declared))
    if unknown:
        raise ValueError(f"{what} has unknown keys: {', '.join(unknown)}; known are {', '.join(declared)}")
