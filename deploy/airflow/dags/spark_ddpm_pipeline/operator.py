"""SparkSubmitOperator, which knows the job's exit codes, and how the job is told to end."""
from __future__ import annotations

import functools
import re
import subprocess
from typing import Any

from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator
from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowSkipException

# Wrong configuration, unusable input, diverged, another run's folder, nothing learned: see docs/troubleshooting.md.
NOT_MENDED_BY_REPETITION = (2, 3, 4, 5, 8)

# For the step in flight and a checkpoint.
SECONDS_TO_END = 120


class SparkDdpmOperator(SparkSubmitOperator):
    """Submits a verb; without arguments there is nothing to do, and the task is skipped."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(java_class="io.github.sparkddpm.jobs.Main", **kwargs)

    def execute(self, context: Any) -> None:
        if not self.application_args:
            raise AirflowSkipException("The parameters do not ask for this")
        try:
            super().execute(context)
        except AirflowException as e:
            found = re.search(r"Error code is: (\d+)", str(e))
            if found and int(found[1]) in NOT_MENDED_BY_REPETITION:
                raise AirflowFailException(
                    f"Exit code {found[1]}, which repetition does not mend: see the job's last lines above"
                ) from e
            raise

    def _get_hook(self) -> Any:
        """A task that is stopped gets SIGTERM and, 5 s later, SIGKILL with its whole process group.

        That is too soon for a checkpoint, so that the driver gets a group of its own.
        """
        hook = super()._get_hook()
        hook.submit = functools.partial(hook.submit, start_new_session=True)
        return hook

    def on_kill(self) -> None:
        """SIGTERM, on which training writes a checkpoint, before what Airflow does: SIGKILL.

        Airflow does not wait for this: the driver then ends by itself.
        """
        driver = self._hook._submit_sp if self._hook else None
        if driver and driver.poll() is None:
            driver.terminate()
            try:
                driver.wait(SECONDS_TO_END)
            except subprocess.TimeoutExpired:
                self.log.warning("The driver has not ended within %s s of SIGTERM", SECONDS_TO_END)
        super().on_kill()
