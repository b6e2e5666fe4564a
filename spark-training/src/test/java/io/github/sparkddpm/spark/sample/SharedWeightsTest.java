package io.github.sparkddpm.spark.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkddpm.engine.Engine;
import io.github.sparkddpm.engine.Engines;
import io.github.sparkddpm.network.UNet;
import io.github.sparkddpm.spark.train.TinyRun;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class SharedWeightsTest {

  private static final Engine ENGINE = Engines.dl4j();

  private final AtomicInteger reads = new AtomicInteger();

  @AfterEach
  void forget() {
    SharedWeights.forget();
  }

  @Test
  void aProcessReadsACheckpointOnceWhateverTheTasks() throws IOException {
    UNet one = of("a").network(ENGINE);
    UNet two = of("a").network(ENGINE);

    assertThat(reads).hasValue(1);
    assertThat(two.parameters()).isEqualTo(one.parameters());
    assertThat(one.parameters().getDouble(0)).isEqualTo(1);
  }

  @Test
  void anotherCheckpointIsReadAnew() throws IOException {
    INDArray a = of("a").network(ENGINE).parameters().dup();

    assertThat(of("b").network(ENGINE).parameters()).isNotEqualTo(a);
    assertThat(reads).hasValue(2);
  }

  private SharedWeights of(String checkpoint) throws IOException {
    return SharedWeights.of(
        checkpoint,
        TinyRun.NETWORK,
        layout ->
            Nd4j.valueArrayOf(
                new long[] {layout.length()}, reads.incrementAndGet(), DataType.FLOAT));
  }
}
