package io.github.sparkddpm.spark.train.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Queue;
import org.deeplearning4j.optimize.solvers.accumulation.EncodedGradientsAccumulator;
import org.deeplearning4j.optimize.solvers.accumulation.EncodingHandler;
import org.deeplearning4j.optimize.solvers.accumulation.encoding.ResidualPostProcessor;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ResidualSharingTest {

  private static final long MEMORY = 1 << 20;

  private final INDArray update = Nd4j.linspace(DataType.FLOAT, -1, 2.0 / 4095, 4096);

  @Test
  void aStepIsSharedInTwoMessagesAndNothingIsLost() {
    INDArray residual = update.dup();
    Queue<INDArray> messages = share(residual, new ResidualSharing());

    assertThat(messages).hasSize(ResidualSharing.MESSAGES);
    INDArray shared = Nd4j.zeros(DataType.FLOAT, update.length());
    messages.forEach(message -> Nd4j.getExecutioner().bitmapDecode(message, shared));
    assertThat(shared.addi(residual).distance2(update)).isCloseTo(0, within(1e-5));
  }

  @Test
  void theSecondMessageLeavesLessOverThanTheFirst() {
    INDArray once = update.dup();
    INDArray twice = update.dup();
    share(once, null);
    share(twice, new ResidualSharing());

    assertThat(norm1(twice)).isLessThan(0.7 * norm1(once));
  }

  private static Queue<INDArray> share(INDArray residual, ResidualPostProcessor refinement) {
    EncodingHandler handler = new EncodingHandler(new MeanThreshold(), refinement, null, false);
    EncodedGradientsAccumulator accumulator =
        new EncodedGradientsAccumulator(1, handler, MEMORY, ResidualSharing.MESSAGES, null, false);
    ExecutorState.here().shareBy(handler);
    handler.broadcastUpdates(residual, 0, 0);
    return accumulator.getMessages().get(0);
  }

  private static double norm1(INDArray values) {
    return values.norm1Number().doubleValue();
  }
}
