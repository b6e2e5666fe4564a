package io.github.sparkddpm.jobs.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The launcher with all that it needs and no sources, as it is copied to where it is used. */
record Installation(Path folder) {

  /** The end of a call, and its output on both streams. */
  record Call(int status, String output) {}

  /** Puts one together in an empty folder. */
  static Installation in(Path folder) throws IOException {
    Path deploy = Path.of("../deploy").toAbsolutePath();
    for (String file : List.of("spark-ddpm", "log4j2.xml")) {
      Files.copy(
          deploy.resolve(file), Files.createDirectories(folder.resolve("deploy")).resolve(file));
    }
    link(folder.resolve("jobs/target/spark-ddpm.jar"), SparkHome.jobJar());
    link(folder.resolve("deploy/local/target/spark"), deploy.resolve("local/target/spark"));
    link(folder.resolve("conf"), Path.of("../conf").toAbsolutePath());
    link(folder.resolve("deploy/digits"), deploy.resolve("digits"));
    // What the launcher's last build was given: nothing.
    Files.createDirectories(folder.resolve("target"));
    Files.writeString(folder.resolve("target/launcher-maven-options"), "\n");
    return new Installation(folder);
  }

  private static void link(Path link, Path target) throws IOException {
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, target);
  }

  /** Calls the launcher by a command that takes its path and its arguments. */
  Call call(List<String> by, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Stream.of(
                        by.stream(),
                        Stream.of(folder.resolve("deploy/spark-ddpm").toString()),
                        Stream.of(arguments))
                    .flatMap(words -> words)
                    .toList())
            .directory(folder.toFile())
            .redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("SPARK_"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("SPARK_DRIVER_MEMORY", "512m");
    builder.environment().put("SPARK_DDPM_OFF_HEAP", "1g");
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Call(process.waitFor(), output);
  }
}
