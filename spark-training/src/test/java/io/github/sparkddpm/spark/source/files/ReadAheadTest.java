package io.github.sparkddpm.spark.source.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReadAheadTest {

  @Test
  void resultsKeepTheOrderOfTheItems() throws IOException {
    List<Integer> items = IntStream.range(0, 100).boxed().toList();
    List<Integer> squares = new ArrayList<>();
    try (ReadAhead<Integer, Integer> read = new ReadAhead<>(items.iterator(), i -> i * i)) {
      while (read.hasNext()) {
        squares.add(read.next());
      }
    }
    assertThat(squares).isEqualTo(items.stream().map(i -> i * i).toList());
  }

  @Test
  void itemsAreReadAtTheSameTime() throws IOException {
    CountDownLatch both = new CountDownLatch(2);
    try (ReadAhead<Integer, Boolean> read =
        new ReadAhead<>(List.of(1, 2).iterator(), item -> bothAreHere(both))) {
      assertThat(read.next()).isTrue();
      assertThat(read.next()).isTrue();
    }
  }

  @Test
  void aFailureIsThrownInTheItemsPlaceAsItWas() throws IOException {
    IllegalArgumentException bad = new IllegalArgumentException("bad");
    try (ReadAhead<Integer, Integer> read =
        new ReadAhead<>(List.of(1, 2, 3).iterator(), item -> oneOrFailure(item, bad))) {
      assertThat(read.next()).isEqualTo(1);
      assertThatThrownBy(read::next).isSameAs(bad);
      assertThatThrownBy(read::next).isInstanceOf(IOException.class).hasMessage("no storage");
    }
  }

  private static boolean bothAreHere(CountDownLatch both) {
    both.countDown();
    try {
      return both.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      return false;
    }
  }

  private static int oneOrFailure(int item, RuntimeException bad) throws IOException {
    if (item == 2) {
      throw bad;
    }
    if (item == 3) {
      throw new IOException("no storage");
    }
    return item;
  }
}
