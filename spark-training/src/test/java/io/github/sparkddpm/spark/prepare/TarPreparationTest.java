package io.github.sparkddpm.spark.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.github.sparkddpm.spark.data.Drawn;
import io.github.sparkddpm.spark.data.LocalSpark;
import io.github.sparkddpm.spark.data.PreparedDataset;
import io.github.sparkddpm.spark.source.FolderSource;
import io.github.sparkddpm.spark.source.Listing;
import io.github.sparkddpm.spark.source.SourceFormat;
import io.github.sparkddpm.spark.source.SourceOptions;
import io.github.sparkddpm.spark.source.archive.Tars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tars in WebDataset's layout, listed and read by Spark. */
class TarPreparationTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {".tar", ".tar.gz", ".tgz"})
  void theImagesOfAFolderInTheSameOrderAreTheSameDataset(String ending) throws IOException {
    Path images = Drawn.folders(folder.resolve("images"), 2, 10);
    PreparedDataset expected =
        Preparing.dataset(
            new FolderSource(images.toString(), true), Preparing.plan(Drawn.SHAPE, 1), out("1"));
    for (int shard = 0; shard < 4; shard++) {
      try (Tars tar = Tars.posix(tars("0000" + shard + ending))) {
        for (int i = 5 * shard; i < 5 * shard + 5; i++) {
          tar.add(key(i) + ".cls", i < 10 ? "0\n" : "1").add(key(i) + ".png", Drawn.png(i));
        }
      }
    }
    PreparedDataset tars = prepare("cls", 0);

    assertThat(tars.manifest().digest()).isEqualTo(expected.manifest().digest());
    assertThat(Drawn.levels(tars)).isEqualTo(Drawn.levels(expected));
    assertThat(prepare("cls", 0)).isEqualTo(tars); // Kept: the source is known again.
  }

  /** Five images, each with 33 MiB beside it, are several parts of 64 MiB. */
  @Test
  void aLargeTarIsReadInPartsByAnyNumberOfTasks() throws IOException {
    try (Tars tar = Tars.gnu(tars("0.tar"))) {
      for (int i = 0; i < 5; i++) {
        tar.add(key(i) + ".png", Drawn.png(i)).add(key(i) + ".bin", new byte[33 << 20]);
      }
    }
    Listing listing = list("");

    assertThat(
            listing
                .splits()
                .rdd(JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext()), 8)
                .getNumPartitions())
        .isEqualTo(3);
    assertThat(Drawn.levels(prepare("", 3))).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
  }

  @Test
  void labelsInTheJsonAreNumberedInTheOrderOfTheirNames() throws IOException {
    try (Tars tar = Tars.gnu(tars("0.tar"))) {
      tar.add("0.png", Drawn.png(0)).add("0.json", "{\"kind\": \"dog\"}");
      tar.add("1.json", "{\"kind\": \"cat\", \"n\": 1}").add("1.png", Drawn.png(1));
    }
    try (Tars tar = Tars.gnu(tars("1.tar"))) {
      tar.add("0.png", Drawn.png(2)).add("0.json", "{\"kind\": \"ant\"}");
    }
    PreparedDataset dataset = prepare("json.kind", 0);

    assertThat(dataset.manifest().classNames()).containsExactly("ant", "cat", "dog");
    assertThat(Drawn.labels(dataset)).containsExactly(entry(0, 2), entry(1, 1), entry(2, 0));
  }

  @Test
  void foldersWithinTheTarsAreClassesIfAskedFor() throws IOException {
    try (Tars tar = Tars.gnu(tars("0.tar"))) {
      tar.add("./b/0.png", Drawn.png(0)).add("a/0.png", Drawn.png(1));
    }
    SourceOptions options = options("", true);
    PreparedDataset dataset =
        Preparing.dataset(
            options.source(new Configuration()), Preparing.plan(Drawn.SHAPE, 1), out("out"));
    assertThat(Drawn.labels(dataset)).containsExactly(entry(0, 1), entry(1, 0));
  }

  @Test
  void whatIsNoImageIsCountedByReason() throws IOException {
    Files.createDirectories(folder.resolve("tars"));
    Files.createFile(tars("0.parquet"));
    Files.createFile(tars("0_stats.json"));
    Tars.gnu(tars("empty.tar")).close();
    try (Tars tar = Tars.gnu(tars("0.tar"))) {
      tar.addEmpty("folder/", TarConstants.LF_DIR).add("._0.png", "mac").add(".DS_Store", "mac");
      tar.add("__MACOSX/x.png", "mac").add("0.cls", "3").add("0.png", Drawn.png(0));
      tar.add("0.txt", "a caption").add("1.png", Drawn.png(1)).add("2.cls", "2");
      tar.add("2.json", "{}").add("3.seg.png", "a mask").add("README", "text");
    }
    Listing listing = list("cls");

    assertThat(listing.description()).isEqualTo("1 images in 2 tars");
    assertThat(listing.passedOver().byKey())
        .containsOnly(
            entry("otherName", 4L),
            entry("hidden", 3L),
            entry("empty", 1L),
            entry("withoutImage", 2L),
            entry("withoutLabel", 1L));
    assertThat(listing.passedOver().description())
        .contains("1 without a label (such as 0.tar/1.png)", "(such as 0.tar/2.cls)");
    assertThat(list("").entries()).isEqualTo(2);
  }

  @Test
  void unusableImagesAreLeftOutAndListedByTarAndMember() throws IOException {
    try (Tars tar = Tars.gnu(tars("0.tar"))) {
      tar.add("000012.png", "no picture").add("1.png", Drawn.png(1)).add("1.json", "{\"n\": 1}");
      tar.addEmpty("2.png", TarConstants.LF_SYMLINK).add("2.json", "{\"n\": 0}");
      tar.add("3.png", Drawn.png(3)).add("3.json", "{\"n\": [0]}");
      tar.add("4.png", Drawn.png(4)).add("4.json", "{");
    }
    PreparedDataset dataset = prepare("", 0);
    assertThat(Drawn.levels(dataset)).containsExactlyInAnyOrder(1, 3, 4);
    assertThat(Files.readAllLines(folder.resolve("out/quarantine.jsonl")))
        .satisfiesExactly(
            line -> assertThat(line).contains("\"0.tar/000012.png\"", "it is no PNG, JPEG"),
            line -> assertThat(line).contains("\"0.tar/2.png\"", "it is a link to another"));

    assertThat(prepare("json.n", 0, "labelled").count()).isEqualTo(1);
    assertThat(Files.readString(folder.resolve("labelled/quarantine.jsonl")))
        .contains("in the .json is neither a whole number nor a text", "its label is no JSON");
  }

  @Test
  void oneKeyIsOneImage() throws IOException {
    refused("are two images of one key", "0.png", "0.jpg");
    refused("0.png is in it twice", "0.png", "0.png");
    refused("the members of 0 do not lie together, or are in it twice", "0.png", "1.png", "0.png");
  }

  @Test
  void aDamagedTarIsRefusedByName() throws IOException {
    try (Tars tar = Tars.gnu(tars("0.tar"))) {
      tar.add("0.png", Drawn.png(0)).add("1.png", Drawn.png(1));
    }
    byte[] whole = Files.readAllBytes(tars("0.tar"));
    Files.write(tars("1.tar"), Arrays.copyOf(whole, 1024 + 700));
    assertThatThrownBy(() -> list(""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(
            "1.tar: it is truncated", "within 1.png after 1 whole members", "fetch it again")
        .message()
        .hasLineCount(1);
    Files.writeString(tars("1.tar"), "no tar".repeat(100));
    assertThatThrownBy(() -> list("")).hasMessageContaining("1.tar is no tar");
  }

  @Test
  void tarsWithoutImagesOrLabelsSayWhatTheyHold() throws IOException {
    try (Tars tar = Tars.gnu(tars("0.tar"))) {
      tar.add("0.png", Drawn.png(0)).add("0.cls", "1");
    }
    assertThatThrownBy(() -> list("label"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("No images in the tars of ", "1 without a label", "0.tar/0.png");
  }

  @Test
  void captionsAreNoClasses() throws IOException {
    try (Tars tar = Tars.gnu(tars("0.tar"))) {
      byte[] png = Drawn.png(0);
      for (int i : IntStream.rangeClosed(0, 1 << 16).toArray()) {
        tar.add(key(i) + ".png", png).add(key(i) + ".txt", "caption " + i);
      }
    }
    assertThatThrownBy(() -> list("txt"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more than 65536 different labels");
  }

  private void refused(String message, String... names) throws IOException {
    try (Tars tar = Tars.gnu(tars("0.tar"))) {
      for (String name : names) {
        tar.add(name, Drawn.png(0));
      }
    }
    assertThatThrownBy(() -> list(""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("Bad tar ", "0.tar: ", message);
  }

  private Listing list(String label) throws IOException {
    return options(label, false).source(new Configuration()).list(LocalSpark.session());
  }

  private PreparedDataset prepare(String label, int tasks) throws IOException {
    return prepare(label, tasks, "out");
  }

  private PreparedDataset prepare(String label, int tasks, String out) throws IOException {
    return Preparing.dataset(
        options(label, false).source(new Configuration()),
        Preparing.plan(Drawn.SHAPE, 1, 1, 1, tasks),
        out(out));
  }

  private SourceOptions options(String label, boolean folders) {
    String tars = folder.resolve("tars").toString();
    return new SourceOptions(SourceFormat.AUTO, tars, "", folders, "image", label, List.of());
  }

  private String out(String name) {
    return folder.resolve(name).toString();
  }

  private Path tars(String name) {
    return folder.resolve("tars").resolve(name);
  }

  private static String key(int i) {
    return String.format(Locale.ROOT, "%06d", i);
  }
}
