package io.github.sparkddpm.spark.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceOptionsTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "deep/er/picture.JPEG, FolderSource",
    "data_batch_3.bin, CifarSource",
    "part-0.parquet, ParquetSource",
    "00000.tar, TarSource",
    "deep/00000.TAR.GZ, TarSource",
    "pictures.Zip, ZipSource"
  })
  void aFolderIsToldByTheNamesInIt(String file, String source) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.createFile(path);
    Files.createFile(folder.resolve("readme.txt"));
    assertThat(detected(folder).getClass().getSimpleName()).isEqualTo(source);
  }

  @ParameterizedTest
  @CsvSource({
    "50415231, ParquetSource",
    "00000803, IdxSource",
    "1f8b0800, IdxSource",
    "504b0304, ZipSource"
  })
  void aFileIsToldByItsFirstBytes(String head, String source) throws IOException {
    Path file = Files.write(folder.resolve("file"), HexFormat.of().parseHex(head + "0001"));
    assertThat(detected(file).getClass().getSimpleName()).isEqualTo(source);
  }

  @Test
  void whatIsOfNoKindOrOfTwoIsRefused() throws IOException {
    assertThatThrownBy(() -> detected(folder.resolve("nowhere")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("there is no such file or folder");
    Path text = Files.writeString(folder.resolve("readme.txt"), "text");
    assertThatThrownBy(() -> detected(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is no IDX file, Parquet file, tar, zip or CIFAR-10 batch");
    assertThatThrownBy(() -> detected(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no *.parquet, *.tar or *.zip and no data_batch_*.bin");
    Files.createFile(folder.resolve("a.png"));
    Files.createFile(folder.resolve("a.parquet"));
    assertThatThrownBy(() -> detected(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("[FOLDER, PARQUET]", "data.format");
  }

  /** img2dataset writes both beside each tar. */
  @Test
  void aFolderOfTarsIsNotToldByTheTablesBesideThem() throws IOException {
    for (String name : List.of("00000.tar", "00000.parquet", "00000_stats.json")) {
      Files.createFile(folder.resolve(name));
    }
    assertThat(detected(folder)).isInstanceOf(TarSource.class);
    Files.createFile(folder.resolve("00001.parquet"));
    assertThatThrownBy(() -> detected(folder)).hasMessageContaining("[PARQUET, WEBDATASET]");
  }

  @ParameterizedTest
  @CsvSource({
    "_delta_log/0.json, delta",
    "metadata/version-hint.text, iceberg",
    ".hoodie/hoodie.properties, hudi"
  })
  void aTableIsNotReadByTheFilesInIt(String mark, String format) throws IOException {
    Files.createFile(folder.resolve("part-0.parquet"));
    Files.createDirectories(folder.resolve(mark).getParent());
    Files.createFile(folder.resolve(mark));
    assertThatThrownBy(() -> detected(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(
            "is a table of " + format, "data.source-images=" + format + ".`file:", "data.format=");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "TABLE | delta.`/a/b` | delta.`</a/b>`",
        "TABLE | iceberg . `a/b`` c` | iceberg.`<a/b`` c>`",
        "TABLE | db.pictures | db.pictures",
        "TABLE | a.b.`c/d` | a.b.`c/d`",
        "TABLE | db.`pictures` | db.`pictures`",
        "TABLE | SELECT * FROM delta.`/a/b` | SELECT * FROM delta.`/a/b`",
        "AUTO | delta.`/a/b` | <delta.`/a/b`>"
      })
  void aPathIsReplacedWhereverItIs(SourceFormat format, String images, String replaced) {
    SourceOptions options = new SourceOptions(format, images, "", false, "image", "", List.of());
    assertThat(options.withPath(path -> "<" + path + ">")).isEqualTo(replaced);
  }

  @ParameterizedTest
  @CsvSource({"json", "json.", "jpg", "PNG"})
  void aLabelThatNoMemberHoldsIsRefused(String column) {
    SourceOptions options =
        new SourceOptions(SourceFormat.WEBDATASET, "tars", "", false, "image", column, List.of());
    assertThatThrownBy(() -> options.source(new Configuration()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("names no label of a WebDataset tar");
  }

  @Test
  void labelsAreInOnePlace() {
    SourceOptions options =
        new SourceOptions(SourceFormat.WEBDATASET, "tars", "", true, "image", "cls", List.of());
    assertThatThrownBy(() -> options.source(new Configuration()))
        .hasMessageContaining("both say where labels are");
  }

  @Test
  void whatIsSaidToBeOfAKindIsNotLookedAt() throws IOException {
    assertThat(source(SourceFormat.CIFAR10, folder.resolve("nowhere")))
        .isEqualTo(new CifarSource(folder.resolve("nowhere").toString()));
  }

  @ParameterizedTest
  @CsvSource({
    "FOLDER, labels, false, image, , data.source-labels",
    "IDX, , true, image, , data.folder-labels",
    "CIFAR10, , false, img, , data.image-column",
    "FOLDER, , false, image, label, data.label-column",
    "ZIP, , false, image, cls, data.label-column",
    "WEBDATASET, , false, img, , data.image-column",
    "TABLE, labels, false, image, , data.source-labels",
    "TABLE, , true, image, , data.folder-labels"
  })
  void whatAKindHasNoUseForIsRefusedByName(
      SourceFormat format, String idx, boolean folders, String image, String label, String key) {
    SourceOptions options =
        new SourceOptions(format, "pictures", given(idx), folders, image, given(label), List.of());
    assertThatThrownBy(() -> options.source(new Configuration()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(key + " is for ")
        .hasMessageContainingAll("pictures is read as " + format.description(), "set " + key + "=");
  }

  @Test
  void onlyRowsHaveAnOrderThatIsStated() {
    SourceOptions options =
        new SourceOptions(SourceFormat.FOLDER, "f", "", false, "image", "", List.of("id"));
    assertThatThrownBy(() -> options.source(new Configuration()))
        .hasMessageStartingWith("data.order-by is for a table, but f is read as a folder");
    assertThatThrownBy(
            () -> new SourceOptions(SourceFormat.TABLE, "t", "", false, "i", "", List.of(" ")))
        .hasMessageContaining("data.order-by must be a list of names of columns");
  }

  private static String given(String cell) {
    return cell == null ? "" : cell;
  }

  private static RawSource detected(Path path) throws IOException {
    return source(SourceFormat.AUTO, path);
  }

  private static RawSource source(SourceFormat format, Path path) throws IOException {
    return new SourceOptions(format, path.toString(), "", false, "image", "", List.of())
        .source(new Configuration());
  }
}
