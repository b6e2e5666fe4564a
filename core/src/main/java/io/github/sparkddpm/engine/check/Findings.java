package io.github.sparkddpm.engine.check;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.MathContext;

/** What was found, a line of JSON for each, and whether all of it held. */
final class Findings {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final MathContext DIGITS = new MathContext(4);

  private final PrintStream out;
  private boolean held = true;

  Findings(PrintStream out) {
    this.out = out;
  }

  /** A line to be filled and given to {@link #add}. */
  static ObjectNode of(String what) {
    return MAPPER.createObjectNode().put("what", what);
  }

  /** To four significant digits, as JSON can write it. */
  static double rounded(double value) {
    return Double.isFinite(value) ? new BigDecimal(value).round(DIGITS).doubleValue() : value;
  }

  /** Prints a line that is a figure and no judgement. */
  void add(ObjectNode finding) {
    out.println(finding);
  }

  /** Prints a line that holds or does not. */
  void add(ObjectNode finding, boolean holds) {
    held &= holds;
    add(finding.put("held", holds));
  }

  boolean haveHeld() {
    return held;
  }
}
