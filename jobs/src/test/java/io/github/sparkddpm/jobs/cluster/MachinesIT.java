package io.github.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.sparkddpm.jobs.cluster.InstalledLauncher.Ended;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The launcher on machines as they are: other locales, temporary folders and disks. */
@Timeout(300)
class MachinesIT {

  private static final Map<String, String> LOCALE_C = Map.of("LC_ALL", "C");

  @TempDir private static Path folder;
  private static InstalledLauncher launcher;

  @BeforeAll
  static void install() throws IOException {
    launcher = new InstalledLauncher(Files.createDirectories(folder.resolve("installed")));
    Files.createDirectories(folder.resolve("pictures"));
    for (String name : List.of("猫.png", "犬.png", "é.png")) {
      ImageIO.write(
          new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY),
          "png",
          folder.resolve("pictures").resolve(name).toFile());
    }
  }

  private static String[] preparing(String target, String... more) {
    return Stream.concat(
            Stream.of(
                "prepare",
                "--config",
                Path.of("../conf/digits.conf").toAbsolutePath().toString(),
                "--master=local[1]",
                "--spark-conf",
                "spark.ui.enabled=false",
                "data.source-images=pictures",
                "data.source-labels=",
                "data.shards=1",
                "data.prepared=" + target),
            Stream.of(more))
        .toArray(String[]::new);
  }

  @Test
  void namesBeyondAsciiAreReadAndWrittenInTheLocaleC() throws Exception {
    launcher.call(folder, LOCALE_C, preparing("犬")).isGood();

    assertThat(Files.readString(folder.resolve("犬/manifest.json"))).contains("\"count\" : 3");
    assertThat(folder.resolve("犬/quarantine.jsonl")).doesNotExist();
  }

  @Test
  void sparkSubmitInTheLocaleCIsRefusedSayingWhatToSet() throws Exception {
    SparkHome.Extras inC = new SparkHome.Extras(List.of(), LOCALE_C);
    try (Submission submission =
        Submission.start(folder, "local[1]", 1, inC, List.of("prepare", "--dry-run"))) {
      assertThat(submission.status()).isEqualTo(2);
      assertThat(submission.error())
          .startsWith("error: This process has file names in US-ASCII")
          .contains("LC_ALL=C.UTF-8");
      assertThat(submission.log()).doesNotContain("\tat ");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--master=locl[2],none that Spark knows",
    "--master=local[0],1 or more",
    "--spark-conf=x,no property of Spark",
    "--spark-conf=spark.executor.memory=lots,not a size",
    "--spark-conf=spark.executor.cores=0,whole number"
  })
  void whatSparkSubmitWouldAnswerWithATraceIsRefused(String option, String reason)
      throws Exception {
    launcher.call(folder, Map.of(), "train", option).isError(2, reason);
  }

  @ParameterizedTest
  @CsvSource({
    "spark.default.parallelism=many,Spark refuses its settings",
    "spark.driver.bindAddress=192.0.2.1,Spark cannot listen"
  })
  void whatSparkRefusesIsOneLine(String property, String reason) throws Exception {
    launcher
        .call(folder, Map.of(), preparing("unused", "--spark-conf=" + property))
        .isError(property.contains("bind") ? 1 : 2, reason);
  }

  @Test
  void aTaskThatFailsPrintsItsReasonAndNoTraces() throws Exception {
    launcher.call(folder, Map.of(), preparing("torn")).isGood();
    Path shard = folder.resolve("torn/shards/shard-00000.parquet");
    Files.writeString(shard, "torn");
    launcher
        .call(
            folder,
            Map.of(),
            "train",
            "--config",
            Path.of("../conf/digits.conf").toAbsolutePath().toString(),
            "data.prepared=torn",
            "output=run",
            "training.held-out=0",
            "training.batch-size=1")
        .isError(3, "shard-00000.parquet");
  }

  @Test
  void aTemporaryFolderThatForbidsExecutionIsFoundAtTheStart() throws Exception {
    Path mounted = mount("noexec", "noexec,size=16m");
    try {
      launcher
          .call(folder, Map.of("TMPDIR", mounted.toString()), preparing("unused"))
          .isError(1, "Cannot load native libraries from " + mounted);
    } finally {
      run("umount", mounted.toString());
    }
  }

  @Test
  void aFullDiskIsFoundBeforeAnythingIsDecoded() throws Exception {
    Path mounted = mount("full", "size=4k");
    Files.createDirectories(mounted.resolve("sub"));
    try {
      Ended ended = launcher.call(folder, Map.of(), preparing(mounted + "/sub/prepared"));
      ended.isError(7, "No space left on device");
      assertThat(ended.printed()).doesNotContain("Decoding");
    } finally {
      run("umount", mounted.toString());
    }
  }

  /** Mounts a file system in memory; only root can. */
  private static Path mount(String name, String options) throws Exception {
    Path point = Files.createDirectories(folder.resolve(name));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", options, "tmpfs", point.toString()) == 0,
        "this user cannot mount a tmpfs");
    return point;
  }

  private static int run(String... command) throws Exception {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }
}
