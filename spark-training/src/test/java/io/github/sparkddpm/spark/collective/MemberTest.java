package io.github.sparkddpm.spark.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.training.LostMemberException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

@Timeout(120)
class MemberTest {

  private static final int FOREVER = 1_000_000;

  @TempDir private Path folder;

  @Test
  void everyMemberGetsTheSumOverAllOfThemBitForBit() throws Exception {
    List<INDArray> sums = group(3, (member, rank) -> sum(member, Nd4j.linspace(rank, 9, 1001)));

    assertThat(sums).allMatch(sums.get(0)::equals);
    assertThat(sums.get(0).getFloat(0)).isEqualTo(0f + 1 + 2);
    assertThat(sums.get(0).getFloat(1000)).isEqualTo(27f);
    assertThat(group(3, (member, rank) -> sum(member, Nd4j.linspace(rank, 9, 1001))))
        .isEqualTo(sums);
  }

  @Test
  void aVectorShorterThanTheGroupIsSummedToo() throws Exception {
    assertThat(group(3, (member, rank) -> sum(member, Nd4j.createFromArray(1f, 2f)).getInt(1)))
        .containsExactly(6, 6, 6);
  }

  @Test
  void aVectorOfAnotherTypeIsSummedThroughACopy() throws Exception {
    assertThat(
            group(
                2,
                (member, rank) ->
                    sum(member, Nd4j.valueArrayOf(new long[] {5}, 0.5, DataType.DOUBLE))
                        .toDoubleVector()))
        .allMatch(sum -> sum.length == 5 && sum[4] == 1.0);
  }

  @Test
  void aMemberThatLeavesEarlyMakesTheOthersSumFail() throws Exception {
    List<Object> ends =
        group(
            3,
            (member, rank) -> {
              if (rank == 1) {
                return "left";
              }
              try {
                return sum(member, Nd4j.ones(1000));
              } catch (LostMemberException e) {
                return e.getMessage();
              }
            });

    assertThat(ends.get(1)).isEqualTo("left");
    assertThat(ends.get(0)).asString().startsWith("Worker 0 of 3 lost touch with the others: ");
    assertThat(ends.get(2)).asString().startsWith("Worker 2 of 3 lost touch with the others: ");
  }

  @Test
  void aKilledProcessMakesTheSumFailAndTheJvmCanJoinAnotherGroup() throws Exception {
    for (int round = 0; round < 2; round++) {
      try (Tracker tracker = Tracker.start("localhost", PortRange.ANY, 3, 30)) {
        Process peer = MemberProcess.start(tracker.address(), 1, FOREVER, 1000, errors());
        Process other = MemberProcess.start(tracker.address(), 2, FOREVER, 1000, errors());
        try (Member member = Member.join(tracker.address(), 0);
            BufferedReader lines = peer.inputReader()) {
          assertThat(lastOf(member)).isEqualTo(7);
          assertThat(lines.readLine()).startsWith("sum 7 ");
          peer.destroyForcibly().waitFor();

          assertThatThrownBy(
                  () -> {
                    for (int i = 0; i < FOREVER; i++) {
                      // A sum that was under way may still end, and whole.
                      assertThat(lastOf(member)).isEqualTo(7);
                    }
                  })
              .isInstanceOf(LostMemberException.class)
              .hasMessageStartingWith("Worker 0 of 3 lost touch with the others: ");
          assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();
          assertThat(other.exitValue()).isEqualTo(1);
        } finally {
          peer.destroyForcibly();
          other.destroyForcibly();
        }
      }
    }
    assertThat(Files.readString(errors())).contains("Worker 2 of 3 lost touch");
  }

  @Test
  void aSilentMemberMakesTheSumFailAfterTheTimeout() throws Exception {
    try (Tracker tracker = Tracker.start("localhost", PortRange.ANY, 2, 2)) {
      ExecutorService other = Executors.newSingleThreadExecutor();
      Future<Member> silent = other.submit(() -> Member.join(tracker.address(), 1));
      try (Member member = Member.join(tracker.address(), 0)) {
        assertThatThrownBy(() -> member.sum(Nd4j.ones(1000)))
            .isInstanceOf(LostMemberException.class)
            .hasMessage(
                "Worker 0 of 2 lost touch with the others: worker 1 at 127.0.0.1 has been silent for 2 s");
        assertThatThrownBy(() -> member.sum(Nd4j.ones(1000)))
            .hasMessage("Worker 0 has lost its group");
      } finally {
        silent.get().close();
        other.shutdown();
      }
    }
  }

  @Test
  void aMemberThatNeverJoinsMakesTheOthersFailAfterTheTimeout() throws IOException {
    try (Tracker tracker = Tracker.start("localhost", PortRange.ANY, 2, 2)) {
      assertThatThrownBy(() -> Member.join(tracker.address(), 0))
          .isInstanceOf(LostMemberException.class);
    }
  }

  private static int lastOf(Member member) {
    return sum(member, Nd4j.ones(1000)).getInt(999);
  }

  private static INDArray sum(Member member, INDArray vector) {
    member.sum(vector);
    return vector;
  }

  private Path errors() {
    return folder.resolve("errors.txt");
  }

  private interface Work<T> {
    T run(Member member, int rank) throws Exception;
  }

  /** Members join in the order of their ranks reversed: it is the tracker that sorts them. */
  private static <T> List<T> group(int members, Work<T> work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(members);
    try (Tracker tracker = Tracker.start("localhost", PortRange.ANY, members, 20)) {
      List<Future<T>> futures = new ArrayList<>();
      for (int i = 0; i < members; i++) {
        int rank = members - 1 - i;
        Callable<T> task =
            () -> {
              try (Member member = Member.join(tracker.address(), rank)) {
                return work.run(member, rank);
              }
            };
        futures.add(threads.submit(task));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(get(future));
      }
      Collections.reverse(results);
      return results;
    } finally {
      threads.shutdownNow();
    }
  }

  private static <T> T get(Future<T> future) throws Exception {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }
}
