package io.github.sparkddpm.jobs.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.jobs.config.ConfigLoader;
import io.github.sparkddpm.jobs.config.ConfigurationException;
import io.github.sparkddpm.spark.train.TrainingConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionSettingsTest {

  private static final String DYNAMIC = "spark.dynamicAllocation.";

  private final SparkConf site = new SparkConf(false).set("spark.master", "yarn");

  @Test
  void pluginsOfTheSiteStayBesideOurs() {
    site.set("spark.plugins", "com.site.Plugin");

    assertThat(settings().get("spark.plugins"))
        .startsWith("com.site.Plugin,io.github.sparkddpm.")
        .contains("EventPlugin");
  }

  @Test
  void lostExecutorsAreCountedByTheHourAndTrainingEndsByItsOwnRestarts() {
    String most = "spark.executor.maxNumFailures";
    String interval = "spark.executor.failuresValidityInterval";

    assertThat(settings()).containsEntry(interval, "1h").doesNotContainKey(most);
    assertThat(training("auto")).containsEntry(interval, "1h").containsKey(most);
    site.set(most, "5").set(interval, "10m");
    assertThat(training("auto")).doesNotContainKeys(most, interval);
  }

  @Test
  void aSerializerThatCannotWriteRecordsGivesWayToJavas() {
    assertThat(settings()).doesNotContainKey("spark.serializer");
    site.set("spark.serializer", "org.apache.spark.serializer.KryoSerializer");

    assertThat(settings())
        .containsEntry("spark.serializer", "org.apache.spark.serializer.JavaSerializer");
  }

  @Test
  void onlyATrainingEndsDynamicAllocation() {
    site.set(DYNAMIC + "enabled", "true").set(DYNAMIC + "maxExecutors", "8");

    assertThat(settings()).doesNotContainKeys(DYNAMIC + "enabled", "spark.executor.instances");
    assertThat(training("auto"))
        .containsEntry(DYNAMIC + "enabled", "false")
        .containsEntry("spark.executor.instances", "8")
        .doesNotContainKey("spark.cores.max");
  }

  @ParameterizedTest
  @CsvSource({
    "6, 5, 4, 3, 2, 6",
    "auto, 5, 4, 3, 2, 5",
    "auto, 0, 4, 3, 2, 4",
    "auto, 0, 0, 3, 2, 3",
    "auto, 0, 0, 0, 2, 2"
  })
  void theNumberOfExecutorsIsThatOfWhoeverSaysItMostPlainly(
      String workers, String instances, String initial, String min, String max, String executors) {
    site.set(DYNAMIC + "enabled", "true")
        .set("spark.executor.instances", instances)
        .set(DYNAMIC + "initialExecutors", initial)
        .set(DYNAMIC + "minExecutors", min)
        .set(DYNAMIC + "maxExecutors", max);

    assertThat(training(workers)).containsEntry("spark.executor.instances", executors);
  }

  @ParameterizedTest
  @CsvSource({
    "auto, 0, 2, 0, 8, 8",
    "auto, 0, 0, 2, 8, 8",
    "auto, 0, 2, 0, 100, 32", // The images of a batch.
    "auto, 0, 0, 0, 8, 0",
    "auto, 2, 0, 0, 8, 0",
    "auto, 0, 2, 0, 2147483647, 0",
    "2, 0, 2, 0, 8, 0",
  })
  void sparkIsAskedForMoreOnlyIfTheirNumberMayGrowAndTheSiteBoundsIt(
      String workers, String instances, String initial, String min, String max, int more) {
    site.set(DYNAMIC + "enabled", "true")
        .set("spark.executor.instances", instances)
        .set(DYNAMIC + "initialExecutors", initial)
        .set(DYNAMIC + "minExecutors", min)
        .set(DYNAMIC + "maxExecutors", max);

    assertThat(new FixedExecutors(site, config(workers)).more().orElse(0)).isEqualTo(more);
  }

  @Test
  void dl4jsWaysKeepTheExecutorsThatTheyBeginWith() {
    site.set(DYNAMIC + "enabled", "true")
        .set(DYNAMIC + "minExecutors", "2")
        .set(DYNAMIC + "maxExecutors", "8");

    assertThat(
            new FixedExecutors(site, config("auto", "training.combine=parameter-averaging")).more())
        .isEmpty();
  }

  @Test
  void withoutAnyNumberATrainingIsRefusedNamingTheProperty() {
    site.set(DYNAMIC + "enabled", "true").set(DYNAMIC + "maxExecutors", "2147483647");

    assertThatThrownBy(() -> training("auto"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("spark.dynamicAllocation.enabled = true, and nothing tells")
        .hasMessageContaining("set training.workers, or spark.executor.instances");
  }

  @Test
  void aStandaloneClusterIsAskedForNoMoreCoresThanTheExecutorsHave() {
    site.set("spark.master", "spark://host:7077")
        .set(DYNAMIC + "enabled", "true")
        .set("spark.executor.cores", "4");

    assertThat(training("3")).containsEntry("spark.cores.max", "12");
    site.set(DYNAMIC + "minExecutors", "2").set(DYNAMIC + "maxExecutors", "5");
    assertThat(training("auto"))
        .containsEntry("spark.executor.instances", "2")
        .containsEntry("spark.cores.max", "20");
  }

  @Test
  void inLocalModeNothingIsAllocated() {
    site.set("spark.master", "local[2]").set(DYNAMIC + "enabled", "true");

    assertThat(training("auto"))
        .doesNotContainKeys(DYNAMIC + "enabled", "spark.executor.instances");
  }

  @Test
  void aDryRunNeedsNeitherAClusterNorItsGpus() {
    Map<String, String> ofSite =
        Map.of(
            "spark.master", "spark://no.such.host.invalid:7077",
            "spark.task.resource.gpu.amount", "1",
            "spark.executor.resource.gpu.amount", "1");
    ofSite.forEach(System::setProperty);
    try (SparkSession spark = SessionSettings.onDriver("test")) {
      assertThat(spark.range(10).count()).isEqualTo(10);
    } finally {
      ofSite.keySet().forEach(System::clearProperty);
    }
  }

  private Map<String, String> settings() {
    return SessionSettings.of(site, Optional.empty());
  }

  private Map<String, String> training(String workers) {
    return SessionSettings.of(site, Optional.of(config(workers)));
  }

  private static TrainingConfig config(String workers, String... overrides) {
    List<String> all = new ArrayList<>(List.of(overrides));
    all.add("training.workers=" + workers);
    return ConfigLoader.load(Optional.empty(), all).run().training();
  }
}
