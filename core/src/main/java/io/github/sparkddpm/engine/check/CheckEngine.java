package io.github.sparkddpm.engine.check;

import io.github.sparkddpm.engine.BackendException;
import io.github.sparkddpm.engine.Engine;
import io.github.sparkddpm.engine.EngineConfig;
import io.github.sparkddpm.engine.EngineConfig.Device;
import io.github.sparkddpm.engine.EngineConfig.Name;
import io.github.sparkddpm.engine.EngineConfig.Precision;
import io.github.sparkddpm.engine.EngineException;
import io.github.sparkddpm.engine.Engines;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The Java side of {@code deploy/check-gpu}, which starts one process for each of:
 *
 * <pre>
 * DEVICE PRECISION parity NETWORK...
 * DEVICE PRECISION loss NETWORK BATCH STEPS IMAGES
 * DEVICE PRECISION rates NETWORK BATCH WARMUP STEPS
 * </pre>
 */
public final class CheckEngine {

  private static final int DID_NOT_HOLD = 1;
  private static final int CANNOT_COMPUTE = 2;

  private CheckEngine() {}

  /** Prints lines of JSON; ends with status 1 if something did not hold, 2 if nothing computes. */
  public static void main(String[] arguments) throws IOException {
    Findings findings = new Findings(new PrintStream(System.out, true, StandardCharsets.UTF_8));
    int status = CANNOT_COMPUTE;
    try {
      check(List.of(arguments), findings);
      status = findings.haveHeld() ? 0 : DID_NOT_HOLD;
    } catch (EngineException | BackendException e) {
      System.err.println("error: " + e.getMessage());
    }
    // Threads of native libraries would keep the process.
    System.exit(status);
  }

  private static void check(List<String> arguments, Findings findings) throws IOException {
    EngineConfig chosen =
        new EngineConfig(
            Name.TORCH,
            Device.valueOf(arguments.get(0).toUpperCase(Locale.ROOT)),
            Precision.valueOf(arguments.get(1).toUpperCase(Locale.ROOT)));
    Engine engine = Engines.ofBuild().open(chosen);
    engine.threads(Runtime.getRuntime().availableProcessors());
    findings.add(
        Findings.of("engine")
            .put("engine", chosen.description())
            .put("library", engine.library())
            .put("java", Runtime.version().toString()));
    List<String> rest = arguments.subList(3, arguments.size());
    switch (arguments.get(2)) {
      case "parity" -> {
        Parity parity = new Parity(Engines.dl4j(), engine, Tolerance.of(chosen), findings);
        rest.forEach(parity::check);
      }
      case "loss" ->
          new Digits(Path.of(rest.get(3)), number(rest, 1), number(rest, 2))
              .train(engine, rest.get(0), findings);
      case "rates" ->
          new Rates(engine, rest.get(0), number(rest, 1), number(rest, 2), number(rest, 3))
              .measure(findings);
      default -> throw new IllegalArgumentException("No check " + arguments.get(2));
    }
  }

  private static int number(List<String> words, int index) {
    return Integer.parseInt(words.get(index));
  }
}
