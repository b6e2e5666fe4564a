package io.github.sparkddpm.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The resident memory of this process, as Linux tells it; null elsewhere.
 *
 * @param residentMiB now
 * @param peakResidentMiB at most, until now
 */
record ProcessMemory(Long residentMiB, Long peakResidentMiB) {

  private static final Path STATUS = Path.of("/proc/self/status");

  static ProcessMemory read() throws IOException {
    List<String> lines = Files.isReadable(STATUS) ? Files.readAllLines(STATUS) : List.of();
    return new ProcessMemory(mebibytes("VmRSS:", lines), mebibytes("VmHWM:", lines));
  }

  private static Long mebibytes(String field, List<String> lines) {
    return lines.stream()
        .filter(line -> line.startsWith(field))
        .findFirst()
        .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .orElse(null);
  }
}
