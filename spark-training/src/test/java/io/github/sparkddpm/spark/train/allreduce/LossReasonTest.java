package io.github.sparkddpm.spark.train.allreduce;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LossReasonTest {

  private static final String KUBERNETES =
      """

      The executor with id 1 exited with exit code -1(unexpected).



      The API gave the following container statuses:


      \t container name: spark
      \t container state: terminated
      \t exit code: 137
      \t termination reason: %s
      """;

  @Test
  void aPageOfKubernetesBecomesALineWithTheContainersEnd() {
    assertThat(LossReason.oneLine(KUBERNETES.formatted("Error")))
        .isEqualTo(
            "The executor with id 1 exited with exit code -1(unexpected). (exit code 137, termination reason Error)");
  }

  @Test
  void anExecutorThatNeededTooMuchMemoryIsToldWhatToRaise() {
    assertThat(LossReason.oneLine(KUBERNETES.formatted("OOMKilled")))
        .contains("termination reason OOMKilled")
        .endsWith("raise spark.executor.memoryOverhead");
  }

  @Test
  void aLineStaysAsItIs() {
    assertThat(LossReason.oneLine("worker lost")).isEqualTo("worker lost");
    assertThat(LossReason.oneLine(" \n")).isEqualTo("no reason given");
  }
}
