"""Has a real driver of Spark run against a stand-in for Kubernetes, and tells what it asks of it."""
import time

from recording_cluster import recording_cluster

NAMESPACE = "research"
DRIVER = "driver"
SECONDS = 90


def drive(jvm, properties, template):
    """The executor's pod that Spark makes, and all that the driver asks for from its start to its end.

    Takes the properties that a driver in the cluster is given. Its first executor fails, and is replaced.
    """
    with recording_cluster() as (url, objects, asked):
        objects["Pod", DRIVER] = _driver_pod()
        conf = jvm.org.apache.spark.SparkConf(False)
        for key, value in (properties | _here(url, template)).items():
            conf.set(key, value)
        context = jvm.org.apache.spark.api.java.JavaSparkContext(conf)
        try:
            first = until("an executor", lambda: _executor(objects, "1"))
            first["status"] = {"phase": "Failed", "containerStatuses": [_failed()]}
            until("another for the one that failed", lambda: _executor(objects, "2"))
            until("an end of the one that failed", lambda: not _executor(objects, "1"))
        finally:
            context.stop()
        return first, set(asked)


def _here(url, template):
    """What differs for a driver that runs on this machine and not in a pod."""
    return {
        "spark.master": f"k8s://{url}",
        "spark.submit.deployMode": "client",
        "spark.kubernetes.submitInDriver": "false",
        "spark.kubernetes.driver.pod.name": DRIVER,
        "spark.kubernetes.executor.podTemplateFile": str(template),
        "spark.kubernetes.executor.apiPollingInterval": "1s",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.port": "0",
        "spark.driver.blockManager.port": "0",
        "spark.ui.enabled": "false",
        "spark.executor.instances": "1",
        # Its executors never come.
        "spark.scheduler.minRegisteredResourcesRatio": "0",
        "spark.jars": "",
        "spark.app.name": "driven",
    }


def _driver_pod():
    ready = [{"type": "Ready", "status": "True"}]
    metadata = {"name": DRIVER, "namespace": NAMESPACE, "uid": "uid-of-driver", "labels": {"spark-role": "driver"}}
    spec = {"containers": [{"name": "spark"}]}
    return {"kind": "Pod", "apiVersion": "v1", "metadata": metadata, "spec": spec, "status": {"phase": "Running", "conditions": ready}}


def _failed():
    return {"name": "spark", "ready": False, "restartCount": 0, "image": "", "imageID": "", "state": {"terminated": {"exitCode": 1}}}


def _executor(objects, number):
    """The pod of an executor, if Spark has made it."""
    labels = {name: pod["metadata"].get("labels", {}) for name, pod in list(objects.items())}
    return next((objects.get(name) for name, has in labels.items() if has.get("spark-exec-id") == number), None)


def until(what, condition):
    """The condition's first true value."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.2)
    raise AssertionError(f"Within {SECONDS} s Spark has not made {what}")
