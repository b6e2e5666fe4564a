"""Paths and arguments of every task, from the parameters and the logical date alone."""
from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from spark_ddpm_pipeline.pointer import quoted

# Overrides that make another dataset of the same images.
OF_DATASET = ("data.", "prepare.", "network.image-size", "network.channels")


def run_key(date: datetime) -> str:
    """Names what a run writes: the same for every retry and re-run of a date; they sort by time."""
    return date.astimezone(timezone.utc).strftime("%Y%m%dT%H%M%SZ")


def dataset_settings(values: dict[str, Any]) -> list[str]:
    """What besides the images decides on the dataset."""
    return [values["config"]] + [each for each in values["overrides"] if each.startswith(OF_DATASET)]


def retraining(
    values: dict[str, Any], key: str, dataset: str, parent: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Arguments of the verbs of a retraining, and where its files are.

    The parent is the pointer to the weights that training begins with; empty or None for random ones.
    """
    root = values["root"].rstrip("/")
    run = f"{root}/retrainings/{key}/run"
    on_run = [f"data.prepared={root}/datasets/{dataset}", f"output={run}"]
    compares_images = "frechet" in values["tolerances"]
    chosen = ["sampling.checkpoint=best"] if values["checkpoint"] == "best" else []
    judging = [f"evaluate.dataset={values['reference']}"] if values["reference"] else []
    if not compares_images:
        judging.append('evaluate.features.model=""')
    return submission(values) | {
        "key": key,
        "run": run,
        "verdict": f"{root}/retrainings/{key}/verdict.json",
        "pointer": pointer_path(values),
        "prepare": verb(values, "prepare", f"data.source-images={values['source']}", on_run[0]),
        "train": verb(values, "train", *on_run, *beginning(parent)),
        "draw": verb(values, "sample", on_run[1], f"sampling.images={values['judge_images']}", *chosen)
        if compares_images
        else [],
        "evaluate": verb(values, "evaluate", *on_run, *chosen, *judging),
    }


def beginning(parent: dict[str, Any] | None) -> list[str]:
    """Arguments that begin training with the weights of a pointer."""
    if not parent:
        return []
    if parent.get("average", "ema") != "ema":
        raise ValueError(
            f"start = promoted begins with the average ema, but promoted.json names {parent['average']}:"
            " set start = random"
        )
    return [quoted("training.start-from", f"{parent['run']}/checkpoints/step-{parent['checkpoint']:09}")]


def sampling(values: dict[str, Any], key: str, pointer: dict[str, Any]) -> list[str]:
    """Arguments that draw images with promoted weights into a folder of the run's own."""
    folder = (values["samples"] or f"{values['root'].rstrip('/')}/samples").rstrip("/")
    return verb(
        values,
        "sample",
        quoted("output", pointer["run"]),
        f"sampling.checkpoint={pointer['checkpoint']}",
        f"sampling.average={pointer.get('average', 'ema')}",
        f"sampling.images={values['images']}",
        f"sampling.format={values['format']}",
        f"sampling.output={folder}/{key}",
    )


def submission(values: dict[str, Any]) -> dict[str, Any]:
    """What is the same for all verbs."""
    return {name: values[name] for name in ("application", "spark_conf", "environment")}


def pointer_path(values: dict[str, Any]) -> str:
    """The file that tells which weights are the promoted ones."""
    return f"{values['root'].rstrip('/')}/promoted.json"


def verb(values: dict[str, Any], name: str, *settings: str) -> list[str]:
    """The job's command line: what the DAG decides goes after, and so before, the overrides."""
    return [name, "--config", values["config"], *values["overrides"], *settings]
