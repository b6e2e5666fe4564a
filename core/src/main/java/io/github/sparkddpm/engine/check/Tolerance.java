package io.github.sparkddpm.engine.check;

import io.github.sparkddpm.engine.EngineConfig;
import io.github.sparkddpm.engine.EngineConfig.Precision;

/**
 * The largest distance that an engine may have from DL4J, in Euclidean lengths relative to DL4J's
 * result.
 *
 * <p>A processor adds in nearly the same order as DL4J. A GPU does not, and Adam amplifies the
 * difference where a gradient is near zero. bfloat16 keeps 8 bits of a number, 4e-3.
 *
 * @param output of the network
 * @param gradient of the loss
 * @param parameters after ten steps
 */
record Tolerance(double output, double gradient, double parameters) {

  static Tolerance of(EngineConfig engine) {
    if (engine.precision() == Precision.BFLOAT16) {
      return new Tolerance(0.05, 0.1, 0.05);
    }
    return engine.onCuda() ? new Tolerance(1e-4, 1e-3, 1e-3) : new Tolerance(1e-5, 1e-5, 1e-4);
  }

  double of(String part) {
    return switch (part) {
      case "output" -> output;
      case "gradient" -> gradient;
      default -> parameters;
    };
  }
}
