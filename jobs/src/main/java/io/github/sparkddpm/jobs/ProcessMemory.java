package io.github.sparkddpm.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The memory of this process as Linux counts it: heap, tensors and all. */
final class ProcessMemory {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Map<String, String> FIELDS =
      Map.of("VmRSS", "rss_mb", "VmHWM", "peak_rss_mb");

  private ProcessMemory() {}

  /** Returns the resident memory now and at most, in MiB; empty where there is no such file. */
  static Map<String, Long> read() throws IOException {
    Map<String, Long> memory = new LinkedHashMap<>();
    if (Files.isReadable(STATUS)) {
      for (String line : Files.readAllLines(STATUS)) {
        String name = FIELDS.get(line.substring(0, Math.max(0, line.indexOf(':'))));
        if (name != null) {
          memory.put(name, Long.parseLong(line.replaceAll("\\D", "")) / 1024);
        }
      }
    }
    return memory;
  }
}
