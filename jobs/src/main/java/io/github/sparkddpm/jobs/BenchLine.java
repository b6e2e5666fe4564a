package io.github.sparkddpm.jobs;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * The output of {@code bench}: a line of JSON for each thing that is measured. What does not apply
 * is left out.
 *
 * @param formatVersion {@value #FORMAT_VERSION}; before there was one, names were in snake case
 * @param preset the configuration's name
 * @param parameters of the network
 * @param batchSize images of a step
 * @param engine what computes, in words
 * @param threads native threads
 * @param what {@code train} or {@code sample}
 * @param medianSecondsPerStep the median of the steps that count
 * @param imagesPerSecond images trained
 * @param imagesPerSecondAt1000Steps images sampled, if each takes 1000 steps
 * @param residentMiB resident memory of the process after the measurement
 * @param peakResidentMiB the most there was until then
 */
@JsonInclude(Include.NON_NULL)
@JsonPropertyOrder({
  "formatVersion",
  "preset",
  "parameters",
  "batchSize",
  "engine",
  "threads",
  "what",
  "medianSecondsPerStep",
  "imagesPerSecond",
  "imagesPerSecondAt1000Steps",
  "residentMiB",
  "peakResidentMiB"
})
record BenchLine(
    int formatVersion,
    String preset,
    long parameters,
    int batchSize,
    String engine,
    int threads,
    String what,
    double medianSecondsPerStep,
    Double imagesPerSecond,
    Double imagesPerSecondAt1000Steps,
    Long residentMiB,
    Long peakResidentMiB) {

  static final int FORMAT_VERSION = 2;

  private static final JsonMapper MAPPER = new JsonMapper();

  String toJson() throws JsonProcessingException {
    return MAPPER.writeValueAsString(this);
  }
}
