"""What a user does with deploy/kubernetes: submits a verb, follows its driver's log, and looks at its pods."""
from __future__ import annotations

import os
import pathlib
import subprocess

from control import URL
from kubernetes import Cluster
from processes import Processes, until

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
NAMESPACE = "research"
IMAGE = "registry.example/spark-ddpm:0.2.0-cpu"
# deploy/kubernetes/cpu.properties on nodes as small as this machine's: two executors, which may share a core.
SMALL = {
    "spark.executor.instances": "2",
    "spark.executor.cores": "1",
    "spark.task.cpus": "1",
    "spark.kubernetes.executor.limit.cores": "1",
    "spark.kubernetes.executor.request.cores": "300m",
    "spark.kubernetes.driver.request.cores": "300m",
    "spark.driver.memory": "700m",
    "spark.driver.memoryOverhead": "700m",
    "spark.executor.memory": "500m",
    "spark.executor.memoryOverhead": "1200m",
    # Of this check: a pod that is gone is missed sooner, and a JVM of seconds compiles itself less.
    "spark.kubernetes.executor.apiPollingInterval": "3s",
    "spark.executorEnv.JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1",
    "spark.kubernetes.driverEnv.JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1",
    "spark.ui.enabled": "false",
}


class Submitter:
    """Submits verbs to a cluster, as its admin."""

    def __init__(self, cluster: Cluster, folder: pathlib.Path, spark_home: pathlib.Path, processes: Processes) -> None:
        self.cluster = cluster
        self.folder = folder
        self.spark_home = spark_home
        self.processes = processes
        self.count = 0

    def submit(self, verb: str, *arguments: str, image: str = IMAGE, **conf: str) -> Driver:
        """Submits a verb by deploy/kubernetes/submit, with properties of Spark's beside those of cpu.properties."""
        self.count += 1
        name = f"check-{self.count}-{verb}"
        properties = self._properties(name, conf)
        env = {k: v for k, v in os.environ.items() if not k.startswith(("SPARK_", "PYSPARK_"))} | {
            "SPARK_HOME": str(self.spark_home),
            "MASTER": f"k8s://{URL}",
            "IMAGE": image,
            "NAMESPACE": NAMESPACE,
            "KUBECONFIG": str(self.cluster.kubeconfig),
        }
        command = [ROOT / "deploy/kubernetes/submit", properties, verb, *arguments]
        run = subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=200)
        if run.returncode != 0:
            raise SystemExit(f"error: submit {verb} ended with {run.returncode}:\n{run.stderr[-3000:]}")
        return Driver(self, name, name)

    def _properties(self, name: str, conf: dict[str, str]) -> pathlib.Path:
        lines = (ROOT / "deploy/kubernetes/cpu.properties").read_text().splitlines()
        given = dict(line.split(None, 1) for line in lines if line and not line.startswith("#"))
        file = self.folder / f"{name}.properties"
        named = {"spark.kubernetes.driver.pod.name": name}
        file.write_text("".join(f"{key} {value}\n" for key, value in (given | SMALL | named | conf).items()))
        return file


class Driver:
    """A driver's pod."""

    def __init__(self, submitter: Submitter, name: str, pod: str) -> None:
        self.cluster = submitter.cluster
        self.name = name
        self.pod = pod
        self.log = submitter.folder / f"{name}.log"
        self.last: dict = {}
        until(f"{name}'s start", lambda: self.phase() not in ("Pending", ""), 300)
        # As a user follows it. What an evicted pod said is gone with it.
        follow = ["kubectl", f"--kubeconfig={self.cluster.kubeconfig}", "-n", NAMESPACE, "logs", "-f", pod]
        submitter.processes.start(self.log.stem, [self.cluster.control.programs / follow[0], *follow[1:]])

    def phase(self) -> str:
        """Where the pod is in its life; what it last was, if it has been deleted."""
        pods = self.cluster.get("-n", NAMESPACE, "pods", "--field-selector", f"metadata.name={self.pod}")["items"]
        if pods:
            self.last = pods[0]["status"]
            return self.last["phase"]
        return "Deleted"

    def said(self) -> str:
        """Its log so far."""
        return self.log.read_text(errors="replace")

    def ends(self, status: int, seconds: float = 600) -> str:
        """Waits for its end, with that exit code, and returns its log."""
        until(f"{self.name}'s end", lambda: self.phase() in ("Succeeded", "Failed", "Deleted"), seconds)
        code = self.exit_code()
        if code is not None and code != status:
            raise SystemExit(f"error: {self.name} ended with {code}, not {status}:\n{self.said()[-6000:]}")
        return self.said()

    def exit_code(self) -> int | None:
        """That of its container; none if the pod was deleted before it was seen."""
        for container in self.last.get("containerStatuses", []):
            if "terminated" in container["state"]:
                return container["state"]["terminated"]["exitCode"]
        return None

    def executors(self) -> list[dict]:
        """The pods of its executors that run."""
        labels = self.cluster.get("-n", NAMESPACE, "pod", self.pod)["metadata"]["labels"]
        app = f"spark-role=executor,spark-app-selector={labels['spark-app-selector']}"
        pods = self.cluster.get("-n", NAMESPACE, "pods", "-l", app)["items"]
        return [pod for pod in pods if pod["status"]["phase"] == "Running"]

    def crash(self, pod: str) -> None:
        """Has the kernel kill what runs in a pod, as when memory is short."""
        self.cluster.kubectl("-n", NAMESPACE, "exec", pod, "--", "bash", "-c", "kill -9 -1", check=False)
