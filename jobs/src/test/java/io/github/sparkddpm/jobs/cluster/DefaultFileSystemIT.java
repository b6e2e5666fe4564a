package io.github.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkddpm.jobs.cluster.InstalledLauncher.Ended;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The meaning of paths where Hadoop's default file system is a real name node's. */
@Timeout(300)
class DefaultFileSystemIT {

  @TempDir private static Path folder;
  private static HdfsServer server;
  private static InstalledLauncher launcher;

  @BeforeAll
  static void start() throws Exception {
    server = new HdfsServer(folder);
    launcher = new InstalledLauncher(Files.createDirectories(folder.resolve("installed")));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void theBundledDigitsAreOfTheLocalDisk() throws Exception {
    Ended ended = prepare("--dry-run");

    ended.isGood();
    assertThat(ended.printed()).contains("# Would read file:").contains("10,000 images");
  }

  @Test
  void aRelativePathIsOfTheLocalDiskAndAnAbsoluteOneOfTheDefaultFileSystem() throws Exception {
    Path pictures = Files.createDirectories(folder.resolve("pictures"));
    ImageIO.write(
        new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY),
        "png",
        pictures.resolve("a.png").toFile());
    Ended ended =
        prepare(
            "data.source-images=pictures",
            "data.source-labels=",
            "data.shards=1",
            "data.prepared=/there");

    ended.isGood();
    assertThat(ended.printed()).contains(server.url() + "/there");
    var there = new org.apache.hadoop.fs.Path(server.url(), "/there/manifest.json");
    FileSystem files = there.getFileSystem(new Configuration());
    assertThat(files.exists(there)).isTrue();
  }

  private static Ended prepare(String... more) throws Exception {
    Stream<String> common =
        Stream.of(
            "prepare",
            "--config",
            Path.of("../conf/digits.conf").toAbsolutePath().toString(),
            "--spark-conf",
            "spark.hadoop.fs.defaultFS=" + server.url());
    return launcher.call(
        folder, Map.of(), Stream.concat(common, Stream.of(more)).toArray(String[]::new));
  }
}
