package io.github.sparkddpm.spark.executor;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GpuRequestTest {

  private static final boolean CUDA = true;
  private static final boolean CPU = false;

  @Test
  void oneGpuForEachExecutorAndTaskFitsTheCudaBuild() {
    assertThatCode(() -> cluster(1, 1).requireFitting(CUDA)).doesNotThrowAnyException();
  }

  @Test
  void noneFitsTheCpuBuildAndTheCudaBuildInOneProcess() {
    assertThatCode(() -> none(false).requireFitting(CPU)).doesNotThrowAnyException();
    assertThatCode(() -> none(true).requireFitting(CPU)).doesNotThrowAnyException();
    assertThatCode(() -> none(true).requireFitting(CUDA)).doesNotThrowAnyException();
  }

  @Test
  void theCudaBuildOnAClusterNeedsGpus() {
    assertThatThrownBy(() -> none(false).requireFitting(CUDA))
        .isInstanceOf(GpuException.class)
        .hasMessageContainingAll(
            "asked for none",
            "spark.executor.resource.gpu.amount=1",
            "spark.task.resource.gpu.amount=1",
            "deploy/discover-gpus");
  }

  @Test
  void theCpuBuildRefusesGpus() {
    assertThatThrownBy(() -> cluster(1, 1).requireFitting(CPU))
        .isInstanceOf(GpuException.class)
        .hasMessageContainingAll(
            "(spark.executor.resource.gpu.amount = 1, spark.task.resource.gpu.amount = 1)",
            "computes on the CPU",
            "engine.device");
  }

  @Test
  void tasksThatShareAGpuAreRefused() {
    assertThatThrownBy(() -> cluster(1, 0.5).requireFitting(CUDA))
        .isInstanceOf(GpuException.class)
        .hasMessageContainingAll(
            "would share a GPU",
            "spark.task.resource.gpu.amount = 0.5",
            "set spark.task.resource.gpu.amount=1");
  }

  @ParameterizedTest
  @CsvSource({"2, 1", "2, 2", "4, 1"})
  void gpusThatWouldBeIdleAreRefused(double executor, double task) {
    assertThatThrownBy(() -> cluster(executor, task).requireFitting(CUDA))
        .isInstanceOf(GpuException.class)
        .hasMessageContainingAll("paid for and idle", "take more executors");
  }

  @Test
  void aMasterThatAssignsNoneIsNamed() {
    GpuRequest request = new GpuRequest(Optional.of(1.0), Optional.of(1.0), "local[2]", true);
    assertThatThrownBy(() -> request.requireFitting(CUDA))
        .isInstanceOf(GpuException.class)
        .hasMessageContainingAll("Master local[2] assigns no GPUs", "CUDA_VISIBLE_DEVICES");
  }

  private static GpuRequest cluster(double executor, double task) {
    return new GpuRequest(Optional.of(executor), Optional.of(task), "spark://host:7077", false);
  }

  private static GpuRequest none(boolean local) {
    return new GpuRequest(
        Optional.empty(), Optional.empty(), local ? "local[2]" : "spark://host:7077", local);
  }
}
