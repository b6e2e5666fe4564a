"""Trains diffusion models on DataFrames, and draws images from them.

The classes are those of ``io.github.sparkddpm.ml`` in the job jar, which computes everything.
"""
from spark_ddpm._jar import JobException
from spark_ddpm._session import session_config
from spark_ddpm._stages import DiffusionEstimator, DiffusionModel
from spark_ddpm._version import __version__

__all__ = ["DiffusionEstimator", "DiffusionModel", "JobException", "__version__", "session_config"]
