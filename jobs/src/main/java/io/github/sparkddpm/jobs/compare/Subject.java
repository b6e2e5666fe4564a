package io.github.sparkddpm.jobs.compare;

import com.fasterxml.jackson.annotation.JsonValue;

/** A thing that runs can be compared by. */
enum Subject {
  /** The newest loss of each run. */
  LAST_LOSS("lastLoss"),
  /** Losses of the same moment. */
  LOSS("loss"),
  /** Losses of images that were held out. */
  HELD_OUT_LOSS("heldOutLoss"),
  BOUND("bitsPerDim"),
  FRECHET_DISTANCE("frechetDistance"),
  KERNEL_DISTANCE("kernelDistance"),
  PRECISION_AND_RECALL("precisionAndRecall"),
  RECOGNITION("recognizedShare"),
  /** Distances of samples that were judged while the run trained. */
  SAMPLES_ON_THE_WAY("samplesOnTheWay"),
  /** Pictures, image by image. */
  PICTURES("pictures"),
  /** Curves by step. */
  STEPS("steps");

  private final String name;

  Subject(String name) {
    this.name = name;
  }

  /** Returns the name in JSON. */
  @JsonValue
  String json() {
    return name;
  }
}
