"""The stages, thin over those of the job jar."""
from __future__ import annotations

import json
import os
import sys
from typing import Any, List, Optional, Sequence, TypeVar, Union

from pyspark import keyword_only
from pyspark.ml.param import Param, TypeConverters
from pyspark.ml.util import JavaMLReadable, JavaMLReader, JavaMLWritable, JavaMLWriter
from pyspark.ml.wrapper import JavaEstimator, JavaModel, JavaParams
from pyspark.sql import DataFrame

from spark_ddpm._jar import explained, require_jar

JAVA = "io.github.sparkddpm.ml"
MOST_IMAGES = 2**31 - 1

S = TypeVar("S", bound="_Stage")


def _to_text(value: Any) -> str:
    """Converts paths too."""
    return TypeConverters.toString(os.fspath(value) if isinstance(value, os.PathLike) else value)


_CONVERTERS = {
    "Param": _to_text,
    "StringArrayParam": TypeConverters.toListString,
    "IntParam": TypeConverters.toInt,
    "LongParam": TypeConverters.toInt,
    "DoubleParam": TypeConverters.toFloat,
}


class _Writer(JavaMLWriter):
    """Saves a stage."""

    def save(self, path: str) -> None:
        with explained():
            super().save(path)


class _Reader(JavaMLReader):
    """Loads a stage."""

    def load(self, path: str) -> Any:
        with explained():
            return super().load(path)

    @classmethod
    def _java_loader_class(cls, clazz: type) -> str:
        return f"{JAVA}.{clazz.__name__}"


class _Stage(JavaParams):
    """A stage whose params, with their types and documentation, are those of the job jar's stage."""

    keys: Param[List[str]]
    seed: Param[int]

    def _create_params_from_java(self) -> None:
        for param in self._java_obj.params():
            converter = _CONVERTERS[param.getClass().getSimpleName()]
            setattr(self, param.name(), Param(self, param.name(), param.doc(), converter))
        # Else Spark ML would not look for them again.
        self._params = None

    def withKey(self: S, key: str, value: Any) -> S:
        """Sets another key of the configuration.

        :param value: text is read as HOCON, such as "[1, 2]"; other values stand for themselves
        """
        text = value if isinstance(value, str) else json.dumps(value)
        before = self.getOrDefault(self.keys) if self.isSet(self.keys) else []
        return self._set(keys=[*before, f"{key}={text}"])

    def write(self) -> JavaMLWriter:
        """Returns a writer of a folder that ``load`` reads."""
        return _Writer(self)

    @classmethod
    def read(cls) -> JavaMLReader:
        """Returns the reader of ``load``."""
        require_jar()
        return _Reader(cls)


class DiffusionEstimator(
    _Stage, JavaEstimator["DiffusionModel"], JavaMLWritable, JavaMLReadable["DiffusionEstimator"]
):
    """Trains a diffusion model on the images of a DataFrame, as the verbs ``prepare`` and ``train`` do.

    The images are in a column as bytes of image files, as a struct {bytes, path} or as paths. The same fit goes on
    where an earlier one was stopped. ``explainParams()`` tells what the params mean.
    """

    config: Param[str]
    imageCol: Param[str]
    labelCol: Param[str]
    orderBy: Param[List[str]]
    imageSize: Param[int]
    channels: Param[int]
    steps: Param[int]
    batchSize: Param[int]
    learningRate: Param[float]
    workers: Param[int]
    output: Param[str]

    @keyword_only
    def __init__(
        self,
        *,
        config: Optional[Union[str, os.PathLike]] = None,
        imageCol: Optional[str] = None,
        labelCol: Optional[str] = None,
        orderBy: Optional[Sequence[str]] = None,
        imageSize: Optional[int] = None,
        channels: Optional[int] = None,
        steps: Optional[int] = None,
        batchSize: Optional[int] = None,
        learningRate: Optional[float] = None,
        workers: Optional[int] = None,
        seed: Optional[int] = None,
        output: Optional[Union[str, os.PathLike]] = None,
        keys: Optional[Sequence[str]] = None,
    ) -> None:
        """Creates an estimator.

        :raises JobException: if the session lacks the job jar, or has that of another version
        """
        super().__init__()
        require_jar()
        self._java_obj = self._new_java_obj(f"{JAVA}.DiffusionEstimator", self.uid)
        self._create_params_from_java()
        self._set(**self._input_kwargs)

    def _fit(self, dataset: DataFrame) -> DiffusionModel:
        with explained():
            return super()._fit(dataset)

    def _create_model(self, java_model: Any) -> DiffusionModel:
        return DiffusionModel(java_model)


class DiffusionModel(_Stage, JavaModel, JavaMLWritable, JavaMLReadable["DiffusionModel"]):
    """Draws images with trained weights, as the verb ``sample`` does.

    ``fit`` and ``load`` return models. An image depends on the weights, the seed and its id alone.
    """

    weights: Param[str]
    average: Param[str]
    samples: Param[str]

    def __init__(self, java_model: Optional[Any] = None) -> None:
        super().__init__(java_model)
        if java_model is not None:
            self._transfer_params_from_java()

    def generate(self, n: int, first_id: int = 0) -> DataFrame:
        """Draws images, in the order of their ids, at once.

        :param n: their number, at least 1
        :param first_id: the id of the first one, 0 or more
        :raises JobException: for whatever you can mend
        """
        images = TypeConverters.toInt(n)
        if images > MOST_IMAGES:
            raise ValueError(f"n is {images}, and a model draws at most {MOST_IMAGES} images at a time")
        self._transfer_params_to_java()
        with explained():
            return self._call_java("generate", TypeConverters.toInt(first_id), images)

    def _transform(self, dataset: DataFrame) -> DataFrame:
        with explained():
            return super()._transform(dataset)

    def setSamples(self, value: Union[str, os.PathLike]) -> DiffusionModel:
        """Sets the folder of the images."""
        return self._set(samples=value)

    def setSeed(self, value: int) -> DiffusionModel:
        """Sets the seed."""
        return self._set(seed=value)


# Where Spark ML looks for the Python class of a Java stage, as that of a pipeline which it loads.
sys.modules[JAVA] = sys.modules[__name__]
