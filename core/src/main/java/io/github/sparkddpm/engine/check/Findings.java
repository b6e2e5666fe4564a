package io.github.sparkddpm.engine.check;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.MathContext;

/** The findings of a check, one line of JSON each, and whether all of them held. */
final class Findings {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final MathContext DIGITS = new MathContext(4);

  private final PrintStream out;
  private boolean held = true;

  Findings(PrintStream out) {
    this.out = out;
  }

  /** Returns a line to be filled and given to {@link #add}. */
  static ObjectNode of(String what) {
    return MAPPER.createObjectNode().put("what", what);
  }

  /** Returns the value to four significant digits. NaN and infinities are returned as they are. */
  static double rounded(double value) {
    return Double.isFinite(value) ? new BigDecimal(value).round(DIGITS).doubleValue() : value;
  }

  /** Prints a figure, which is no judgement. */
  void add(ObjectNode finding) {
    out.println(finding);
  }

  /** Prints a judgement, which either holds or does not. */
  void add(ObjectNode finding, boolean holds) {
    held &= holds;
    add(finding.put("held", holds));
  }

  boolean haveHeld() {
    return held;
  }
}
