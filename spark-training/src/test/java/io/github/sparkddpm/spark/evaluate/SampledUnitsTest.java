package io.github.sparkddpm.spark.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sparkddpm.engine.EngineConfig;
import io.github.sparkddpm.spark.data.DatasetException;
import io.github.sparkddpm.spark.data.LocalSpark;
import io.github.sparkddpm.spark.sample.files.IdRange;
import io.github.sparkddpm.spark.sample.files.SampleFormat;
import io.github.sparkddpm.spark.sample.files.SampleProvenance;
import io.github.sparkddpm.spark.sample.files.SamplesFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class SampledUnitsTest {

  private static final Configuration HADOOP = new Configuration();

  /** Two units that lack the ids 17 to 19, which are drawn elsewhere. */
  private static final List<IdRange> UNITS = List.of(new IdRange(10, 7), new IdRange(20, 3));

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "PNG")
  void imagesOfAllUnitsAreReadInTheOrderOfTheirIds(SampleFormat format) throws IOException {
    SampledUnits images = written(format);

    assertThat(images.count()).isEqualTo(10);
    assertThat(images.description()).isEqualTo("10 images of file:%s", path(format));
    assertThat(images.pixels(0, 10, HADOOP)).isEqualTo(Digits.pixels(0, 10));
    assertThat(images.pixels(5, 4, HADOOP)).isEqualTo(Digits.pixels(5, 4));
    assertThat(images.pixels(2, 1, HADOOP)).isEqualTo(Digits.pixels(2, 1));
    assertThat(images.id(6)).isEqualTo(16);
    assertThat(images.id(7)).isEqualTo(20);
    assertThat(images.name(9)).isEqualTo("image 22");
  }

  @Test
  void classesAreThoseOfTheIds() throws IOException {
    SampledUnits images = written(SampleFormat.TABLE);

    assertThat(images.mayHaveClasses()).isTrue();
    assertThat(images.read(5, 4, HADOOP).labels()).containsExactly(0, 1, 2, 0);
    assertThat(images.read(5, 4, HADOOP).pixels()).isEqualTo(Digits.pixels(5, 4));
  }

  @Test
  void executorsMeasureThemAsTheyMeasureFiles() throws IOException {
    Digits.writePng(folder.resolve("png"), Digits.pixels(0, 10));
    FolderImages files = FolderImages.list(folder + "/png", Digits.SHAPE, 0, HADOOP);
    DistributedEvaluator evaluator =
        new DistributedEvaluator(LocalSpark.session(), EngineConfig.AUTO, 2, progress -> {});
    FeaturePlan model = Digits.model();

    assertThat(evaluator.features(model, written(SampleFormat.TABLE), 10).first())
        .isDeepEqualTo(evaluator.features(model, files, 10).first());
  }

  @Test
  void aFolderWithoutUnitsHasNone() throws IOException {
    assertThat(find()).isEmpty();
  }

  @Test
  void aFileThatIsCutShortIsNamedAtOnce() throws IOException {
    written(SampleFormat.PARQUET);
    byte[] whole = Files.readAllBytes(file());
    Files.write(file(), Arrays.copyOf(whole, whole.length / 2));

    assertThatThrownBy(this::find)
        .isInstanceOf(DatasetException.class)
        .hasMessageMatching("The samples 00000010-00000016 in file:.* are not whole: run the .*");
  }

  @Test
  void aFileOfOtherImagesIsNamedWhenItIsRead() throws IOException {
    SampledUnits images = written(SampleFormat.PARQUET);
    samples().units(SampleFormat.PARQUET).write(UNITS.get(0), Digits.pixels(50, 7));

    assertThat(images.pixels(7, 3, HADOOP)).isEqualTo(Digits.pixels(7, 3));
    assertThatThrownBy(() -> images.pixels(6, 2, HADOOP))
        .isInstanceOf(DatasetException.class)
        .hasMessageMatching("The samples 00000010-00000016 in file:.* are damaged .*digest.*");
  }

  private SampledUnits written(SampleFormat format) throws IOException {
    SamplesFolder samples = samples();
    int position = 0;
    for (IdRange unit : UNITS) {
      byte[] pixels = Digits.pixels(position, unit.count());
      samples.records(format).write(samples.units(format).write(unit, pixels));
      position += unit.count();
    }
    return find().orElseThrow();
  }

  private SamplesFolder samples() {
    return new SamplesFolder(hadoopPath(), HADOOP, Digits.SHAPE, provenance().settings());
  }

  private Optional<SampledUnits> find() throws IOException {
    return SampledUnits.find(hadoopPath(), Digits.SHAPE, provenance(), HADOOP);
  }

  private org.apache.hadoop.fs.Path hadoopPath() {
    return new org.apache.hadoop.fs.Path(folder.resolve("samples").toString());
  }

  private Path path(SampleFormat format) {
    return folder.resolve("samples").resolve(format.folder());
  }

  private Path file() {
    return path(SampleFormat.PARQUET).resolve("00000010-00000016.parquet");
  }

  /** Classes 0, 1 and 2 in turn. */
  private static SampleProvenance provenance() {
    ObjectNode settings = JsonNodeFactory.instance.objectNode().put("seed", 5);
    settings.putArray("classes").add(0).add(1).add(2);
    return new SampleProvenance(settings);
  }
}
