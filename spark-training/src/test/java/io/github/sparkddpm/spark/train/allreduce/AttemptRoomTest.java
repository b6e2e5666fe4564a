package io.github.sparkddpm.spark.train.allreduce;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.LongToIntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttemptRoomTest {

  private static final long BEGAN = 5_000_000_000L;
  private static final long LOOK_MILLIS = 200;
  private static final long STEADY = AttemptRoom.STEADY.toMillis();

  @Test
  void executorsThatHaveComeAreTakenUpOnceTheyHaveStayed() {
    long came = 60_000;
    LongToIntFunction comes = at -> at < came ? 2 : 4;

    assertThat(after(came + STEADY - LOOK_MILLIS, 2, 8, comes).getAsBoolean()).isFalse();
    AttemptRoom room = after(came + STEADY + LOOK_MILLIS, 2, 8, comes);
    assertThat(room.getAsBoolean()).isTrue();
    assertThat(room.workersToGoOnWith()).isEqualTo(4);
  }

  @Test
  void anAttemptThatHasJustBegunIsNotInterrupted() {
    assertThat(after(STEADY - LOOK_MILLIS, 2, 8, at -> 3).getAsBoolean()).isFalse();
    assertThat(after(STEADY + LOOK_MILLIS, 2, 8, at -> 3).getAsBoolean()).isTrue();
  }

  /** Each executor lives for less than the time that it must have stayed. */
  @Test
  void executorsThatComeAndVanishInterruptNothing() {
    LongToIntFunction flapping = at -> at % (STEADY - 1000) < 1000 ? 2 : 3;
    for (long millis = 0; millis < 10 * STEADY; millis += 1000) {
      assertThat(after(millis, 2, 8, flapping).getAsBoolean()).as("after %s ms", millis).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({"9, 8, 8", "8, 8, 8", "3, 8, 3", "2, 8, 2", "1, 8, 2", "9, 2, 2"})
  void neitherMoreThanTheBatchHasImagesNorFewerThanTrainNowGoOn(int found, int most, int next) {
    AttemptRoom room = after(2 * STEADY, 2, most, at -> found);

    assertThat(room.workersToGoOnWith()).isEqualTo(next);
    assertThat(room.getAsBoolean()).isEqualTo(next > 2);
  }

  @Test
  void theLeastRoomOfTheTimeCounts() {
    AttemptRoom room = after(2 * STEADY, 1, 8, at -> at > 2 * STEADY - 1000 ? 5 : 3);

    assertThat(room.workersToGoOnWith()).isEqualTo(3);
  }

  @Test
  void roomIsMissingOnlyIfThereWasTooLittleAllTheTime() {
    assertThat(after(2 * STEADY, 2, 8, at -> 1).isMissing()).isTrue();
    assertThat(after(STEADY / 2, 2, 8, at -> 1).isMissing()).isFalse();
    assertThat(after(2 * STEADY, 2, 8, at -> at == 2 * STEADY - 1000 ? 2 : 1).isMissing())
        .isFalse();
  }

  @Test
  void whereNobodyLooksNothingChanges() {
    AttemptRoom room = new AttemptRoom(2, 8, BEGAN);

    assertThat(room.getAsBoolean()).isFalse();
    assertThat(room.isMissing()).isFalse();
    assertThat(room.workersToGoOnWith()).isEqualTo(2);
  }

  /** Returns the room as the driver knows it so long after the attempt's beginning. */
  private static AttemptRoom after(
      long millis, int workers, int most, LongToIntFunction roomAtMillis) {
    AttemptRoom room = new AttemptRoom(workers, most, BEGAN);
    for (long at = 0; at <= millis; at += LOOK_MILLIS) {
      room.look(roomAtMillis.applyAsInt(at), BEGAN + Duration.ofMillis(at).toNanos());
    }
    return room;
  }
}
