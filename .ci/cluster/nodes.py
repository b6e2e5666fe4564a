"""The nodes' programs: containerd, kubelet and kube-proxy, each with the network of its node."""
import contextlib
import json
import pathlib
import shutil
import subprocess
import time

from control import Control
from network import MACHINE, PODS, Node, inside
from processes import Processes, until

PAUSE = "localhost/pause:1"
CONTAINERD = """
version = 2
root = "{folder}/containerd"
state = "{folder}/containerd-state"
[grpc]
address = "{socket}"
[plugins."io.containerd.grpc.v1.cri"]
sandbox_image = "{pause}"
# This machine's root may not lower what the kernel thinks of killing.
restrict_oom_score_adj = true
[plugins."io.containerd.grpc.v1.cri".cni]
bin_dir = "/usr/lib/cni"
conf_dir = "{folder}/cni"
"""
# A kubelet sets them for the whole machine: overcommit above all, by which a wrong size is memory that others lose.
KERNEL = ("vm/overcommit_memory", "vm/panic_on_oom", "kernel/panic", "kernel/panic_on_oops")
# Both versions of cgroups. The folders of a container's controllers: the kubelet makes them below this one.
CGROUPS = pathlib.Path("/sys/fs/cgroup")


# As they were, until they are again: a check that was killed leaves it to the next one.
KERNEL_BEFORE = pathlib.Path("/run/ddpm-kube-kernel.json")


@contextlib.contextmanager
def kernel_kept():
    """Leaves the kernel's settings as they were."""
    if not KERNEL_BEFORE.exists():
        KERNEL_BEFORE.write_text(json.dumps({name: pathlib.Path("/proc/sys", name).read_text() for name in KERNEL}))
    try:
        yield
    finally:
        for name, text in json.loads(KERNEL_BEFORE.read_text()).items():
            pathlib.Path("/proc/sys", name).write_text(text)
        KERNEL_BEFORE.unlink()


class Machine:
    """A node that runs."""

    def __init__(self, node: Node, folder: pathlib.Path, control: Control, processes: Processes) -> None:
        self.node = node
        self.folder = folder / node.name
        self.control = control
        self.processes = processes
        self.socket = self.folder / "containerd.sock"
        self.folder.mkdir(parents=True)

    def up(self) -> None:
        """Starts containerd, and waits for it."""
        self._pod_network()
        config = self.folder / "containerd.toml"
        config.write_text(CONTAINERD.format(folder=self.folder, socket=self.socket, pause=PAUSE))
        self._start("containerd", "containerd", "--config", config)
        until("containerd", self.socket.exists)

    def load(self, archive: pathlib.Path) -> None:
        """Gives it an image."""
        command = ["ctr", "-a", self.socket, "-n", "k8s.io", "images", "import", archive]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    def join(self) -> None:
        """Starts its kubelet and kube-proxy."""
        for root in _group_roots(self.node):
            root.mkdir(exist_ok=True)
        config = self.folder / "kubelet.json"
        config.write_text(json.dumps(self._kubelet()))
        kubeconfig = self.control.kubeconfig(f"system:node:{self.node.name}")
        self._start(
            "kubelet", self.control.programs / "kubelet", f"--config={config}", f"--kubeconfig={kubeconfig}",
            f"--hostname-override={self.node.name}", f"--node-ip={self.node.address}",
            f"--root-dir={self.folder / 'kubelet'}", f"--cert-dir={self.folder / 'pki'}",
        )
        self._start(
            "kube-proxy", self.control.programs / "kube-proxy", "--proxy-mode=iptables", f"--cluster-cidr={PODS}",
            f"--kubeconfig={self.control.kubeconfig('system:kube-proxy')}", f"--hostname-override={self.node.name}",
            "--conntrack-max-per-core=0", "--conntrack-tcp-timeout-established=0s",
            "--conntrack-tcp-timeout-close-wait=0s", "--healthz-bind-address=", "--metrics-bind-address=127.0.0.1:10249",
        )

    def down(self) -> None:
        """Ends the containers that are left, and their mounts; its programs have ended."""
        clear(self.node, self.folder)

    def _start(self, name: str, *command: object) -> None:
        self.processes.start(f"{self.node.name}-{name}", [*inside(self.node), *command])

    def _pod_network(self) -> None:
        cni = self.folder / "cni"
        cni.mkdir()
        bridge = {"type": "bridge", "bridge": "pods", "isGateway": True, "ipam": {
            "type": "host-local", "ranges": [[{"subnet": self.node.pods}]], "routes": [{"dst": "0.0.0.0/0"}],
            "dataDir": str(self.folder / "addresses"),
        }}
        (cni / "pods.conflist").write_text(json.dumps({"cniVersion": "0.4.0", "name": "pods", "plugins": [bridge]}))

    def _kubelet(self) -> dict:
        return {
            "kind": "KubeletConfiguration",
            "apiVersion": "kubelet.config.k8s.io/v1beta1",
            "address": self.node.address,
            "authentication": {"anonymous": {"enabled": True}, "webhook": {"enabled": False}},
            "authorization": {"mode": "AlwaysAllow"},
            "cgroupDriver": "cgroupfs",
            "cgroupRoot": f"/{self.node.name}",
            "clusterDNS": [MACHINE],
            "clusterDomain": "cluster.local",
            "containerRuntimeEndpoint": f"unix://{self.socket}",
            "failCgroupV1": False,
            "failSwapOn": False,
            # A disk of a machine like this one looks nearly full.
            "evictionHard": {"memory.available": "50Mi", "nodefs.available": "1%", "imagefs.available": "1%"},
            "imageGCHighThresholdPercent": 100,
            "localStorageCapacityIsolation": False,
            "nodeStatusUpdateFrequency": "4s",
            "registerNode": True,
            "resolvConf": "",
            "volumePluginDir": str(self.folder / "plugins"),
            "podLogsDir": str(self.folder / "logs"),
        }


def clear(node: Node, folder: pathlib.Path) -> None:
    """Ends the processes that a node of this folder has left behind, and removes its mounts and groups."""
    for root in _group_roots(node):
        for procs in root.rglob("cgroup.procs"):
            for pid in procs.read_text().split():
                subprocess.run(["kill", "-9", pid], check=False, stderr=subprocess.DEVNULL)
    end_those_that_name(folder)
    mounts = [line.split()[1] for line in pathlib.Path("/proc/mounts").read_text().splitlines()]
    for mount in reversed([m for m in mounts if m.startswith(f"{folder}/")]):
        subprocess.run(["umount", "-l", mount], check=False)
    for root in filter(pathlib.Path.exists, _group_roots(node)):
        for group in sorted((f for f in root.rglob("*") if f.is_dir()), reverse=True):
            _remove(group)
        _remove(root)
    shutil.rmtree(folder, ignore_errors=True)


def end_those_that_name(folder: pathlib.Path) -> None:
    """Containerd leaves one process for each pod, which names its socket, and a killed check leaves all programs."""
    for arguments in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = arguments.read_bytes().decode(errors="replace")
        except OSError:
            continue
        if f"{folder}/" in words:
            subprocess.run(["kill", "-9", arguments.parent.name], check=False)


def _group_roots(node: Node) -> list[pathlib.Path]:
    """The kubelet's root in each hierarchy."""
    hierarchies = [h for h in CGROUPS.iterdir() if h.is_dir() and not h.is_symlink()] if (CGROUPS / "pids").exists() else [CGROUPS]
    return [hierarchy / node.name for hierarchy in hierarchies]


def _remove(folder: pathlib.Path) -> None:
    """Removes a group, once the kernel has ended what was killed in it."""
    for _ in range(100):
        try:
            return folder.rmdir()
        except OSError:
            time.sleep(0.1)
    return folder.rmdir()
