"""The parts of check-kubernetes for the Spark operator: it applies the manifests, starts their drivers, and repeats them.

Asked for alone, because no registry that CI reaches has the operator. KUBERNETES_OPERATOR names a folder of its sources
(2.5.2) with the program beside them: go build -o spark-operator ./cmd/operator
"""
from __future__ import annotations

import contextlib
import json
import os
import pathlib
import time

import store
from control import URL
from network import MACHINE
from processes import Processes, until
from runs import COMMON, WORKERS, Scene, by_name
from submissions import IMAGE, NAMESPACE, ROOT, SMALL, Driver

HOME = "spark-operator"
WEBHOOK = "spark-operator-webhook"
PORT = 9443
GROUP = "sparkoperator.k8s.io"
STEPS = 20


def webhooks(kind: str) -> dict:
    """What the operator's chart registers, for pods (mutated alone) and for its own objects."""
    verb = kind.lower()[:-len("ingWebhookConfiguration")] + "e"
    paths = [(f"/{verb}-{GROUP.replace('.', '-')}-v1beta2-{name}", GROUP, "v1beta2", f"{name}s", ["CREATE", "UPDATE"])
             for name in ("sparkapplication", "scheduledsparkapplication")]
    if verb == "mutate":
        paths.append(("/mutate--v1-pod", "", "v1", "pods", ["CREATE"]))
    ours = {f"{GROUP}/launched-by-spark-operator": "true"}
    return {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": kind,
        "metadata": {"name": WEBHOOK},
        "webhooks": [{
            "name": f"{path[1:]}.{GROUP}",
            "admissionReviewVersions": ["v1"],
            "sideEffects": "None",
            "failurePolicy": "Fail",
            "clientConfig": {"service": {"name": WEBHOOK, "namespace": HOME, "port": PORT, "path": path}},
            "rules": [{"apiGroups": [group], "apiVersions": [version], "resources": [what], "operations": when}],
        } | ({"objectSelector": {"matchLabels": ours}} if what == "pods" else {})
            for path, group, version, what, when in paths],
    }


def webhook_service() -> list[dict]:
    """The operator's namespace, and its webhook's name there; it runs on this machine."""
    port = {"name": "webhook", "port": PORT, "protocol": "TCP"}
    meta = {"name": WEBHOOK, "namespace": HOME}
    return [
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": HOME}},
        {"apiVersion": "v1", "kind": "Service", "metadata": meta, "spec": {"ports": [port]}},
        {
            "apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": "IPv4", "ports": [port],
            "metadata": meta | {"labels": {"kubernetes.io/service-name": WEBHOOK}},
            "endpoints": [{"addresses": [MACHINE], "conditions": {"ready": True}}],
        },
    ]


@contextlib.contextmanager
def operating(scene: Scene):
    """The operator, until the part is over."""
    sources = pathlib.Path(os.environ.get("KUBERNETES_OPERATOR", ""))
    if not (sources / "spark-operator").is_file():
        raise SystemExit("error: KUBERNETES_OPERATOR names no folder of the operator's sources with its program")
    kubectl = scene.cluster.kubectl
    kubectl("apply", "--server-side", "-f", str(sources / "config/crd/bases"))
    kubectl("wait", "--for=condition=Established", "--timeout=60s", "-f", str(sources / "config/crd/bases"))
    until("the operator's kinds", lambda: "scheduledsparkapplications" in kubectl("api-resources", f"--api-group={GROUP}", check=False))
    kubectl("apply", "-f", "-", given=json.dumps({"apiVersion": "v1", "kind": "List", "items": webhook_service()}))
    processes = Processes(scene.submitter.folder)
    host, port = URL.removeprefix("https://").split(":")
    env = {
        "KUBECONFIG": str(scene.cluster.kubeconfig),
        "KUBERNETES_SERVICE_HOST": host,
        "KUBERNETES_SERVICE_PORT": port,
        "SPARK_HOME": str(scene.submitter.spark_home),
    }
    common = ["start", f"--namespaces={NAMESPACE}", "--zap-log-level=info", "--leader-election=false"]
    try:
        processes.start("operator-webhook", [
            sources / "spark-operator", "webhook", *common, f"--webhook-cert-dir={scene.submitter.folder / 'webhook'}",
            f"--webhook-secret-namespace={HOME}", f"--webhook-svc-name={WEBHOOK}", f"--webhook-svc-namespace={HOME}",
            f"--webhook-port={PORT}", "--health-probe-bind-address=127.0.0.1:18081",
        ], **env)
        for kind in ("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"):
            kubectl("apply", "-f", "-", given=json.dumps(webhooks(kind)))
        processes.start("operator-controller", [
            sources / "spark-operator", "controller", *common, "--enable-ui-service=false",
            "--health-probe-bind-address=127.0.0.1:18082",
        ], **env)
        until("the webhook's certificate", lambda: processes.check() or _trusted(scene))
        yield
    finally:
        for kind in ("mutating", "validating"):
            kubectl("delete", f"{kind}webhookconfiguration", WEBHOOK, "--ignore-not-found", check=False)
        processes.end()


def _trusted(scene: Scene) -> bool:
    hooks = scene.cluster.get("mutatingwebhookconfiguration", WEBHOOK)["webhooks"]
    return all(hook["clientConfig"].get("caBundle") for hook in hooks)


def small(scene: Scene, file: str, arguments: list[str]) -> dict:
    """A manifest whose application has arguments and sizes of this machine."""
    manifest = json.loads(scene.cluster.kubectl(
        "create", "-n", NAMESPACE, "--dry-run=client", "-o", "json", "-f", str(ROOT / "deploy/kubernetes" / file)))
    spec = manifest["spec"].get("template", manifest["spec"])
    verb = spec["arguments"][0]
    spec["image"] = IMAGE
    spec["arguments"] = [verb, "--config=/opt/spark-ddpm/conf/digits.conf", *COMMON, *arguments]
    kept = {key: value for key, value in spec["sparkConf"].items() if "resource" not in key}
    # The operator has keys of its own for them.
    own = ("emory", "instances", "executor.cores")
    ours = {key: value for key, value in SMALL.items() if not any(word in key for word in own)}
    spec["sparkConf"] = kept | ours
    spec["driver"] |= {"memory": SMALL["spark.driver.memory"], "memoryOverhead": SMALL["spark.driver.memoryOverhead"]}
    spec["executor"] |= {
        "memory": SMALL["spark.executor.memory"], "memoryOverhead": SMALL["spark.executor.memoryOverhead"],
        "instances": 2, "cores": 1, "coreLimit": "1",
    }
    spec["restartPolicy"] |= {"onFailureRetryInterval": 70}
    return manifest


def completes(scene: Scene, name: str, seconds: float = 600) -> dict:
    """Waits until an application has come to its end, and returns what the operator says of it."""
    def state() -> str:
        return scene.cluster.get("-n", NAMESPACE, "sparkapplication", name).get("status", {}).get("applicationState", {}).get("state", "")
    until(f"{name}'s end", lambda: state() in ("COMPLETED", "FAILED"), seconds, 2)
    status = scene.cluster.get("-n", NAMESPACE, "sparkapplication", name)["status"]
    if status["applicationState"]["state"] != "COMPLETED":
        raise SystemExit(f"error: {name}: {json.dumps(status)[:3000]}")
    return status


def follow(scene: Scene, name: str) -> Driver:
    """The driver of an application that the operator has started."""
    pod = f"{name}-driver"
    until(pod, lambda: scene.cluster.kubectl("-n", NAMESPACE, "get", "pods", "--field-selector", f"metadata.name={pod}", "-o", "name"), 120)
    return Driver(scene.submitter, f"{name}-{time.monotonic():.0f}", pod)


def operator(scene: Scene) -> None:
    """Prepares, trains and samples by the manifests. A driver is killed: the operator starts it again, and the run goes on."""
    output = f"output=s3a://{store.BUCKET}/operated"
    with operating(scene):
        for file, arguments in (
            ("prepare.yaml", [f"data.prepared=s3a://{store.BUCKET}/operated-digits"]),
            ("train-cpu.yaml", [output, f"training.steps={STEPS}", *WORKERS]),
            ("sample.yaml", [output, "sampling.images=8", "sampling.steps=10", f"sampling.output=s3a://{store.BUCKET}/operated-samples"]),
        ):
            manifest = small(scene, file, arguments)
            scene.cluster.kubectl("-n", NAMESPACE, "apply", "-f", "-", given=json.dumps(manifest))
            name = manifest["metadata"]["name"]
            driver = follow(scene, name)
            if file == "train-cpu.yaml":
                until("a checkpoint", lambda: store.newest_step("operated") >= 10, 600, 0.2)
                driver.crash(driver.pod)
            status = completes(scene, name)
            print(f"  {file}: {status['applicationState']['state']} after {status['executionAttempts']} attempt(s)", flush=True)
        assert store.newest_step("operated") == STEPS, store.keys("operated/")
        assert any(key.startswith("operated-samples/") for key in store.keys("operated-samples/"))


def scheduled(scene: Scene) -> None:
    """The retraining of every week, whose week is a minute: its run's folder has its name."""
    with operating(scene):
        manifest = small(scene, "retrain-scheduled.yaml", [
            f"output=s3a://{store.BUCKET}/runs/$(RUN)", f"training.steps={STEPS}", *WORKERS])
        manifest["spec"]["schedule"] = "* * * * *"
        scene.cluster.kubectl("-n", NAMESPACE, "apply", "-f", "-", given=json.dumps(manifest))
        name = until("the schedule", lambda: _last_run(scene, manifest["metadata"]["name"]), 180, 1)
        scene.cluster.kubectl("-n", NAMESPACE, "patch", "scheduledsparkapplication", manifest["metadata"]["name"],
                              "--type=merge", "-p", '{"spec": {"suspend": true}}')
        follow(scene, name)
        completes(scene, name)
        assert store.newest_step(f"runs/{name}") == STEPS, store.keys("runs/")
        print(f"  {name} is in runs/{name}", flush=True)


def _last_run(scene: Scene, name: str) -> str:
    return scene.cluster.get("-n", NAMESPACE, "scheduledsparkapplication", name).get("status", {}).get("lastRunName", "")


OPERATOR_ON_REQUEST = by_name(operator, scheduled)
