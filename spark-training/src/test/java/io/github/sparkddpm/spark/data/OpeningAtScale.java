package io.github.sparkddpm.spark.data;

import io.github.sparkddpm.data.ImageShape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;

/** A measurement, started by hand: it opens a dataset of many shards, each a file of one byte. */
public final class OpeningAtScale {

  private static final int IMAGES_A_SHARD = 10_000;

  private OpeningAtScale() {}

  /**
   * Measures.
   *
   * @param arguments an empty folder, and the number of shards
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    int shards = Integer.parseInt(arguments[1]);
    HugeDataset.write(
        folder, HugeDataset.manifest(new ImageShape(3, 64, 64), shards, IMAGES_A_SHARD));
    say("wrote a manifest of %s MiB".formatted(Files.size(folder.resolve("manifest.json")) >> 20));
    PreparedDataset dataset = PreparedDataset.open(folder.toString(), new Configuration());
    say("opened %s images".formatted(dataset.count()));
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(sent)) {
      out.writeObject(dataset);
    }
    say("serialized into %s MiB".formatted(sent.size() >> 20));
  }

  private static void say(String what) {
    System.gc();
    long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    System.out.printf(
        Locale.ROOT,
        "%6.1f s, %4d MiB in use: %s%n",
        ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0,
        used >> 20,
        what);
  }
}
