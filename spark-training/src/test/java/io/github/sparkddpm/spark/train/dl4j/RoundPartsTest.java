package io.github.sparkddpm.spark.train.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.spark.train.dl4j.PartEvent.Failed;
import io.github.sparkddpm.spark.train.dl4j.PartEvent.Trained;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundPartsTest {

  private final RoundParts roundParts = new RoundParts(1, 10, 2, 2);

  @Test
  void booksAreCompleteOnlyWithEveryPartOfEveryWorker() {
    roundParts.add(trained(1, 10, 0));
    roundParts.add(trained(1, 10, 1));
    roundParts.add(trained(1, 11, 0));
    assertThat(roundParts.isComplete()).isFalse();
    assertThat(roundParts.diagnosis())
        .isEqualTo(
            "1 of 4 parts of batches were not trained (1 from step 12 of worker 1 on); parts"
                + " trained by executor: {7=3}");

    roundParts.add(trained(1, 11, 1));
    assertThat(roundParts.isComplete()).isTrue();
  }

  @Test
  void aPartThatIsTrainedTwiceDoesNotMakeUpForAnother() {
    for (int i = 0; i < 4; i++) {
      roundParts.add(trained(1, 10, 0));
    }

    assertThat(roundParts.isComplete()).isFalse();
    assertThat(roundParts.twice()).isEqualTo(3);
  }

  @Test
  void whatALateTaskOfAnotherAttemptTellsIsNotBooked() {
    roundParts.add(trained(0, 10, 0));
    roundParts.add(trained(1, 9, 0));

    assertThat(roundParts.trainedCount()).isZero();
  }

  @Test
  void stepsAreHandedOnInTheirOrderAndOnceEach() {
    roundParts.add(trained(1, 11, 0));
    roundParts.add(trained(1, 11, 1));
    roundParts.add(trained(1, 10, 1));
    assertThat(roundParts.takeSteps()).isEmpty();

    roundParts.add(trained(1, 10, 0));
    assertThat(roundParts.takeSteps())
        .containsExactly(
            List.of(trained(1, 10, 0), trained(1, 10, 1)),
            List.of(trained(1, 11, 0), trained(1, 11, 1)));
    assertThat(roundParts.takeSteps()).isEmpty();
  }

  @Test
  void anExecutorOfTwoWorkersIsFound() {
    roundParts.add(trained(1, 10, 0));
    roundParts.add(trained(1, 11, 0));
    assertThat(roundParts.sharedExecutor()).isEmpty();

    roundParts.add(trained(1, 10, 1));
    assertThat(roundParts.sharedExecutor()).contains("7 (workers [0, 1])");
  }

  @Test
  void theFirstFailureIsTheReason() {
    roundParts.add(new Failed(new BatchPart(1, 10, 1), "3", new IllegalStateException("no disk")));
    roundParts.add(new Failed(new BatchPart(1, 11, 1), "3", new IllegalStateException("later")));

    assertThat(roundParts.diagnosis())
        .endsWith("{}; executor 3 failed at step 11 of worker 1: no disk");
  }

  @Test
  void aPartSurvivesItsWayAsAPathAndAsAKey() {
    BatchPart part = new BatchPart(4095, 1L << 40, 4095);

    assertThat(BatchPart.ofPath(part.toPath())).isEqualTo(part);
    assertThat(BatchPart.ofKey(part.step(), part.key())).isEqualTo(part);
    assertThat(part.key()).isLessThan(1 << 24);
    assertThatThrownBy(() -> new BatchPart(0, 0, 4096))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Trained trained(int attempt, long step, int rank) {
    return new Trained(new BatchPart(attempt, step, rank), "7", List.of(1.0), List.of(3), 2);
  }
}
