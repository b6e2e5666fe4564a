"""SparkSubmitOperator, which knows the job's exit codes."""
from __future__ import annotations

import re
from typing import Any

from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator
from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowSkipException

# Wrong configuration, unusable input, diverged, another run's folder, nothing learned: see README.md.
NOT_MENDED_BY_REPETITION = (2, 3, 4, 5, 8)


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
