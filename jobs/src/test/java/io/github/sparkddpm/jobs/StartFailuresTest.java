package io.github.sparkddpm.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;

class StartFailuresTest {

  @Test
  void anAccountWithoutRightsIsNoFaultOfSparksSettings() {
    Exception explained = StartFailures.explain(ofKubernetes("pods \"x\" is Forbidden!"));

    assertThat(explained)
        .hasMessageContaining("pods \"x\" is Forbidden!")
        .hasMessageContaining("deploy/kubernetes/rbac.yaml");
    assertThat(ExitCode.of(explained)).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void anApiThatDoesNotAnswerMayAnswerLater() {
    Exception explained = StartFailures.explain(ofKubernetes("connect timed out"));

    assertThat(explained).hasMessageContaining("Kubernetes' API").hasMessageContaining("timed out");
    assertThat(ExitCode.of(explained)).isEqualTo(ExitCode.FAILED);
  }

  private static Exception ofKubernetes(String said) {
    return new SparkException(
        "External scheduler cannot be instantiated", new KubernetesClientException(said));
  }

  /** Stands for the class of that name, which the tests' Spark has not. */
  private static final class KubernetesClientException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    KubernetesClientException(String said) {
      super(said);
    }
  }
}
