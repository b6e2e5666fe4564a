package io.github.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkddpm.jobs.cluster.S3Runs.Places;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The way from raw images to an evaluation on a real name node and data node. */
@Timeout(300)
class HdfsIT {

  @TempDir private static Path folder;
  private static HdfsServer server;
  private static LocalWay local;

  @BeforeAll
  static void start() throws Exception {
    local = LocalWay.gone();
    server = new HdfsServer(folder);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void theWholeWayWithADriverKilledEndsBitForBitAsOnTheLocalDisk() throws Exception {
    Places places = local.to(server.url() + "/way");
    S3Runs runs = new S3Runs(folder.resolve("logs"), "local[2]", S3Server.SECRET, "");
    runs.succeed("prepare", places);
    try (Submission train = runs.start("train", places, "training.checkpoint-every=1")) {
      train.await("a checkpoint", () -> exists(places.run() + "/" + manifest(1))).kill();
    }
    String log = runs.succeed("train", places);
    runs.succeed("sample", places);
    runs.succeed("evaluate", places);

    assertThat(log).containsPattern("Resuming after step \\d+ of " + S3Runs.STEPS);
    for (String file : List.of("model", "ema", "optimizer")) {
      String name = S3Runs.checkpoint(S3Runs.STEPS) + file + ".safetensors";
      assertThat(local.run().resolve(name)).hasBinaryContent(read(places.run() + "/" + name));
    }
    for (int id = 0; id < 6; id++) {
      String name = String.format(Locale.ROOT, "samples/images/%08d.png", id);
      assertThat(local.run().resolve(name)).hasBinaryContent(read(places.run() + "/" + name));
    }
    assertThat(exists(places.run() + "/evaluation/index.html")).isTrue();
    assertThat(exists(places.run() + "/run.lock")).isFalse();
  }

  private static String manifest(int step) {
    return S3Runs.checkpoint(step) + "checkpoint.json";
  }

  private static boolean exists(String path) {
    try {
      return files().exists(new org.apache.hadoop.fs.Path(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] read(String path) throws IOException {
    try (InputStream in = files().open(new org.apache.hadoop.fs.Path(path))) {
      return in.readAllBytes();
    }
  }

  private static FileSystem files() throws IOException {
    return new org.apache.hadoop.fs.Path(server.url()).getFileSystem(new Configuration());
  }
}
