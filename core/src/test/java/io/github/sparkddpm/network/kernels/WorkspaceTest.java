package io.github.sparkddpm.network.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class WorkspaceTest {

  private final Workspace workspace = new Workspace(DataType.FLOAT);

  @Test
  void anArrayThatWasGivenBackAsAnyOfItsViewsIsTakenAgain() {
    INDArray first = workspace.take(2, 3, 4);
    workspace.release(first.reshape(24).reshape(4, 6));
    INDArray second = workspace.take(6, 4);
    second.assign(7);

    assertThat(workspace.bytes()).isEqualTo(24 * Float.BYTES);
    assertThat(first.sumNumber().intValue()).isEqualTo(24 * 7);
  }

  @Test
  void anArrayInUseIsNotTakenTwice() {
    INDArray first = workspace.take(2, 3).assign(1);
    workspace.release(Nd4j.ones(DataType.FLOAT, 2, 3));
    workspace.take(2, 3).assign(2);

    assertThat(first).isEqualTo(Nd4j.ones(DataType.FLOAT, 2, 3));
    assertThat(workspace.bytes()).isEqualTo(12 * Float.BYTES);
  }
}
