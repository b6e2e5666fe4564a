"""A YARN cluster on this machine: HDFS, a ResourceManager and NodeManagers, all of Hadoop's own jars.

Each NodeManager has a space of process ids and mounts of its own, as on another machine: it does not see the
folders that are named as the client's alone. Needs root, util-linux, and the jars of jobs/target/hdfs.
"""
from __future__ import annotations

import getpass
import json
import os
import pathlib
import socket
import subprocess
import time
import urllib.error
import urllib.request
from xml.sax.saxutils import escape

ROOT = pathlib.Path(__file__).resolve().parent.parent
HDFS = ROOT / "jobs/target/hdfs"
MACHINES = ("127.0.0.2", "127.0.0.3")
SERVER = "org.apache.hadoop.yarn.server"
OPTIONS = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData", "--add-opens=java.base/java.lang=ALL-UNNAMED")
# What starts a NodeManager as the first process of its machine: whatever it leaves behind ends with it.
MACHINE = 'for hidden in $HIDDEN; do mount -t tmpfs none "$hidden"; done; "$@" & wait'


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def until(what: str, seconds: float, condition):
    """The condition's first true value."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.1)
    raise SystemExit(f"After {seconds:g} s still not: {what}")


def fetch(url: str, **request: object) -> bytes:
    """The answer of a server on this machine, whatever proxy it has for others."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with direct.open(urllib.request.Request(url, **request), timeout=30) as answer:
        return answer.read()


class YarnCluster:
    """Started by `with`; all of it is gone afterwards.

    Its configuration is in `conf`, as HADOOP_CONF_DIR has it.
    """

    def __init__(self, folder: pathlib.Path, spark: pathlib.Path, memory_mb: int, hidden: list[pathlib.Path]) -> None:
        self.folder = folder
        self.conf = folder / "hadoop-conf"
        self.memory_mb = memory_mb
        self.hidden = hidden
        # The servers, which Hadoop packs for tests, and the libraries they need, which Spark has.
        self.classpath = f"{self.conf}:{HDFS}/*:{spark}/jars/*"
        self.hdfs = f"hdfs://127.0.0.1:{free_port()}"
        self.files = f"127.0.0.1:{free_port()}"
        self.processes: dict[str, subprocess.Popen] = {}

    def __enter__(self) -> YarnCluster:
        self.conf.mkdir(parents=True)
        self.configure()
        try:
            self.start_hdfs()
            self.start("resourcemanager", self.java(f"{SERVER}.resourcemanager.ResourceManager"))
            for machine in MACHINES:
                self.start_machine(machine)
            self.await_machines(len(MACHINES))
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *failure: object) -> None:
        for process in reversed(self.processes.values()):
            process.kill()
        for process in self.processes.values():
            process.wait()

    def configure(self) -> None:
        names = ("", "scheduler.", "resource-tracker.", "admin.", "webapp.")
        addresses = {f"yarn.resourcemanager.{name}address": f"127.0.0.1:{free_port()}" for name in names}
        self.web = addresses["yarn.resourcemanager.webapp.address"]
        self.write("core-site.xml", {"fs.defaultFS": self.hdfs})
        self.write("yarn-site.xml", addresses | {
            "yarn.resourcemanager.hostname": "127.0.0.1",
            "yarn.nodemanager.resource.memory-mb": self.memory_mb,
            "yarn.scheduler.maximum-allocation-mb": self.memory_mb,
            "yarn.scheduler.minimum-allocation-mb": 128,
            "yarn.log-aggregation-enable": "true",
            "yarn.nodemanager.remote-app-log-dir": "/yarn-logs",
            # Sites have minutes here, which this check has not.
            "yarn.nm.liveness-monitor.expiry-interval-ms": 10000,
            "yarn.resourcemanager.nodemanagers.heartbeat-interval-ms": 200,
            # How full this machine's disk is tells nothing about the project.
            "yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage": 100,
        })
        self.write("capacity-scheduler.xml", {
            "yarn.scheduler.capacity.root.queues": "default,crowded",
            "yarn.scheduler.capacity.root.default.capacity": 99,
            "yarn.scheduler.capacity.root.default.maximum-capacity": 100,
            # No application fits into it.
            "yarn.scheduler.capacity.root.crowded.capacity": 1,
            "yarn.scheduler.capacity.root.crowded.maximum-capacity": 1,
            "yarn.scheduler.capacity.maximum-am-resource-percent": 0.5,
        })

    def write(self, name: str, properties: dict[str, object]) -> None:
        items = (f"<property><name>{k}</name><value>{escape(str(v))}</value></property>" for k, v in properties.items())
        (self.conf / name).write_text(f"<configuration>{''.join(items)}</configuration>\n")

    def java(self, main: str, *arguments: object) -> list[str]:
        return ["java", "-Xmx256m", *OPTIONS, "-cp", self.classpath, main, *map(str, arguments)]

    def start(self, name: str, command: list[str], **environment: str) -> None:
        self.processes[name] = subprocess.Popen(
            command,
            env=os.environ | {"HADOOP_CONF_DIR": str(self.conf)} | environment,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=(self.folder / f"{name}.log").open("w"),
            stderr=subprocess.STDOUT,
        )

    def start_hdfs(self) -> None:
        ready = self.folder / "hdfs-ready.json"
        main = "org.apache.hadoop.mapreduce.MiniHadoopClusterManager"
        ports = ["-nnport", self.hdfs.rsplit(":", 1)[1], "-nnhttpport", self.files.rsplit(":", 1)[1]]
        self.start("hdfs", self.java(main, "-nomr", "-format", *ports, "-writeDetails", ready))
        until(f"HDFS; its log is in {self.folder}", 300, ready.exists)

    def start_machine(self, machine: str) -> None:
        """A NodeManager, as process 1 of a machine of its own."""
        folder = self.folder / machine
        settings = {
            "yarn.nodemanager.hostname": machine,
            "yarn.nodemanager.address": f"{machine}:0",
            "yarn.nodemanager.localizer.address": f"{machine}:0",
            "yarn.nodemanager.webapp.address": f"{machine}:0",
            "yarn.nodemanager.local-dirs": folder / "local",
            "yarn.nodemanager.log-dirs": folder / "logs",
        }
        definitions = [word for key, value in settings.items() for word in ("-D", f"{key}={value}")]
        manager = self.java(f"{SERVER}.nodemanager.NodeManager", *definitions)
        alone = ["unshare", "--pid", "--mount", "--fork", "--kill-child", "--mount-proc"]
        self.start(machine, [*alone, "bash", "-c", MACHINE, "bash", *manager], HIDDEN=" ".join(map(str, self.hidden)))

    def lose_machine(self, machine: str) -> None:
        """Ends a NodeManager and all its containers, as when the machine loses its power."""
        process = self.processes.pop(machine)
        process.kill()
        process.wait()

    def await_machines(self, count: int) -> None:
        until(f"{count} NodeManagers; their logs are in {self.folder}", 300, lambda: len(self.machines()) == count)

    def machines(self) -> list[str]:
        """The names of the NodeManagers that take containers."""
        try:
            return [node["nodeHTTPAddress"].split(":")[0] for node in self.ask("nodes?states=RUNNING")["nodes"]]
        except OSError:
            # It does not listen yet.
            return []

    def ask(self, what: str):
        """What the ResourceManager answers to its REST interface."""
        return json.loads(fetch(f"http://{self.web}/ws/v1/cluster/{what}"))

    def file(self, path: str, operation: str) -> str:
        return f"http://{self.files}/webhdfs/v1{path}?user.name={getpass.getuser()}&op={operation}"

    def exists(self, path: str) -> bool:
        try:
            return bool(fetch(self.file(path, "GETFILESTATUS")))
        except urllib.error.HTTPError:
            return False

    def read(self, path: str) -> bytes:
        return fetch(self.file(path, "OPEN"))

    def put(self, path: str, content: bytes) -> None:
        place = json.loads(fetch(self.file(path, "CREATE&noredirect=true"), method="PUT"))["Location"]
        fetch(place, method="PUT", data=content, headers={"Content-Type": "application/octet-stream"})
