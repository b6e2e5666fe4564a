package io.github.sparkddpm.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.random.NoiseStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EpochOrderTest {

  private static final NoiseStream NOISE = new NoiseStream(42);

  @ParameterizedTest(name = "{0} images in batches of {1} and windows of {2}")
  @CsvSource({
    "10, 5, 100",
    "10, 3, 4",
    "101, 16, 40",
    "7, 7, 7",
    "5, 12, 100",
    "100, 1, 9",
    "64, 6, 16"
  })
  void anyNumberOfWorkersSeesTheSameOrderAndHoldsItsShareOfIt(int count, int batch, int window) {
    EpochOrder order = new EpochOrder(NOISE, count, batch, window);
    for (long step = 0; step < 4 * order.stepsPerEpoch(); step++) {
      long[] whole = ids(order, step, WorkerSlice.WHOLE);
      assertThat(whole).hasSize(batch);
      for (int workers = 2; workers <= Math.min(4, batch); workers++) {
        assertThat(gathered(order, step, workers)).isEqualTo(whole);
      }
    }
  }

  private static long[] gathered(EpochOrder order, long step, int workers) {
    List<Long> gathered = new ArrayList<>();
    for (int rank = 0; rank < workers; rank++) {
      WorkerSlice slice = WorkerSlice.of(rank, workers);
      ImageRange share = order.share(order.visit(step).window(), slice);
      for (long id : ids(order, step, slice)) {
        assertThat(share.holds(id)).isTrue();
        gathered.add(id);
      }
      assertThat(share.count()).isLessThanOrEqualTo(order.largestShare(workers));
    }
    return gathered.stream().mapToLong(Long::longValue).toArray();
  }

  @ParameterizedTest(name = "{0} images in batches of {1} and windows of {2}")
  @CsvSource({"10, 5, 100", "10, 3, 4", "101, 16, 40", "7, 7, 7", "31, 16, 31", "200, 9, 50"})
  void anEpochSeesAnImageAtMostOnceAndAsManyAsWholeBatchesHold(int count, int batch, int window) {
    EpochOrder order = new EpochOrder(NOISE, count, batch, window);
    for (long epoch = 0; epoch < 5; epoch++) {
      long[] seen = epoch(order, epoch);
      assertThat(Arrays.stream(seen).distinct().count()).isEqualTo(seen.length);
      assertThat(Arrays.stream(seen).boxed()).allMatch(id -> id >= 0 && id < count);
      assertThat(count - seen.length).isLessThan(order.windows() * batch);
    }
  }

  @ParameterizedTest(name = "{0} images in batches of {1} and windows of {2}")
  @CsvSource({"10, 3, 100", "22, 4, 11", "31, 16, 31", "5, 12, 100", "9, 2, 3"})
  void everyImageIsSeenEquallyOftenInTheMean(int count, int batch, int window) {
    int epochs = 4000;
    EpochOrder order = new EpochOrder(NOISE, count, batch, window);
    long[] visits = new long[count];
    for (long epoch = 0; epoch < epochs; epoch++) {
      for (long id : epoch(order, epoch)) {
        visits[(int) id]++;
      }
    }
    for (int id = 0; id < count; id++) {
      long images = imagesOfTheWindowOf(order, id);
      double probability = (double) Math.max(1, images / batch) * batch / images;
      double deviation = Math.sqrt(epochs * 0.25);
      assertThat((double) visits[id])
          .isBetween(epochs * probability - 5 * deviation, epochs * probability + 5 * deviation);
    }
  }

  private static long imagesOfTheWindowOf(EpochOrder order, long id) {
    return IntStream.range(0, order.windows())
        .mapToObj(order::images)
        .filter(images -> images.holds(id))
        .findFirst()
        .orElseThrow()
        .count();
  }

  @Test
  void aBatchThatTheDatasetCannotFillRepeatsImagesEvenly() {
    EpochOrder order = new EpochOrder(NOISE, 5, 12, 100);
    for (long step = 0; step < 20; step++) {
      long[] ids = ids(order, step, WorkerSlice.WHOLE);
      for (long id = 0; id < 5; id++) {
        long wanted = id;
        assertThat(Arrays.stream(ids).filter(seen -> seen == wanted).count()).isBetween(2L, 3L);
      }
    }
    assertThat(order.stepsPerEpoch()).isEqualTo(1);
  }

  @Test
  void thePositionAfterSomeStepsSaysWhatTheNextOneSees() {
    EpochOrder order = new EpochOrder(NOISE, 40, 5, 20);
    assertThat(order.position(0)).isEqualTo(new DataPosition(0, order.visit(0).window(), 0, 0));
    assertThat(order.position(8 * 2 + 5))
        .isEqualTo(new DataPosition(2, order.visit(8 * 2 + 4).window(), 1, 105));
  }

  @Test
  void windowsCoverTheDatasetWithoutGapsInSizesThatDifferByAtMostOne() {
    EpochOrder order = new EpochOrder(NOISE, 1003, 10, 100);
    assertThat(order.windows()).isEqualTo(11);
    long next = 0;
    for (int window = 0; window < order.windows(); window++) {
      ImageRange images = order.images(window);
      assertThat(images.firstId()).isEqualTo(next);
      assertThat(images.count()).isBetween(91L, 92L);
      next = images.endId();
    }
    assertThat(next).isEqualTo(1003);
  }

  @Test
  void everyEpochVisitsEveryWindowInAnOrderOfItsOwn() {
    EpochOrder order = new EpochOrder(NOISE, 1000, 10, 50);
    List<List<Integer>> epochs = new ArrayList<>();
    for (long epoch = 0; epoch < 3; epoch++) {
      List<Integer> windows = new ArrayList<>();
      long step = epoch * order.stepsPerEpoch();
      while (step < (epoch + 1) * order.stepsPerEpoch()) {
        EpochOrder.Visit visit = order.visit(step);
        assertThat(visit.epoch()).isEqualTo(epoch);
        assertThat(visit.firstStep()).isEqualTo(step);
        windows.add(visit.window());
        step = visit.endStep();
      }
      assertThat(windows)
          .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 20).boxed().toList());
      epochs.add(windows);
    }
    assertThat(epochs).doesNotHaveDuplicates();
  }

  @Test
  void twoEpochsAndTwoSeedsWalkTheirLanesDifferently() {
    EpochOrder order = new EpochOrder(NOISE, 1000, 10, 1000);
    EpochOrder other = new EpochOrder(new NoiseStream(43), 1000, 10, 1000);
    assertThat(epoch(order, 0)).isNotEqualTo(epoch(order, 1));
    assertThat(epoch(order, 0)).isNotEqualTo(epoch(other, 0));
    for (int slot = 1; slot < 10; slot++) {
      assertThat(walk(order, slot)).isNotEqualTo(walk(order, 0));
    }
  }

  /** Returns the place of a slot in its lane of 100 images, at each step of the first epoch. */
  private static List<Long> walk(EpochOrder order, int slot) {
    return LongStream.range(0, 100)
        .map(step -> ids(order, step, WorkerSlice.WHOLE)[slot] - 100L * slot)
        .boxed()
        .toList();
  }

  @Test
  void theOrderOfASeedNeverChanges() {
    EpochOrder order = new EpochOrder(NOISE, 17, 4, 9);
    assertThat(epoch(order, 0))
        .containsExactly(9, 11, 14, 15, 10, 12, 13, 16, 1, 3, 4, 8, 0, 2, 6, 7);
  }

  @Test
  void billionsOfImagesNeedNoMemory() {
    EpochOrder order = new EpochOrder(NOISE, 5_000_000_000L, 4096, 1 << 20);
    long step = 7 * order.stepsPerEpoch() + 12_345;
    long[] ids = ids(order, step, WorkerSlice.of(63, 64));
    assertThat(ids).hasSize(64);
    assertThat(ids[63] - ids[0]).isLessThan(order.largestShare(64)).isPositive();
  }

  @Test
  void anOrderOfNothingIsRefused() {
    assertThatThrownBy(() -> new EpochOrder(NOISE, 0, 4, 8))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got 0, 4 and 8");
    assertThatThrownBy(() -> new EpochOrder(NOISE, 4, 0, 8)).hasMessageContaining("got 4, 0 and 8");
    assertThatThrownBy(() -> new EpochOrder(NOISE, 4, 1, 0)).hasMessageContaining("got 4, 1 and 0");
    assertThatThrownBy(() -> new EpochOrder(NOISE, 4, 1, 8).visit(-1))
        .hasMessageContaining("0 or more, got -1");
  }

  @Test
  void moreWorkersThanSlotsAreRefused() {
    EpochOrder order = new EpochOrder(NOISE, 10, 2, 10);
    assertThatThrownBy(() -> order.share(0, WorkerSlice.of(0, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("A batch of 2 images cannot be shared by 3 workers");
    assertThatThrownBy(() -> WorkerSlice.of(3, 3)).hasMessageContaining("got rank 3 of 3");
  }

  private static long[] epoch(EpochOrder order, long epoch) {
    return LongStream.range(epoch * order.stepsPerEpoch(), (epoch + 1) * order.stepsPerEpoch())
        .flatMap(step -> Arrays.stream(ids(order, step, WorkerSlice.WHOLE)))
        .toArray();
  }

  private static long[] ids(EpochOrder order, long step, WorkerSlice slice) {
    return order.lanes(order.visit(step), slice).ids(step);
  }
}
