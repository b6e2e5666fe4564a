package io.github.sparkddpm.jobs.config;

import java.util.function.UnaryOperator;

/**
 * The settings of exporting weights.
 *
 * @param output folder of the export; empty for one in the run's folder
 * @param onnx whether it has an ONNX model
 */
public record ExportConfig(String output, boolean onnx) {

  /** Returns the same settings with every path replaced. */
  ExportConfig withPaths(UnaryOperator<String> path) {
    return new ExportConfig(output.isEmpty() ? "" : path.apply(output), onnx);
  }
}
