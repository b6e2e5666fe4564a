package io.github.sparkddpm.spark.sample.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MissingImagesTest {

  private static final IdRange WANTED = new IdRange(10, 20);

  @Test
  void whatIsBetweenAndAroundTheDoneOnesIsMissing() {
    assertThat(missing(new IdRange(20, 5), new IdRange(0, 12)))
        .containsExactly(new IdRange(12, 8), new IdRange(25, 5));
    assertThat(missing(new IdRange(12, 10), new IdRange(15, 3)))
        .containsExactly(new IdRange(10, 2), new IdRange(22, 8));
    assertThat(missing(new IdRange(40, 5), new IdRange(0, 10))).containsExactly(WANTED);
    assertThat(missing(new IdRange(0, 100))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 13, 100})
  void tasksShareAllMissingImagesInOrderAndAlike(int tasks) {
    MissingImages missing =
        MissingImages.of(WANTED, List.of(new IdRange(13, 2), new IdRange(20, 5)));
    List<TaskShare> shares = missing.share(tasks, 4);

    assertThat(shares.stream().flatMap(share -> share.units().stream()))
        .allMatch(unit -> unit.count() <= 4)
        .flatExtracting(unit -> List.of(unit.ids()))
        .flatMap(ids -> LongStream.of(ids).boxed().toList())
        .containsExactly(10L, 11L, 12L, 15L, 16L, 17L, 18L, 19L, 25L, 26L, 27L, 28L, 29L);
    assertThat(shares.stream().mapToInt(MissingImagesTest::images))
        .hasSize(Math.min(tasks, 13))
        .allMatch(images -> images == 13 / shares.size() || images == 13 / shares.size() + 1);
  }

  private static int images(TaskShare share) {
    return share.units().stream().mapToInt(IdRange::count).sum();
  }

  private static List<IdRange> missing(IdRange... done) {
    return MissingImages.of(WANTED, List.of(done)).ranges();
  }
}
