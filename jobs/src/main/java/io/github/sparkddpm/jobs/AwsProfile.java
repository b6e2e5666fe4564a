package io.github.sparkddpm.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/** The profile of Amazon's credentials file, as Amazon's client finds it. */
final class AwsProfile {

  private static final String NAME = "AWS_PROFILE";
  private static final Pattern DEFAULT = Pattern.compile("(?m)^\\s*\\[\\s*default\\s*\\]");

  private AwsProfile() {}

  /**
   * Returns whether the user of this process has a profile.
   *
   * @param file environment variable that may name the file
   */
  static boolean isGiven(String file) {
    return isGiven(System.getenv(), file, Path.of(System.getProperty("user.home")));
  }

  /**
   * Returns whether a profile is named, or there is one by default. Without either, Amazon's client
   * would fail instead of falling back to the machine's role.
   */
  static boolean isGiven(Map<String, String> environment, String variable, Path home) {
    if (!environment.getOrDefault(NAME, "").isEmpty()) {
      return true;
    }
    String named = environment.getOrDefault(variable, "");
    Path file = named.isEmpty() ? home.resolve(".aws").resolve("credentials") : Path.of(named);
    try {
      return Files.isReadable(file) && DEFAULT.matcher(Files.readString(file)).find();
    } catch (IOException e) {
      throw new JobException(
          ExitCode.USAGE, "Cannot read the credentials in %s: %s".formatted(file, e), e);
    }
  }
}
