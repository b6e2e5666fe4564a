"""A server of S3 on this machine, moto's, which pods reach by the nodes' network."""
import hashlib
import pathlib
import re
import urllib.error
import urllib.request
import xml.etree.ElementTree as xml

from network import MACHINE
from processes import Processes, until

URL = f"http://{MACHINE}:15000"
BUCKET = "spark-ddpm"
# Moto looks at whom a request is of, and at no signature.
OURS = {"Authorization": "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=b"}


def start(processes: Processes, moto: pathlib.Path) -> None:
    """Starts it, with an empty bucket."""
    processes.start("moto", [moto, "-H", MACHINE, "-p", "15000"])
    until("S3", lambda: processes.check() or _answers())
    put("", b"")


def _answers() -> bool:
    try:
        with urllib.request.urlopen(URL, timeout=5):
            return True
    except OSError:
        return False


def put(key: str, content: bytes) -> None:
    """Writes an object; the bucket itself for no name."""
    ask = urllib.request.Request(f"{URL}/{BUCKET}/{key}".rstrip("/"), data=content, method="PUT")
    # Else the server would read it as a form.
    ask.add_header("Content-Type", "application/octet-stream")
    with urllib.request.urlopen(ask, timeout=30):
        pass


def read(key: str) -> bytes:
    """An object."""
    with urllib.request.urlopen(urllib.request.Request(f"{URL}/{BUCKET}/{key}", headers=OURS), timeout=30) as answer:
        return answer.read()


def keys(prefix: str) -> list[str]:
    """The names that begin so."""
    with urllib.request.urlopen(f"{URL}/{BUCKET}?list-type=2&prefix={prefix}", timeout=30) as answer:
        listed = xml.fromstring(answer.read())
    return [each.text for each in listed.iter() if re.sub(r"{.*}", "", each.tag) == "Key"]


def newest_step(run: str) -> int:
    """That of the newest checkpoint of a run, 0 for none."""
    found = [re.search(r"/step-(\d+)/checkpoint\.json$", key) for key in keys(f"{run}/checkpoints/")]
    return max((int(match[1]) for match in found if match), default=0)


def state(run: str, step: int) -> dict[str, str]:
    """The digests of all that a step's checkpoint has of the training."""
    names = ("model", "ema", "optimizer")
    files = {name: read(f"{run}/checkpoints/step-{step:09d}/{name}.safetensors") for name in names}
    return {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
