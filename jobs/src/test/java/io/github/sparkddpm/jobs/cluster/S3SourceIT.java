package io.github.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.data.image.ImageDecoder;
import io.github.sparkddpm.data.image.ImageFitter;
import io.github.sparkddpm.data.image.RgbColor;
import io.github.sparkddpm.data.image.UnusableImageException;
import io.github.sparkddpm.jobs.session.SessionSettings;
import io.github.sparkddpm.spark.source.FolderSource;
import io.github.sparkddpm.spark.source.Listing;
import io.github.sparkddpm.spark.source.files.SourceEntry;
import io.github.sparkddpm.spark.source.files.SourceSplit;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Image files in a bucket, whose keys are no paths. */
@Timeout(120)
class S3SourceIT {

  private static final ImageDecoder DECODER =
      new ImageDecoder(new ImageFitter(new ImageShape(1, 1, 1)), RgbColor.of("#ffffff"), 100);

  @TempDir private static Path folder;
  private static S3Server server;
  private static SparkSession spark;

  @BeforeAll
  static void start() throws IOException {
    server = new S3Server(folder);
    spark = SessionSettings.onDriver("S3SourceIT");
  }

  @AfterAll
  static void stop() {
    spark.close();
    server.close();
  }

  @Test
  void keysOfAnyNamesAreRead() throws Exception {
    try (Bucket bucket = new Bucket("any-names", server.endpoint())) {
      for (String key : List.of("p/12:30.png", "p/_a.PNG", "p/c/%25%20%23%3F.png", "p/d/e/f.png")) {
        bucket.putAs(key, png());
      }
      bucket.putAs("p/.hidden/a.png", png());
      bucket.putAs("p/.hidden/b.png", png());
      bucket.putAs("p/_SUCCESS", new byte[0]);
      bucket.putAs("p/d/", new byte[0]);
      Listing listing = list(bucket);

      assertThat(read(listing))
          .containsExactly("12:30.png used", "_a.PNG used", "c/% #?.png used", "d/e/f.png used");
      assertThat(listing.passedOver().byKey()).hasToString("{bookkeeping=1, hidden=1}");
    }
  }

  @Test
  void aKeyWithAnEmptyPartIsQuarantined() throws Exception {
    try (Bucket bucket = new Bucket("empty-part", server.endpoint())) {
      bucket.putAs("p/a.png", png());
      bucket.putAs("p//b.png", png());
      bucket.putAs("p/c//d.png", png());

      assertThat(read(list(bucket)))
          .satisfiesExactly(
              line -> assertThat(line).isEqualTo("a.png used"),
              line -> assertThat(line).startsWith("b.png: it is listed but not found: its key has"),
              line -> assertThat(line).startsWith("c/d.png: it is listed but not found"));
    }
  }

  @Test
  void twoKeysOfOnePathAreRefused() throws Exception {
    try (Bucket bucket = new Bucket("one-path", server.endpoint())) {
      bucket.putAs("p/a.png", png());
      bucket.putAs("p//a.png", png());

      assertThatThrownBy(() -> list(bucket))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("are a.png to Hadoop, for the key of one has an empty part (//)");
    }
  }

  private static Configuration hadoop() {
    return Bucket.configuration(server.endpoint());
  }

  private static Listing list(Bucket bucket) throws IOException {
    hadoop()
        .forEach(
            entry ->
                spark.sparkContext().hadoopConfiguration().set(entry.getKey(), entry.getValue()));
    return new FolderSource(bucket.path("p"), false).list(spark);
  }

  private static List<String> read(Listing listing) throws IOException {
    List<String> found = new ArrayList<>();
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    for (SourceSplit split : listing.splits().rdd(context, 1).collect()) {
      try (SourceSplit.Entries entries = split.open(hadoop())) {
        for (int i = 0; i < split.count(); i++) {
          found.add(read(entries.next()));
        }
      }
    }
    return found;
  }

  private static String read(SourceEntry entry) {
    try {
      entry.pixels(DECODER);
      return entry.name() + " used";
    } catch (UnusableImageException e) {
      return entry.name() + ": " + e.getMessage();
    }
  }

  private static byte[] png() throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY), "png", png);
    return png.toByteArray();
  }
}
