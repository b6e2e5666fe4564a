"""Where the nodes are: a network namespace each, joined by a bridge that belongs to this machine."""
import pathlib
import subprocess

BRIDGE = "ddpm-kube"
MACHINE = "10.253.0.1"
SERVICES = "10.253.128.0/20"
API_SERVICE = "10.253.128.1"
PODS = "10.253.16.0/20"


class Node:
    """A node's name, address and pods' addresses, by its number from 0."""

    def __init__(self, number: int) -> None:
        self.name = f"ddpm-node-{number}"
        self.address = f"10.253.0.{10 + number}"
        self.pods = f"10.253.{16 + number}.0/24"
        self.cable = f"ddpm-kube-{number}"


def ip(words: str) -> None:
    """Runs ip, or fails."""
    subprocess.run(["ip", *words.split()], check=True)


def inside(node: Node) -> list[str]:
    """What a command is given to, to run with the node's network. Files and mounts are the machine's."""
    return ["nsenter", f"--net=/run/netns/{node.name}"]


def wire(nodes: list[Node]) -> None:
    """Lays the cables, and the ways to the pods."""
    unwire(nodes)
    ip(f"link add {BRIDGE} type bridge")
    ip(f"address add {MACHINE}/24 dev {BRIDGE}")
    ip(f"link set {BRIDGE} up")
    for node in nodes:
        ip(f"netns add {node.name}")
        ip(f"link add {node.cable} type veth peer name wire netns {node.name}")
        ip(f"link set {node.cable} master {BRIDGE} up")
        ip(f"-n {node.name} link set lo up")
        ip(f"-n {node.name} address add {node.address}/24 dev wire")
        ip(f"-n {node.name} link set wire up")
        ip(f"-n {node.name} route add default via {MACHINE}")
        ip(f"route add {node.pods} via {node.address}")
        for other in nodes:
            if other is not node:
                ip(f"-n {node.name} route add {other.pods} via {other.address}")
        subprocess.run([*inside(node), "sysctl", "-qw", "net.ipv4.ip_forward=1"], check=True)


def unwire(nodes: list[Node]) -> None:
    """Takes all that away, as far as it is there."""
    for node in nodes:
        if pathlib.Path(f"/run/netns/{node.name}").exists():
            subprocess.run(["ip", "netns", "delete", node.name], check=False)
    if pathlib.Path(f"/sys/class/net/{BRIDGE}").exists():
        ip(f"link delete {BRIDGE}")
