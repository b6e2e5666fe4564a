package io.github.sparkddpm.spark.executor;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GpuAssignmentTest {

  private static final String ONE_EACH =
      "set spark.executor.resource.gpu.amount=1 and spark.task.resource.gpu.amount=1";

  @Test
  void theOneThatTheProcessIsBoundToIsUsed() {
    assertThatCode(() -> assignment("3", "7", 1, "3").require(true)).doesNotThrowAnyException();
  }

  @Test
  void withoutAClusterOneTaskMayComputeUnassigned() {
    assertThatCode(() -> assignment("0", "driver", 1).require(true)).doesNotThrowAnyException();
    assertThatThrownBy(() -> assignment("0", "driver", 2).require(true))
        .isInstanceOf(GpuException.class)
        .hasMessageContainingAll("2 tasks on executor driver would share GPU 0", "local[1]");
  }

  @Test
  void twoTasksWithTheSameGpuAreRefused() {
    assertThatThrownBy(() -> assignment("3", "7", 2, "3").require(true))
        .isInstanceOf(GpuException.class)
        .hasMessageContainingAll("2 tasks on executor 7 would share GPU 3", ONE_EACH);
  }

  @Test
  void moreThanOneForATaskIsRefusedAsUnused() {
    assertThatThrownBy(() -> assignment("3", "7", 1, "3", "5").require(true))
        .isInstanceOf(GpuException.class)
        .hasMessageContainingAll("GPUs 3, 5 to one task on executor 7", "idle", ONE_EACH);
  }

  @Test
  void anotherThanThatOfTheProcessIsRefused() {
    assertThatThrownBy(() -> assignment("3", "7", 1, "5").require(true))
        .isInstanceOf(GpuException.class)
        .hasMessageContainingAll("GPU 5 to a task on executor 7", "bound to 3", ONE_EACH);
  }

  @Test
  void noneOnAClusterIsRefused() {
    assertThatThrownBy(() -> assignment("0", "7", 1).require(true))
        .isInstanceOf(GpuException.class)
        .hasMessageContainingAll("Spark assigned none", "executor 7", ONE_EACH);
  }

  @Test
  void theCpuBuildRefusesThemAndSharesItsCores() {
    assertThatThrownBy(() -> assignment("3", "7", 1, "3").require(false))
        .isInstanceOf(GpuException.class)
        .hasMessageContainingAll("Spark assigned GPU 3", "computes on the CPU", "engine.device");
    assertThatCode(() -> assignment("0", "7", 4).require(false)).doesNotThrowAnyException();
  }

  private static GpuAssignment assignment(
      String visible, String executor, int tasks, String... addresses) {
    return new GpuAssignment(List.of(addresses), Optional.of(visible), executor, tasks);
  }
}
