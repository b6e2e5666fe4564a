"""What a session needs before it is made."""
from __future__ import annotations

import os
import pathlib
import re
from typing import Dict, Union

from spark_ddpm._jar import JobException

PLUGIN = "io.github.sparkddpm.spark.executor.EventPlugin"

# As deploy/spark-ddpm sets them, where the reasons are.
ENVIRONMENT = {
    "OMP_WAIT_POLICY": "PASSIVE",
    "MALLOC_MMAP_MAX_": "0",
    "MALLOC_TRIM_THRESHOLD_": "8000000000",
    "MALLOC_TOP_PAD_": "134217728",
}


def session_config(jar: Union[str, os.PathLike], off_heap: str = "8g") -> Dict[str, str]:
    """Returns the properties of Spark that a session needs, for ``SparkSession.builder.config(map=...)``.

    The session's JVM inherits the environment of this process. Variables that make it faster, and SPARK_DDPM_HOME, to
    which presets refer, are set here unless they are set already.

    :param jar: the job jar, ``lib/spark-ddpm.jar`` of a release or ``jobs/target/spark-ddpm.jar`` of a checkout: a
        path on this machine, or a URI as ``spark.jars`` takes it
    :param off_heap: most memory for tensors, outside the heap, of each JVM
    :raises JobException: if there is no such jar
    """
    jar = os.fspath(jar)
    if not re.match("[a-z][a-z0-9]*:", jar):
        jar = str(_local(pathlib.Path(jar)))
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    limits = f"-Dorg.bytedeco.javacpp.maxbytes={off_heap} -Dorg.bytedeco.javacpp.maxphysicalbytes=0"
    return {
        "spark.jars": jar,
        "spark.plugins": PLUGIN,
        "spark.driver.defaultJavaOptions": f"{limits} -Djava.awt.headless=true -Dorg.bytedeco.javacpp.logger=slf4j",
        "spark.executor.defaultJavaOptions": limits,
        "spark.executor.memoryOverhead": off_heap,
        **{f"spark.executorEnv.{name}": os.environ[name] for name in ENVIRONMENT},
    }


def _local(jar: pathlib.Path) -> pathlib.Path:
    """Returns the whole path of a jar on this machine, and tells the JVM where its presets are."""
    jar = jar.absolute()
    if not jar.is_file():
        raise JobException(f"There is no job jar {jar}: name lib/spark-ddpm.jar of a release archive, or build one")
    for home in list(jar.parents)[1:3]:
        if (home / "conf/digits.conf").is_file():
            os.environ.setdefault("SPARK_DDPM_HOME", str(home))
    return jar
