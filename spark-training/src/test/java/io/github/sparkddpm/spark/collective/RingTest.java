package io.github.sparkddpm.spark.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rings over real connections, all of whose members are in this process. */
@Timeout(120)
class RingTest {

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Ring> rings = new ArrayList<>();

  @AfterEach
  void close() {
    rings.forEach(Ring::close);
    threads.shutdownNow();
  }

  /**
   * Segments of no floats, of one, and of more than there is room for; buffers that end in them.
   */
  @ParameterizedTest
  @CsvSource({
    "1, 10, 100",
    "2, 1, 100",
    "2, 1000003, 4000",
    "3, 0, 100",
    "3, 2, 1",
    "3, 100, 7",
    "4, 300001, 1000000",
    "5, 300001, 1001",
    "7, 23, 3"
  })
  void theSumOfEachSegmentBeginsAtTheMemberWithItsNumber(int members, int count, int most)
      throws Exception {
    connect(members);
    float[][] vectors = vectors(members, count);
    float[] expected = sums(vectors);
    for (int again = 0; again < 2; again++) {
      assertThat(sum(vectors, most)).allSatisfy(sum -> assertThat(sum).isEqualTo(expected));
    }
  }

  /** One of them may be shorter than the group, or empty. */
  @ParameterizedTest
  @CsvSource({"2, 1, 7", "2, 100003, 0", "3, 0, 100", "3, 100000, 2", "5, 4, 3001", "7, 300, 301"})
  void vectorsThatTravelTogetherGetTheBitsThatEachHasAlone(int members, int count, int another)
      throws Exception {
    connect(members);
    float[][] vectors = vectors(members, count);
    float[][] others = vectors(members, another);
    float[] expected = sums(vectors);
    float[] expectedOther = sums(others);

    List<List<float[]>> sums = sumTogether(members, rank -> List.of(vectors[rank], others[rank]));

    assertThat(sums)
        .allSatisfy(
            both -> {
              assertThat(both.get(0)).isEqualTo(expected);
              assertThat(both.get(1)).isEqualTo(expectedOther);
            });
  }

  @Test
  void whatIsNotFiniteReachesAllMembers() throws Exception {
    connect(3);
    float[][] vectors = {{1, 1, 1}, {1, Float.NaN, Float.POSITIVE_INFINITY}, {1, 1, 1}};
    float[] expected = {3, Float.NaN, Float.POSITIVE_INFINITY};

    assertThat(sum(vectors, 100)).allSatisfy(sum -> assertThat(sum).isEqualTo(expected));
  }

  @Test
  void vectorsOfUnequalLengthsAreRefused() throws Exception {
    connect(2);
    assertThatThrownBy(() -> sum(new float[][] {new float[5], new float[6]}, 100))
        .rootCause()
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Worker 0 makes sum 0, of 20 bytes, but worker 1 at 127.0.0.1 makes sum 0, of 24 bytes: all replicas must sum the same vectors in the same order");
  }

  private static float[][] vectors(int members, int count) {
    float[][] vectors = new float[members][count];
    for (int rank = 0; rank < members; rank++) {
      for (int i = 0; i < count; i++) {
        vectors[rank][i] = (float) Math.sin(rank + 17.0 * i) * (1 << i % 20);
      }
    }
    return vectors;
  }

  private static float[] sums(float[][] vectors) {
    int members = vectors.length;
    long count = vectors[0].length;
    float[] sums = new float[vectors[0].length];
    for (int segment = 0; segment < members; segment++) {
      for (int i = (int) (count * segment / members); i < count * (segment + 1) / members; i++) {
        sums[i] = vectors[segment][i];
        for (int more = 1; more < members; more++) {
          sums[i] += vectors[(segment + more) % members][i];
        }
      }
    }
    return sums;
  }

  private List<float[]> sum(float[][] vectors, int most) throws Exception {
    return sumTogether(vectors.length, rank -> List.of(vectors[rank]), most).stream()
        .map(all -> all.get(0))
        .toList();
  }

  private List<List<float[]>> sumTogether(int members, IntFunction<List<float[]>> mine)
      throws Exception {
    return sumTogether(members, mine, 1000);
  }

  private List<List<float[]>> sumTogether(int members, IntFunction<List<float[]>> mine, int most)
      throws Exception {
    List<Future<List<float[]>>> futures = new ArrayList<>();
    for (int rank = 0; rank < members; rank++) {
      Ring ring = rings.get(rank);
      List<float[]> own = mine.apply(rank);
      futures.add(
          threads.submit(
              () -> {
                List<Floats> floats =
                    own.stream().map(values -> Floats.copy(values, most)).toList();
                ring.sum(floats);
                return floats.stream().map(RingTest::read).toList();
              }));
    }
    List<List<float[]>> sums = new ArrayList<>();
    for (Future<List<float[]>> future : futures) {
      sums.add(get(future));
    }
    return sums;
  }

  private static float[] read(Floats floats) {
    float[] values = new float[(int) (floats.bytes() / Float.BYTES)];
    floats.read(values);
    return values;
  }

  private <T> T get(Future<T> future) throws Exception {
    try {
      return future.get();
    } catch (ExecutionException e) {
      close();
      throw e;
    }
  }

  /** The wire from each member to the next one. */
  private void connect(int members) throws IOException {
    Line[] out = new Line[members];
    Line[] in = new Line[members];
    try (ServerSocketChannel server =
        PortRange.ANY.listen(InetAddress.getLoopbackAddress(), members)) {
      for (int rank = 0; rank < members; rank++) {
        out[rank] = Line.of(SocketChannel.open(server.getLocalAddress()));
        in[(rank + 1) % members] = Line.of(server.accept());
      }
    }
    for (int rank = 0; rank < members; rank++) {
      rings.add(new Ring(rank, members, 20, in[rank], out[rank]));
    }
  }
}
