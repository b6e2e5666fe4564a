"""Kubernetes' control plane on this machine: etcd, the API server with RBAC, controllers, scheduler, names."""
import base64
import json
import pathlib
import secrets
import subprocess
import urllib.error
import urllib.request
import ssl

from network import API_SERVICE, MACHINE, SERVICES
from processes import Processes, until

URL = f"https://{MACHINE}:6443"
# Who there is, and the groups that RBAC's default roles are for.
USERS = {
    "admin": "system:masters",
    "names": "system:masters",
    "system:kube-controller-manager": "",
    "system:kube-scheduler": "",
    "system:kube-proxy": "",
}


class Control:
    """The control plane, its files in a folder."""

    def __init__(self, folder: pathlib.Path, programs: pathlib.Path, processes: Processes) -> None:
        self.folder = folder
        self.programs = programs
        self.processes = processes
        self.certificate = folder / "pki/apiserver.crt"
        self.tokens: dict[str, str] = {}

    def up(self, nodes: list[str]) -> None:
        """Starts it, and waits until it is ready."""
        groups = USERS | {f"system:node:{node}": "system:nodes" for node in nodes}
        self.tokens = {user: secrets.token_hex(16) for user in groups}
        lines = [f'{self.tokens[user]},{user},{user},"{group}"\n' for user, group in groups.items()]
        self._secret("tokens.csv", "".join(lines))
        self._service_account_key()
        self._etcd()
        self._api_server()
        self._controllers()
        self._names()

    def kubeconfig(self, user: str) -> pathlib.Path:
        """The file by which a program speaks as a user."""
        authority = base64.b64encode(self.certificate.read_bytes()).decode()
        return self._secret(f"{user.replace(':', '-')}.kubeconfig", json.dumps({
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [{"name": "c", "cluster": {"server": URL, "certificate-authority-data": authority}}],
            "users": [{"name": "u", "user": {"token": self.tokens[user]}}],
            "contexts": [{"name": "x", "context": {"cluster": "c", "user": "u"}}],
            "current-context": "x",
        }))

    def _secret(self, name: str, content: str) -> pathlib.Path:
        file = self.folder / name
        file.touch(mode=0o600)
        file.write_text(content)
        return file

    def _service_account_key(self) -> None:
        key = self.folder / "service-accounts.key"
        subprocess.run(["openssl", "genrsa", "-out", key, "2048"], check=True, capture_output=True)

    def _start(self, program: str, *options: str) -> None:
        self.processes.start(program, [self.programs / program, *options])

    def _etcd(self) -> None:
        # What is lost with the machine need not reach its disk.
        options = ["--unsafe-no-fsync"] if "unsafe-no-fsync" in self._etcd_help() else []
        url = "http://127.0.0.1:12379"
        peer = "http://127.0.0.1:12380"
        self.processes.start("etcd", [
            "etcd", "--data-dir", self.folder / "etcd", "--listen-client-urls", url, "--advertise-client-urls", url,
            "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer,
            "--initial-cluster", f"default={peer}", *options,
        ])

    @staticmethod
    def _etcd_help() -> str:
        return subprocess.run(["etcd", "--help"], capture_output=True, text=True, check=False).stdout

    def _api_server(self) -> None:
        key = self.folder / "service-accounts.key"
        self._start(
            "kube-apiserver",
            "--etcd-servers=http://127.0.0.1:12379",
            f"--bind-address={MACHINE}",
            f"--advertise-address={MACHINE}",
            f"--cert-dir={self.folder / 'pki'}",
            f"--service-cluster-ip-range={SERVICES}",
            f"--token-auth-file={self.folder / 'tokens.csv'}",
            "--authorization-mode=Node,RBAC",
            "--service-account-issuer=https://kubernetes.default.svc",
            f"--service-account-key-file={key}",
            f"--service-account-signing-key-file={key}",
            "--kubelet-preferred-address-types=InternalIP",
            # It is on no node, so that a webhook's service is an endpoint's address to it.
            "--enable-aggregator-routing=true",
            # Debian's etcd is too old for it, and a watch without it is answered as well.
            "--feature-gates=WatchList=false",
        )
        until("the API server", self._ready)

    def _ready(self) -> bool:
        self.processes.check()
        if not self.certificate.exists():
            return False
        trust = ssl.create_default_context(cafile=str(self.certificate))
        ask = urllib.request.Request(f"{URL}/readyz", headers={"Authorization": f"Bearer {self.tokens['admin']}"})
        try:
            with urllib.request.urlopen(ask, context=trust, timeout=5) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def _controllers(self) -> None:
        self._start(
            "kube-controller-manager",
            f"--kubeconfig={self.kubeconfig('system:kube-controller-manager')}",
            f"--service-account-private-key-file={self.folder / 'service-accounts.key'}",
            f"--root-ca-file={self.certificate}",
            f"--cert-dir={self.folder / 'controllers'}",
            "--use-service-account-credentials=true",
            "--bind-address=127.0.0.1",
            "--leader-elect=false",
        )
        self._start(
            "kube-scheduler",
            f"--kubeconfig={self.kubeconfig('system:kube-scheduler')}",
            f"--cert-dir={self.folder / 'scheduler'}",
            "--bind-address=127.0.0.1",
            "--leader-elect=false",
        )

    def _names(self) -> None:
        corefile = self.folder / "Corefile"
        names = f"kubernetes cluster.local {{\n kubeconfig {self.kubeconfig('names')}\n }}"
        corefile.write_text(f".:53 {{\n bind {MACHINE}\n errors\n {names}\n}}\n")
        self._start("coredns", "-conf", str(corefile))
