"""The parts of check-kubernetes that come to their end, whatever happens to their pods."""
from __future__ import annotations

import gzip
import os
import struct
import subprocess

import store
from kubernetes import Cluster
from processes import until
from submissions import NAMESPACE, ROOT, Driver, Submitter

COMMON = (
    f"s3.endpoint={store.URL} s3.path-style=true"
    " seed=7 data.shards=2 data.source-labels= network.base-channels=16 network.multipliers=[1,2]"
    " network.attention-resolutions=[] training.threads=1 training.batch-size=8 training.warmup-steps=0"
    " training.held-out=0 training.log-every=5 training.checkpoint-every=10 training.timeout=90"
    f" data.source-images=s3a://{store.BUCKET}/raw/digits data.prepared=s3a://{store.BUCKET}/digits"
).split()
# The ports of network-policy.yaml.
WORKERS = ("training.workers=2", "training.collective-ports=7100-7199")
# One of them after each disturbance.
STEPS = (40, 80, 120, 160)


class Scene:
    """The cluster, and what is done on it."""

    def __init__(self, cluster: Cluster, submitter: Submitter) -> None:
        self.cluster = cluster
        self.submitter = submitter

    def verb(self, verb: str, *arguments: str, **conf: str) -> Driver:
        """Submits a verb of the tiny network's."""
        config = "--config=/opt/spark-ddpm/conf/digits.conf"
        return self.submitter.submit(verb, config, *COMMON, *arguments, **conf)

    def train(self, steps: int, **conf: str) -> Driver:
        """Submits the run's training up to a step, by a name that stays the same."""
        return self.verb("train", f"output=s3a://{store.BUCKET}/run", f"training.steps={steps}", *WORKERS, **conf)


def prepare(scene: Scene) -> None:
    """Two hundred digits on S3 to a dataset there."""
    digits = gzip.decompress((ROOT / "deploy/digits/digits-images-idx3-ubyte.gz").read_bytes())
    store.put("raw/digits", digits[:4] + struct.pack(">I", 200) + digits[8 : 16 + 200 * 28 * 28])
    scene.verb("prepare").ends(0)
    assert any(key.endswith("manifest.json") for key in store.keys("digits/")), store.keys("digits/")


def undisturbed(scene: Scene) -> None:
    """The run on this machine, by two workers whom nobody disturbs, on the same dataset."""
    env = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "SPARK_DRIVER_MEMORY": "1g", "SPARK_DDPM_MAVEN_OPTIONS": "-Ps3"}
    command = [
        ROOT / "deploy/spark-ddpm", "train", "--config", ROOT / "conf/digits.conf", "--master", "local[2]",
        *COMMON, *WORKERS,
        f"output=s3a://{store.BUCKET}/undisturbed", f"training.steps={STEPS[-1]}",
    ]
    with (scene.submitter.folder / "undisturbed.log").open("w") as log:
        subprocess.run(command, env=os.environ | env, check=True, stdout=log, stderr=log)


def reached(driver: Driver, step: int) -> None:
    """Waits until a checkpoint of that step or a later one is written."""
    def written() -> bool:
        if driver.phase() != "Running":
            raise SystemExit(f"error: {driver.name} is {driver.phase()}:\n{driver.said()[-6000:]}")
        return store.newest_step("run") >= step
    until(f"step {step}", written, 600, 0.2)


def executor_killed(scene: Scene) -> None:
    """Another executor takes its place, and the run ends."""
    driver = scene.train(STEPS[0])
    reached(driver, 10)
    driver.crash(driver.executors()[0]["metadata"]["name"])
    said = driver.ends(0)
    assert "lost touch with the others" in said or "Restart" in said, said[-6000:]


def driver_killed(scene: Scene) -> None:
    """The same command goes on, a minute later, when the lock of the dead one is over."""
    driver = scene.train(STEPS[1])
    reached(driver, STEPS[0] + 10)
    driver.crash(driver.pod)
    driver.ends(137)
    again = scene.train(STEPS[1])
    assert "Resuming after step" in again.ends(0), again.said()[-6000:]


def node_drained(scene: Scene) -> None:
    """An executor whose node is drained has SIGTERM: all pause with a checkpoint, and go on elsewhere."""
    driver = scene.train(STEPS[2])
    reached(driver, STEPS[1] + 10)
    home = scene.cluster.get("-n", NAMESPACE, "pod", driver.pod)["spec"]["nodeName"]
    away = [pod for pod in driver.executors() if pod["spec"]["nodeName"] != home]
    assert away, "both executors are on the driver's node"
    node = away[0]["spec"]["nodeName"]
    scene.cluster.kubectl("drain", node, "--force", "--delete-emptydir-data", "--timeout=120s")
    try:
        assert "with a checkpoint:" in driver.ends(0), driver.said()[-6000:]
    finally:
        scene.cluster.kubectl("uncordon", node)


def driver_evicted(scene: Scene) -> None:
    """The driver has SIGTERM: it writes a checkpoint and says so; the same command ends the run."""
    driver = scene.train(STEPS[3])
    reached(driver, STEPS[2] + 10)
    scene.cluster.kubectl("-n", NAMESPACE, "delete", "pod", driver.pod)
    assert "Stopped by SIGTERM after step" in driver.said(), driver.said()[-6000:]
    again = scene.train(STEPS[3])
    assert "Resuming after step" in again.ends(0), again.said()[-6000:]


def same_bits(_: Scene) -> None:
    """What four disturbances left is what two workers come to whom nobody disturbs."""
    disturbed, alone = store.state("run", STEPS[-1]), store.state("undisturbed", STEPS[-1])
    assert disturbed == alone, f"{disturbed} is not {alone}"


def sample(scene: Scene) -> None:
    """An executor is killed midway, and every image is there."""
    images = f"sampling.output=s3a://{store.BUCKET}/samples"
    few = ("sampling.images=48", "sampling.batch-size=4", "sampling.format=png", "sampling.steps=50", "sampling.sampler=ddim")
    driver = scene.verb("sample", f"output=s3a://{store.BUCKET}/run", images, *few)
    until("the first images", lambda: driver.phase() != "Running" or store.keys("samples/images/"), 600)
    driver.crash(driver.executors()[0]["metadata"]["name"])
    driver.ends(0)
    drawn = [key for key in store.keys("samples/images/") if key.endswith(".png")]
    assert len(drawn) == 48, drawn


def evaluate(scene: Scene) -> None:
    """By the model in the image, on the executors."""
    few = (f"sampling.output=s3a://{store.BUCKET}/samples", "evaluate.features.allow-few=true", "evaluate.timesteps-per-image=2")
    scene.verb("evaluate", f"output=s3a://{store.BUCKET}/run", *few).ends(0)


def shared_gradients(scene: Scene) -> None:
    """By Aeron, whose buffers lie in a /dev/shm that is the pods' memory."""
    conf = {"spark.driver.memoryOverhead": "1200m", "spark.executor.memoryOverhead": "1900m"}
    for who in ("driver", "executor"):
        shm = f"spark.kubernetes.{who}.volumes.emptyDir.shm"
        conf |= {f"{shm}.mount.path": "/dev/shm", f"{shm}.options.medium": "Memory", f"{shm}.options.sizeLimit": "700Mi"}
        conf[f"spark.kubernetes.{who}.label.spark-ddpm-combine"] = "shared-gradients"
    ours = (f"output=s3a://{store.BUCKET}/shared", "training.steps=20", "training.workers=2", "training.combine=shared-gradients")
    scene.verb("train", *ours, "training.round-steps=10", **conf).ends(0)
    assert store.newest_step("shared") == 20, store.keys("shared/")


def memory_rule(scene: Scene) -> None:
    """What the README's rule gives is enough, even without its quarter for fragmentation; half of it is killed, and said.

    With 15 and with 30 % less three steps still fit: the rule is an upper bound, and the kernel takes back pages of
    libraries, which count as resident where it was measured.
    """
    images, pixels, channels, millions = 24, 28 * 28, 128, 25.8
    rule = 650 + 45 * millions + images * pixels * channels * 690 / 2**20
    larger = ("network.base-channels=128", "network.multipliers=[1,2,2]", "network.blocks-per-level=2", "network.groups=32")
    few = (f"training.batch-size={images}", "training.steps=3", "training.workers=1", "training.timeout=300", "training.grid-every=0")
    for run, share, status in (("enough", 1, 0), ("short", 0.5, 1)):
        conf = {
            "spark.executor.instances": "1",
            "spark.executor.memoryOverhead": f"{share * rule:.0f}m",
            # All of the heap is there from the start, as in the README's measurements.
            "spark.executor.extraJavaOptions": "-Xms500m -XX:+AlwaysPreTouch",
        }
        said = scene.verb("train", f"output=s3a://{store.BUCKET}/{run}", *larger, *few, **conf).ends(status)
        assert status == 0 or "raise spark.executor.memoryOverhead" in said, said[-6000:]
        print(f"  memoryOverhead of {share * rule:.0f} MiB: exit code {status}", flush=True)


def by_name(*parts) -> dict:
    """Parts of the check, by what they are called on its command line."""
    return {part.__name__: part for part in parts}


RUNS = by_name(prepare, undisturbed, executor_killed, driver_killed, node_drained, driver_evicted, same_bits, sample)
# Only when they are asked for: CI's time is short.
ON_REQUEST = by_name(evaluate, shared_gradients, memory_rule)
