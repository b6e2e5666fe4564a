package io.github.sparkddpm.spark.executor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

class NativeThreadsTest {

  @AfterEach
  void useAll() {
    NativeThreads.use(0, 1);
  }

  @Test
  void theNumberReachesOpenMpAndOpenBlas() {
    assertThat(NativeThreads.use(1, 1)).isEqualTo(1);
    assertThat(NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads()).isEqualTo(1);
    assertThat(Nd4j.factory().blas().getMaxThreads()).isEqualTo(1);
  }

  @Test
  void zeroDividesTheMachineAmongTheTasks() {
    int cores = Runtime.getRuntime().availableProcessors();
    assertThat(NativeThreads.use(0, 1)).isEqualTo(cores);
    assertThat(NativeThreads.use(0, 2)).isEqualTo(Math.max(1, cores / 2));
    assertThat(NativeThreads.use(0, 1000 * cores)).isEqualTo(1);
  }
}
