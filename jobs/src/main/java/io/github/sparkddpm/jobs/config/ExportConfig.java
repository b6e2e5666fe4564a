package io.github.sparkddpm.jobs.config;

/**
 * The keys of {@code export}.
 *
 * @param output folder of the export; empty for one in the run's folder
 * @param onnx whether it has an ONNX model
 */
public record ExportConfig(String output, boolean onnx) {}
