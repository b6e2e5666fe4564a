package io.github.sparkddpm.spark.train.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.spark.train.dl4j.PartEvent.Failed;
import io.github.sparkddpm.spark.train.dl4j.PartEvent.Trained;
import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerTest {

  private final Ledger ledger = new Ledger(1, 10, 2, 2);

  @Test
  void booksAreCompleteOnlyWithEveryPartOfEveryWorker() {
    ledger.add(trained(1, 10, 0));
    ledger.add(trained(1, 10, 1));
    ledger.add(trained(1, 11, 0));
    assertThat(ledger.isComplete()).isFalse();
    assertThat(ledger.diagnosis())
        .isEqualTo(
            "1 of 4 parts of batches were not trained (1 from step 12 of worker 1 on); parts trained by executor: {7=3}");

    ledger.add(trained(1, 11, 1));
    assertThat(ledger.isComplete()).isTrue();
  }

  @Test
  void aPartThatIsTrainedTwiceDoesNotMakeUpForAnother() {
    for (int i = 0; i < 4; i++) {
      ledger.add(trained(1, 10, 0));
    }

    assertThat(ledger.isComplete()).isFalse();
    assertThat(ledger.twice()).isEqualTo(3);
  }

  @Test
  void whatALateTaskOfAnotherAttemptTellsIsNotBooked() {
    ledger.add(trained(0, 10, 0));
    ledger.add(trained(1, 9, 0));

    assertThat(ledger.trainedCount()).isZero();
  }

  @Test
  void stepsAreHandedOnInTheirOrderAndOnceEach() {
    ledger.add(trained(1, 11, 0));
    ledger.add(trained(1, 11, 1));
    ledger.add(trained(1, 10, 1));
    assertThat(ledger.takeSteps()).isEmpty();

    ledger.add(trained(1, 10, 0));
    assertThat(ledger.takeSteps())
        .containsExactly(
            List.of(trained(1, 10, 0), trained(1, 10, 1)),
            List.of(trained(1, 11, 0), trained(1, 11, 1)));
    assertThat(ledger.takeSteps()).isEmpty();
  }

  @Test
  void anExecutorOfTwoWorkersIsFound() {
    ledger.add(trained(1, 10, 0));
    ledger.add(trained(1, 11, 0));
    assertThat(ledger.sharedExecutor()).isEmpty();

    ledger.add(trained(1, 10, 1));
    assertThat(ledger.sharedExecutor()).contains("7 (workers [0, 1])");
  }

  @Test
  void theFirstFailureIsTheReason() {
    ledger.add(new Failed(new BatchPart(1, 10, 1), "3", new IllegalStateException("no disk")));
    ledger.add(new Failed(new BatchPart(1, 11, 1), "3", new IllegalStateException("later")));

    assertThat(ledger.diagnosis())
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
