package io.github.sparkddpm.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;

class StartFailuresTest {

  @Test
  void whatYarnRefusesIsAWrongSetting() {
    Exception refused = new YarnException("Application submitted to unknown queue: nope");

    assertExplained(refused, ExitCode.USAGE, "YARN refuses this application: ", "queue: nope");
  }

  @Test
  void whatYarnEndsMayRunTheNextTime() {
    Exception ended =
        new SparkException("Application application_1_0001 failed 2 times: exited with 1");

    assertExplained(ended, ExitCode.FAILED, "YARN ended this application", "exited with 1");
  }

  @Test
  void anAccountWithoutRightsIsNoFaultOfSparksSettings() {
    assertExplained(
        ofKubernetes("pods \"x\" is Forbidden!"),
        ExitCode.USAGE,
        "pods \"x\" is Forbidden!",
        "deploy/kubernetes/rbac.yaml");
  }

  @Test
  void anApiThatDoesNotAnswerMayAnswerLater() {
    assertExplained(
        ofKubernetes("connect timed out"), ExitCode.FAILED, "Kubernetes' API", "timed out");
  }

  @Test
  void whatSparkRefusesItselfIsAWrongSetting() {
    Exception refused = new SparkException("Could not parse Master URL: 'nowhere'");

    assertExplained(refused, ExitCode.USAGE, "Spark refuses its settings", "nowhere");
  }

  private static void assertExplained(Exception failure, ExitCode code, String... words) {
    Failure explained = Failure.of(StartFailures.explain(failure));

    assertThat(explained.exitCode()).isEqualTo(code);
    assertThat(explained.message(false).lines()).singleElement().asString().contains(words);
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
