package io.github.sparkddpm.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verb {@code sample} with {@code sampling.format=table}. */
class SampleIntoTableTest extends WithTinyDigits {

  @TempDir private Path folder;

  @Test
  void aDryRunSaysWhatTheTableLacksAndTheResultIsTheTable() throws Exception {
    digits.call("train", folder.resolve("run"), "training.steps=1");
    String table = "parquet.`%s`".formatted(folder.resolve("table"));
    assertThat(sample("--dry-run").out())
        .endsWith("# Would create the table %s for images 0 to 5\n".formatted(table));
    assertThat(folder.resolve("table")).doesNotExist();

    Invocation drawn = sample("sampling.images=4");
    assertThat(drawn.err()).isEmpty();
    assertThat(drawn.out().lines())
        .startsWith(table.replace("`/", "`file:/"))
        .element(1)
        .asString()
        .endsWith("run/samples/grid.png");
    assertThat(sample("--dry-run").out())
        .endsWith(
            "# Would append images 0 to 5 to the table %s, which has 4 of these ids\n"
                .formatted(table));
    assertThat(sample().status()).isZero();
  }

  @Test
  void otherImagesAndForeignTablesAreRefusedInOneLine() throws Exception {
    digits.call("train", folder.resolve("run"), "training.steps=1");
    sample();
    String there = "sampling.output=" + folder.resolve("other");
    sample("seed=2", there).assertEnds(5, "differ in seed (1 there, 2 here)");

    Files.createDirectories(folder.resolve("foreign"));
    Files.writeString(folder.resolve("foreign/part.json"), "{\"id\": 1}");
    for (String dry : new String[] {there, "--dry-run"}) {
      sample(dry, "sampling.table=json.`%s`".formatted(folder.resolve("foreign")))
          .assertEnds(5, "has the columns id BIGINT, expected id BIGINT, label INT,");
      sample(dry, "sampling.table=db.samples").assertEnds(2, "Spark knows no database db for");
      sample(dry, "sampling.table=samples").assertEnds(2, "forgets the table samples at the end");
    }
    sample(there, "sampling.table=parquet.`/proc/table`")
        .assertEnds(7, "Cannot write the table parquet.`file:/proc/table`");
    assertThat(folder.resolve("other/_units")).doesNotExist();
  }

  private Invocation sample(String... more) {
    Stream<String> into =
        Stream.of(
            "sampling.format=table",
            "sampling.table=parquet.`%s`".formatted(folder.resolve("table")));
    return digits.call(
        "sample",
        folder.resolve("run"),
        Stream.concat(into, Stream.of(more)).toArray(String[]::new));
  }
}
