package io.github.sparkddpm.spark.executor;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class MissingExecutorsTest {

  @Test
  void onKubernetesTheCommandNamesTheNamespaceOfThePods() {
    assertThat(whereToLook("k8s://https://10.0.0.1:6443"))
        .startsWith("'kubectl -n research describe pods -l spark-role=executor'");
  }

  @Test
  void everyOtherClusterHasAPageOfItsOwn() {
    assertThat(whereToLook("yarn")).contains("ResourceManager");
    assertThat(whereToLook("spark://host:7077")).contains("Spark's UI");
  }

  private static String whereToLook(String master) {
    return MissingExecutors.whereToLook(
        new SparkConf(false)
            .set("spark.master", master)
            .set("spark.kubernetes.namespace", "research"));
  }
}
