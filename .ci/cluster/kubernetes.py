"""A real Kubernetes with two nodes on this machine, for a check: all of it ends with the check."""
import contextlib
import json
import pathlib
import shutil
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor

from control import Control
from network import Node, unwire, wire
from nodes import Machine, clear, end_those_that_name, kernel_kept
from processes import Processes, until

HERE = pathlib.Path(__file__).resolve().parent
PREFIX = "ddpm-kube-"


class Cluster:
    """What a check needs of it."""

    def __init__(self, control: Control, machines: list[Machine], kubeconfig: pathlib.Path) -> None:
        self.control = control
        self.machines = machines
        self.kubeconfig = kubeconfig

    def kubectl(self, *words: str, given: str | None = None, check: bool = True, kubeconfig: pathlib.Path | None = None) -> str:
        """What kubectl says; fails as it does, with what it said."""
        command = [self.control.programs / "kubectl", f"--kubeconfig={kubeconfig or self.kubeconfig}", *words]
        run = subprocess.run(command, input=given, capture_output=True, text=True, check=False)
        if check and run.returncode != 0:
            raise SystemExit(f"error: kubectl {' '.join(words)}: {run.stderr.strip()}")
        return run.stdout + ("" if run.returncode == 0 else run.stderr)

    def get(self, *words: str) -> dict:
        """An object, or a list of them."""
        return json.loads(self.kubectl("get", *words, "-o", "json"))

    def ready_nodes(self) -> int:
        """How many nodes there are that take pods."""
        conditions = [c for node in self.get("nodes")["items"] for c in node["status"].get("conditions", [])]
        return sum(c["type"] == "Ready" and c["status"] == "True" for c in conditions)


@contextlib.contextmanager
def cluster(logs: pathlib.Path, images: list[pathlib.Path], count: int = 2):
    """Yields a cluster whose nodes have the images. Needs root, and that no other one runs."""
    nodes = [Node(number) for number in range(count)]
    _clear_what_a_killed_one_left(nodes)
    # Sockets have short names.
    folder = pathlib.Path(tempfile.mkdtemp(prefix=PREFIX))
    subprocess.run([HERE / "node/build", folder / "bin"], check=True)
    processes = Processes(logs)
    control = Control(folder, folder / "bin", processes)
    machines = [Machine(node, folder, control, processes) for node in nodes]
    with kernel_kept():
        try:
            wire(nodes)
            for machine in machines:
                machine.up()
            with ThreadPoolExecutor() as loading:
                loaded = [loading.submit(machine.load, image) for machine in machines for image in images]
                control.up([node.name for node in nodes])
                for each in loaded:
                    each.result()
            for machine in machines:
                machine.join()
            made = Cluster(control, machines, control.kubeconfig("admin"))
            until("the nodes", lambda: processes.check() or made.ready_nodes() == count)
            yield made
        finally:
            processes.end()
            for machine in machines:
                machine.down()
            unwire(nodes)
            shutil.rmtree(folder, ignore_errors=True)


def _clear_what_a_killed_one_left(nodes: list[Node]) -> None:
    for folder in pathlib.Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        print(f"Clearing {folder}, which a killed check has left", flush=True)
        for node in nodes:
            clear(node, folder / node.name)
        end_those_that_name(folder)
        shutil.rmtree(folder, ignore_errors=True)
    unwire(nodes)
