"""The job jar in the session's JVM, and its failures."""
from __future__ import annotations

import contextlib
from typing import Iterator

from py4j.java_gateway import JavaClass
from py4j.protocol import Py4JJavaError
from pyspark import SparkContext

from spark_ddpm._version import __version__

JAVA_EXCEPTION = "io.github.sparkddpm.jobs.JobException"
USAGE = 2


class JobException(Exception):
    """A failure that you can mend. Its text is the one line that the command would end with.

    ``exit_code`` is the command's exit code.
    """

    def __init__(self, message: str, exit_code: int = USAGE) -> None:
        super().__init__(message)
        self.exit_code = exit_code


def require_jar() -> None:
    """Ensures that this process has a session, and its JVM the job jar of this package.

    :raises JobException: if not
    """
    if SparkContext._active_spark_context is None:
        raise JobException(
            "This process has no Spark session with a JVM: make one with spark_ddpm.session_config first (Spark Connect"
            " has none)"
        )
    version = SparkContext._jvm.io.github.sparkddpm.jobs.run.Version
    if not isinstance(version, JavaClass):
        raise JobException(
            "The Spark session lacks the job jar: restart Python, and make the session with spark_ddpm.session_config"
        )
    if version.own() != __version__:
        raise JobException(
            f"The job jar is {version.own()} and the Python package is {__version__}: install the package of that version"
        )


@contextlib.contextmanager
def explained() -> Iterator[None]:
    """Raises the job jar's failures as Python's; all others stay as Spark has them."""
    try:
        yield
    except Py4JJavaError as e:
        failure = e.java_exception
        if failure.getClass().getName() != JAVA_EXCEPTION:
            raise
        # Without the traces of Java, and of Py4J, which are pages long.
        raise JobException(failure.getMessage(), failure.exitCode().number()) from None
