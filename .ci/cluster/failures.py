"""The parts of check-kubernetes that cannot work: one clear line each, and a documented exit code."""
from __future__ import annotations

import json

import store
from runs import WORKERS, Scene, by_name
from submissions import NAMESPACE, ROOT, Driver

# Executors that never come are waited for no longer than this.
SOON = "training.timeout=20"
HUGE = {"spark.executor.memory": "900g"}


def one_error(driver: Driver, status: int, *words: str) -> None:
    """That a driver ends with that code and one line, which has the words."""
    said = driver.ends(status)
    errors = [line for line in said.splitlines() if line.startswith("error: ")]
    if len(errors) != 1 or not all(word in errors[0] for word in words):
        raise SystemExit(f"error: {driver.name}: expected one line with {words}, found {errors}:\n{said[-6000:]}")
    print(f"  {errors[0]}", flush=True)


def never(scene: Scene, run: str = "never", **conf: str) -> Driver:
    """A training of two workers that cannot begin."""
    return scene.verb("train", f"output=s3a://{store.BUCKET}/{run}", "training.steps=5", *WORKERS, SOON, **conf)


def least_rights(scene: Scene) -> None:
    """Kubernetes refuses the driver's account what rbac.yaml does not give it, and gives the rest."""
    account = f"--as=system:serviceaccount:{NAMESPACE}:spark-ddpm"
    kubectl = scene.cluster.kubectl
    for words in ("get secrets", "create service clusterip s --tcp=80", "delete rolebinding spark-ddpm", "get pods -n default"):
        said = kubectl("-n", NAMESPACE, *words.split(), account, check=False)
        assert "Forbidden" in said or "forbidden" in said, f"{words}: {said}"
    kubectl("-n", NAMESPACE, "get", "pods", account)
    executor = f"--as=system:serviceaccount:{NAMESPACE}:spark-ddpm-executor"
    assert "forbidden" in kubectl("-n", NAMESPACE, "get", "pods", executor, check=False)


def no_rights(scene: Scene) -> None:
    """Rbac.yaml was not applied."""
    scene.cluster.kubectl("-n", NAMESPACE, "delete", "rolebinding", "spark-ddpm")
    try:
        one_error(never(scene), 2, "rbac.yaml", "forbidden")
    finally:
        scene.cluster.kubectl("-n", NAMESPACE, "apply", "-f", str(ROOT / "deploy/kubernetes/rbac.yaml"))


def quota(scene: Scene) -> None:
    """The namespace may have one pod, and the driver is that."""
    limit = {"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "one"}, "spec": {"hard": {"pods": "1"}}}
    scene.cluster.kubectl("-n", NAMESPACE, "apply", "-f", "-", given=json.dumps(limit))
    try:
        driver = never(scene)
        one_error(driver, 1, "no room", "kubectl")
        assert "exceeded quota" in driver.said(), driver.said()[-6000:]
    finally:
        scene.cluster.kubectl("-n", NAMESPACE, "delete", "resourcequota", "one")


def no_executors(scene: Scene) -> None:
    """Executors' image is not there, and no node has their memory."""
    nowhere = {"spark.kubernetes.executor.container.image": "registry.example/spark-ddpm:9.9.9"}
    for driver in [never(scene, "no-image", **nowhere), never(scene, "no-memory", **HUGE)]:
        one_error(driver, 1, "no room", f"kubectl -n {NAMESPACE} describe pods")


def no_executors_to_prepare(scene: Scene) -> None:
    """Nor has one for a verb that does not train."""
    driver = scene.verb("prepare", f"data.prepared=s3a://{store.BUCKET}/never", SOON, **HUGE)
    one_error(driver, 1, "no room", f"kubectl -n {NAMESPACE} describe pods")


def no_store(scene: Scene) -> None:
    """Nothing answers at the endpoint of S3."""
    elsewhere = f"s3.endpoint={store.URL.replace('15000', '15001')}"
    one_error(scene.verb("prepare", elsewhere, "s3.retries=1"), 1, "15001")


FAILURES = by_name(least_rights, no_rights, quota, no_executors, no_store)
# Only when they are asked for, as those of runs.py.
FAILURES_ON_REQUEST = by_name(no_executors_to_prepare)
