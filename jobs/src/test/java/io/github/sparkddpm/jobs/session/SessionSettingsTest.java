package io.github.sparkddpm.jobs.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.jobs.config.ConfigurationException;
import java.util.Map;
import java.util.OptionalInt;
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

    assertThat(settings(OptionalInt.empty()).get("spark.plugins"))
        .startsWith("com.site.Plugin,io.github.sparkddpm.")
        .contains("EventPlugin");
  }

  @Test
  void lostExecutorsAreCountedByTheHourAndTrainingEndsByItsOwnRestarts() {
    String most = "spark.executor.maxNumFailures";
    String interval = "spark.executor.failuresValidityInterval";

    assertThat(settings(OptionalInt.empty())).containsEntry(interval, "1h").doesNotContainKey(most);
    assertThat(settings(OptionalInt.of(0))).containsEntry(interval, "1h").containsKey(most);
    site.set(most, "5").set(interval, "10m");
    assertThat(settings(OptionalInt.of(0))).doesNotContainKeys(most, interval);
  }

  @Test
  void aSerializerThatCannotWriteRecordsGivesWayToJavas() {
    assertThat(settings(OptionalInt.empty())).doesNotContainKey("spark.serializer");
    site.set("spark.serializer", "org.apache.spark.serializer.KryoSerializer");

    assertThat(settings(OptionalInt.empty()))
        .containsEntry("spark.serializer", "org.apache.spark.serializer.JavaSerializer");
  }

  @Test
  void onlyATrainingEndsDynamicAllocation() {
    site.set(DYNAMIC + "enabled", "true").set(DYNAMIC + "maxExecutors", "8");

    assertThat(settings(OptionalInt.empty()))
        .doesNotContainKeys(DYNAMIC + "enabled", "spark.executor.instances");
    assertThat(settings(OptionalInt.of(0)))
        .containsEntry(DYNAMIC + "enabled", "false")
        .containsEntry("spark.executor.instances", "8")
        .doesNotContainKey("spark.cores.max");
  }

  @ParameterizedTest
  @CsvSource({
    "6, 5, 4, 3, 2, 6",
    "0, 5, 4, 3, 2, 5",
    "0, 0, 4, 3, 2, 4",
    "0, 0, 0, 3, 2, 3",
    "0, 0, 0, 0, 2, 2"
  })
  void theNumberOfExecutorsIsThatOfWhoeverSaysItMostPlainly(
      int workers, String instances, String initial, String min, String max, String executors) {
    site.set(DYNAMIC + "enabled", "true")
        .set("spark.executor.instances", instances)
        .set(DYNAMIC + "initialExecutors", initial)
        .set(DYNAMIC + "minExecutors", min)
        .set(DYNAMIC + "maxExecutors", max);

    assertThat(settings(OptionalInt.of(workers)))
        .containsEntry("spark.executor.instances", executors);
  }

  @Test
  void withoutAnyNumberATrainingIsRefusedNamingTheProperty() {
    site.set(DYNAMIC + "enabled", "true").set(DYNAMIC + "maxExecutors", "2147483647");

    assertThatThrownBy(() -> settings(OptionalInt.of(0)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("spark.dynamicAllocation.enabled = true, and nothing tells")
        .hasMessageContaining("set training.workers, or spark.executor.instances");
  }

  @Test
  void aStandaloneClusterIsAskedForNoMoreCoresThanTheExecutorsHave() {
    site.set("spark.master", "spark://host:7077")
        .set(DYNAMIC + "enabled", "true")
        .set("spark.executor.cores", "4");

    assertThat(settings(OptionalInt.of(3))).containsEntry("spark.cores.max", "12");
  }

  @Test
  void inLocalModeNothingIsAllocated() {
    site.set("spark.master", "local[2]").set(DYNAMIC + "enabled", "true");

    assertThat(settings(OptionalInt.of(0)))
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

  private Map<String, String> settings(OptionalInt workers) {
    return SessionSettings.of(site, workers);
  }
}
