#!/usr/bin/env python3
"""Checks that what deploy/ tells clusters to do is what the image, Spark and the job accept.

Usage: deployments.py IMAGE [FOLDER], where IMAGE is the folder that deploy/docker/assemble has made, and
FOLDER deploy or a copy of it. Ends with status 1 and a line for each fault.
"""
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import xml.etree.ElementTree as xml

import kubernetes_validate
import pyspark
import yaml
from kubeflow_spark_api import models
from pyspark.java_gateway import launch_gateway

import privileges
from driving import drive
from recording_cluster import recording_cluster

ROOT = pathlib.Path(__file__).resolve().parent.parent
IMAGE = pathlib.Path(sys.argv[1]).resolve()
DEPLOY = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else ROOT / "deploy").resolve()
SPARK_HOME = pathlib.Path(pyspark.__file__).parent
KUBERNETES = "1.31"
MAIN = "io.github.sparkddpm.jobs.Main"
JAR = "local:///opt/spark-ddpm/spark-ddpm.jar"
# What the operator's models leave open.
CHOICES = {
    "type": {"Java"},
    "mode": {"cluster"},
    "restartPolicy": {"Never", "OnFailure", "Always"},
    "concurrencyPolicy": {"Allow", "Forbid", "Replace"},
}
BASE_IMAGE = re.compile(r"[a-z0-9./-]+:(?!latest\b)[\w.-]*\d[\w.-]*(?:@sha256:[0-9a-f]{64})?")
PATH_IN_IMAGE = re.compile(r"/opt/spark-ddpm(?:/[\w.-]+)+")

faults = []


def check(holds, where, otherwise):
    """Notes a fault."""
    if not holds:
        faults.append(f"{where}: {otherwise}")


def check_all(where, found):
    """Notes faults that others have found."""
    faults.extend(f"{where}: {fault}" for fault in found)


def pom(name):
    """A property of pom.xml."""
    space = {"m": "http://maven.apache.org/POM/4.0.0"}
    pom_xml = xml.parse(ROOT / "pom.xml")
    found = pom_xml.find(f"m:properties/m:{name}", space)
    return (pom_xml.find(f"m:{name}", space) if found is None else found).text


def environment():
    """That of the image, for commands here."""
    ours = {k: v for k, v in os.environ.items() if not k.startswith(("SPARK_", "PYSPARK_"))}
    return {**ours, "SPARK_HOME": str(SPARK_HOME), "SPARK_DDPM_HOME": "/opt/spark-ddpm", "SPARK_LOCAL_IP": "127.0.0.1"}


def here(text):
    """With the image's paths where they are on this machine."""
    return text.replace("/opt/spark-ddpm", str(IMAGE / "opt/spark-ddpm"))


def check_paths(where, text):
    """That the image has every file of it that is named."""
    for path in sorted(set(PATH_IN_IMAGE.findall(text))):
        check(os.path.exists(here(path)), where, f"the image has no {path}")


class Spark:
    """Which properties Spark knows, by Spark's own registry of them."""

    def __init__(self):
        os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
        self.jvm = jvm = launch_gateway().jvm
        self.entries = jvm.org.apache.spark.internal.config.ConfigEntry
        self.kubernetes = getattr(jvm.org.apache.spark.deploy.k8s, "Config$").__getattr__("MODULE$")
        # Their entries are registered as they are loaded.
        getattr(jvm.org.apache.spark.internal.config, "package$").__getattr__("MODULE$").EXECUTOR_MEMORY()
        getattr(jvm.org.apache.spark.deploy.yarn.config, "package$").__getattr__("MODULE$").QUEUE_NAME()
        getattr(jvm.org.apache.spark.sql.internal, "SQLConf$").__getattr__("MODULE$").V2_SESSION_CATALOG_IMPLEMENTATION()
        getattr(jvm.org.apache.spark.sql.internal, "StaticSQLConf$").__getattr__("MODULE$").SPARK_SESSION_EXTENSIONS()
        launcher = jvm.org.apache.spark.launcher.SparkLauncher
        # Put before what the entries of extraJavaOptions have, without entries of their own.
        self.defaults = {launcher.DRIVER_DEFAULT_JAVA_OPTIONS, launcher.EXECUTOR_DEFAULT_JAVA_OPTIONS}
        resource = jvm.org.apache.spark.resource.ResourceID
        self.families = (
            self.kubernetes.KUBERNETES_DRIVER_SECRET_KEY_REF_PREFIX(),
            self.kubernetes.KUBERNETES_EXECUTOR_SECRET_KEY_REF_PREFIX(),
            self.kubernetes.KUBERNETES_EXECUTOR_LABEL_PREFIX(),
            "spark.executorEnv.",
            "spark.yarn.appMasterEnv.",
        )
        self.resources = {
            getattr(resource(f"spark.{owner}", "gpu"), conf)()
            for owner in ("driver", "executor", "task", "worker")
            for conf in ("amountConf", "vendorConf", "discoveryScriptConf")
        }

    def properties(self, text):
        """As Java reads them."""
        read = self.jvm.java.util.Properties()
        read.load(self.jvm.java.io.StringReader(text))
        return {key: read.getProperty(key) for key in read.stringPropertyNames()}

    def check(self, where, keys):
        """Notes those that it does not know."""
        for key in keys:
            known = key in self.resources | self.defaults or key.startswith(self.families)
            check(known or self.entries.findEntry(key) is not None, where, f"Spark knows no property {key}")


def with_pictures(word):
    """A dry run of prepare counts the pictures of its source: of a folder here, one for each shard, not on S3."""
    pictures = IMAGE.parent / "pictures"
    pictures.mkdir(exist_ok=True)
    for i in range(64):
        shutil.copy(ROOT / "deploy/digits/demo-samples.png", pictures / f"{i}.png")
    return re.sub(r"^(data\.source-images)=s3a:.*", rf"\1={pictures}", word)


def dry_run(where, arguments):
    """That the job in the image accepts its arguments."""
    spark = [SPARK_HOME / "bin/spark-submit", "--master", "local[1]", "--driver-class-path", IMAGE / "opt/spark/jars/*"]
    command = [*spark, "--class", MAIN, here(JAR).removeprefix("local://")]
    words = [here(with_pictures(word)).replace("$(RUN)", "retrain-1") for word in arguments]
    env = {**environment(), "SPARK_DDPM_HOME": here("/opt/spark-ddpm")}
    run = subprocess.run([*command, *words, "--dry-run"], env=env, capture_output=True, text=True, check=False)
    said = [line for line in run.stderr.splitlines() if line.startswith("error")] or [run.stderr]
    check(run.returncode == 0, where, f"the job refuses {shlex.join(arguments)}: {said[0]}")


def check_choices(where, node):
    """That enumerations have one of their values."""
    for key, value in node.items():
        if isinstance(value, dict):
            if key == "restartPolicy":
                check(value["type"] in CHOICES[key], where, f"no restartPolicy {value['type']}")
            elif key in ("spec", "template"):
                check_choices(where, value)
        elif key in CHOICES:
            check(value in CHOICES[key], where, f"{key} is {value}, expected one of {sorted(CHOICES[key])}")


def check_gpus(where, image, conf, executor_cores):
    """That a GPU image has one for each executor and task, a CPU image none; tells whether tasks have theirs alone."""
    amounts = [f"spark.{who}.resource.gpu.amount" for who in ("driver", "executor", "task")]
    gpu = {amount: conf.get(amount) for amount in amounts}
    if image.endswith("-torch"):
        # The driver computes nothing with that engine.
        check(list(gpu.values()) == [None, "1", "1"], where, f"a GPU image, and {gpu}")
    else:
        check(set(gpu.values()) == {None}, where, f"a CPU image, and {gpu}")
    return image.endswith("-torch") or conf.get("spark.task.cpus") == str(executor_cores)


def check_application(where, spec, spark):
    """That the image, Spark and the job accept what an application asks of them."""
    version = pom("version").removesuffix("-SNAPSHOT")
    check(spec["sparkVersion"] == pom("spark.version"), where, f"sparkVersion is not {pom('spark.version')}")
    check(spec["image"].split(":")[1] in (f"{version}-cpu", f"{version}-torch"), where, f"no image {spec['image']}")
    check((spec["mainClass"], spec["mainApplicationFile"]) == (MAIN, JAR), where, f"expected {MAIN} in {JAR}")
    conf = spec.get("sparkConf", {})
    spark.check(where, conf)
    one_task = check_gpus(where, spec["image"], conf, spec["executor"]["cores"])
    check(conf.get("spark.blockManager.port") == "7079", where, "executors' block managers take any port")
    check(one_task or spec["arguments"][0] == "prepare", where, "several tasks of an executor would compute at once")
    for who in ("driver", "executor"):
        pod = spec[who]
        check(pod.get("coreLimit") == str(pod["cores"]), where, f"{who}: coreLimit is not cores")
        check("javacpp.maxbytes=" in pod.get("javaOptions", ""), where, f"{who}: no limit of tensors")
        check_all(where, privileges.of_operators_pod(who, pod))
        mounts = {mount["mountPath"] for mount in pod.get("volumeMounts", [])}
        shared = "training.combine=shared-gradients" in spec["arguments"]
        check(("/dev/shm" in mounts) == shared, where, f"{who}: /dev/shm is for shared gradients")
        labelled = pod.get("labels", {}).get("spark-ddpm-combine") == "shared-gradients"
        check(labelled == shared, where, f"{who}: the network policy of shared gradients is for them alone")
    labelled = spec["executor"].get("labels", {}).get("spark-ddpm-engine") == "torch"
    check(labelled == spec["image"].endswith("-torch"), where, "the network policy of torch is for it alone")
    check_paths(where, json.dumps(spec))
    dry_run(where, spec["arguments"])


def check_operator_object(where, document, spark):
    """By the models of the operator's API, which drop what they do not know."""
    try:
        understood = getattr(models, f"SparkV1beta2{document['kind']}").from_dict(document).to_dict()
    except (AttributeError, KeyError, TypeError, ValueError) as e:
        check(False, where, f"not what the operator expects: {e!r}")
        return
    check(understood == document, where, f"the operator knows no {differences(document, understood)}")
    check_choices(where, document)
    spec = document["spec"]
    check_application(where, spec["template"] if "Scheduled" in document["kind"] else spec, spark)


def differences(ours, theirs, path=""):
    """Paths of what one has and the other has not."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return [d for key, value in ours.items() for d in differences(value, theirs.get(key), f"{path}.{key}")]
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        return [d for i, (o, t) in enumerate(zip(ours, theirs)) for d in differences(o, t, f"{path}[{i}]")]
    return [] if ours == theirs else [path]


def check_kubernetes_object(where, document):
    """By the schema of Kubernetes, with no unknown keys."""
    try:
        kubernetes_validate.validate(document, KUBERNETES, strict=True)
    except kubernetes_validate.ValidationError as e:
        check(False, where, f"{document.get('kind')}: {e.message} at {'.'.join(map(str, e.path))}")


def check_manifests(spark):
    """All of deploy/kubernetes."""
    for file in sorted((DEPLOY / "kubernetes").glob("*.yaml")):
        for document in yaml.safe_load_all(file.read_text()):
            if document["apiVersion"].startswith("sparkoperator"):
                check_operator_object(file.name, document, spark)
            else:
                check_kubernetes_object(file.name, document)


def check_submission(properties, image):
    """What deploy/kubernetes/submit has Spark make of it, the driver's pod before all; that, and its properties."""
    verb = ["train", "--config=/opt/spark-ddpm/conf/cifar10.conf", "data.prepared=s3a://bucket/c"]
    where = properties.name
    with recording_cluster() as (url, objects, _):
        env = {**environment(), "MASTER": f"k8s://{url}", "IMAGE": image, "NAMESPACE": "research"}
        command = [DEPLOY / "kubernetes/submit", properties, *verb]
        run = subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=300)
        made = list(objects.values())
    pods = [o for o in made if o["kind"] == "Pod"]
    if run.returncode != 0 or len(pods) != 1:
        check(False, where, f"spark-submit made no driver: {run.stderr[-2000:]}")
        return None
    for each in made:
        # Kubernetes' own answer, not the client's question, has the id.
        del each["metadata"]["uid"]
        check_kubernetes_object(where, each)
    container = pods[0]["spec"]["containers"][0]
    check(container["args"][-len(verb):] == verb, where, f"the driver is given {container['args']}")
    secrets = {e["name"] for e in container["env"] if "secretKeyRef" in e.get("valueFrom", {})}
    check(secrets == {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}, where, f"secrets are {secrets}")
    check_all(where, privileges.of_pod("driver", pods[0]["spec"]))
    gpus = container["resources"]["limits"].get("nvidia.com/gpu")
    check(gpus is None, where, f"the driver has {gpus} GPUs")
    (given,) = (o["data"]["spark.properties"] for o in made if o["kind"] == "ConfigMap" and "spark.properties" in o["data"])
    return pods[0], given


def check_driver(spark, where, driver, given):
    """What the driver that was submitted asks of Kubernetes, its executors' pods before all, and may ask."""
    template = DEPLOY / "kubernetes/pod-template.yaml"
    executor, asked = drive(spark.jvm, spark.properties(given), template)
    check_all(where, privileges.of_pod("executor", executor["spec"]))
    rbac = list(yaml.safe_load_all((DEPLOY / "kubernetes/rbac.yaml").read_text()))
    check_all("rbac.yaml", privileges.of_role(rbac, asked))
    check_all("rbac.yaml", privileges.of_accounts(rbac))
    policies = list(yaml.safe_load_all((DEPLOY / "kubernetes/network-policy.yaml").read_text()))
    check_all("network-policy.yaml", privileges.of_network(policies, [driver, executor]))


def properties_of(file):
    """As Java reads them, as far as ours go."""
    lines = [line.split(None, 1) for line in file.read_text().splitlines() if line and not line.startswith("#")]
    return {key: value.strip() for key, value in lines}


def check_submissions(spark):
    """The files of properties, and the script."""
    version = pom("version").removesuffix("-SNAPSHOT")
    for file in sorted((DEPLOY / "kubernetes").glob("*.properties")):
        conf = properties_of(file)
        image = f"registry.example/spark-ddpm:{version}-{'torch' if 'gpu' in file.name else 'cpu'}"
        spark.check(file.name, conf)
        check_paths(file.name, file.read_text())
        check(check_gpus(file.name, image, conf, conf["spark.executor.cores"]), file.name, "several tasks an executor")
        submitted = check_submission(file, image)
        if submitted and file.name == "cpu.properties":
            check_driver(spark, file.name, *submitted)
    # Those of secrets show in the driver's pod, for they are put together.
    script = (DEPLOY / "kubernetes/submit").read_text()
    spark.check("submit", re.findall(r'--conf "?(spark[\w.]+)=', script))


def check_dockerfile():
    """That each base image is named by a version, which may have its digest, and can be replaced by a pinned one."""
    text = (DEPLOY / "docker/Dockerfile").read_text()
    named = dict(re.findall(r"^ARG (\w+_IMAGE)=(\S+)$", text, re.M))
    for name, image in named.items():
        check(BASE_IMAGE.fullmatch(image), "Dockerfile", f"{name} is {image}, expected NAME:VERSION[@sha256:DIGEST]")
    for image in re.findall(r"^FROM (?:--\S+ )*(\S+)", text, re.M):
        check(image.strip("${}") in named, "Dockerfile", f"FROM {image} is of no ARG that ends with _IMAGE")


def commands(markdown):
    """The words of each command of a document's blocks for the shell."""
    for block in re.findall(r"^ *```sh\n(.*?)^ *```", markdown, re.S | re.M):
        command = ""
        for line in block.replace("\\\n", " ").splitlines():
            command += line + "\n"
            try:
                words = shlex.split(command, comments=True)
            except ValueError:
                continue  # A quotation goes on in the next line.
            yield words
            command = ""
        check(not command, "a document", f"a quotation does not end: {command}")


def check_documents(spark):
    """Commands of the pages: Spark's properties, and for those under deploy/ the job's arguments in the image."""
    for file in [ROOT / "README.md", *sorted(ROOT.glob("docs/*.md")), *sorted(DEPLOY.glob("*/README.md"))]:
        for words in commands(file.read_text()):
            where = f"{file.parent.name}/{file.name}"
            confs = [w for before, w in zip(words, words[1:]) if before in ("--spark-conf", "--conf")]
            spark.check(where, [conf.split("=")[0] for conf in confs])
            spark.check(where, re.findall(r"-D(spark[\w.]+)=", " ".join(words)))
            if DEPLOY in file.parents and "./deploy/spark-ddpm" in words:
                check_command(where, words[words.index("./deploy/spark-ddpm") + 1 :])


def check_command(where, words):
    """One of the launcher, without what is the launcher's."""
    taken = []
    rest = iter(words)
    for word in rest:
        if word in ("--master", "--spark-conf"):
            next(rest)
        else:
            taken.append(word.replace("conf/", "/opt/spark-ddpm/conf/"))
    dry_run(where, taken)


def check_dockerfile():
    """That the image has the Spark, Scala and Java of the build."""
    text = (DEPLOY / "docker/Dockerfile").read_text()
    java = pom("maven.compiler.release")
    base = f"apache/spark:{pom('spark.version')}-scala{pom('scala.binary.version')}-java{java}-ubuntu"
    check(f"ARG SPARK_IMAGE={base}\n" in text, "Dockerfile", f"SPARK_IMAGE is not {base}")
    launcher = (ROOT / "deploy/spark-ddpm").read_text()
    for name, value in re.findall(r"(OMP_WAIT_POLICY|MALLOC_\w+_)=(\w+)", text):
        check(f'{name}="${{{name}:-{value}}}"' in launcher, "Dockerfile", f"the launcher's {name} is not {value}")


def main():
    spark = Spark()
    check_dockerfile()
    check_manifests(spark)
    check_submissions(spark)
    check_dockerfile()
    check_documents(spark)
    for fault in faults:
        print(f"error: {fault}", file=sys.stderr)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
