package io.github.sparkddpm.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReadAheadTest {

  @Test
  void twoThreadsWorkAtTheSameTime() throws IOException {
    CountDownLatch both = new CountDownLatch(2);
    try (ReadAhead threads = new ReadAhead("test", 2)) {
      Future<Boolean> one = threads.begin(() -> bothAreHere(both));
      Future<Boolean> other = threads.begin(() -> bothAreHere(both));
      assertThat(ReadAhead.await(one, "one")).isTrue();
      assertThat(ReadAhead.await(other, "the other")).isTrue();
    }
  }

  @Test
  void aFailureIsThrownAsItWas() {
    IllegalArgumentException bad = new IllegalArgumentException("bad");
    IOException away = new IOException("away");
    try (ReadAhead threads = new ReadAhead("test", 1)) {
      assertThatThrownBy(() -> ReadAhead.await(threads.begin(() -> fail(bad)), "it")).isSameAs(bad);
      assertThatThrownBy(() -> ReadAhead.await(threads.begin(() -> fail(away)), "it"))
          .isSameAs(away);
    }
  }

  private static boolean bothAreHere(CountDownLatch both) throws InterruptedException {
    both.countDown();
    return both.await(30, TimeUnit.SECONDS);
  }

  private static String fail(Exception failure) throws Exception {
    throw failure;
  }
}
