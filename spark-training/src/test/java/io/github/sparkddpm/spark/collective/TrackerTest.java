package io.github.sparkddpm.spark.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.spark.collective.Tracker.Address;
import io.github.sparkddpm.training.LostMemberException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Strangers at the port of a tracker do its group no harm. */
@Timeout(120)
class TrackerTest {

  private static final int MEMBERS = 2;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private Tracker tracker;

  @BeforeEach
  void start() throws IOException {
    tracker = Tracker.start("localhost", PortRange.ANY, MEMBERS, 20);
  }

  @AfterEach
  void stop() {
    tracker.close();
    threads.shutdownNow();
  }

  @Test
  void itIsBoundToTheAddressOfTheDriver() {
    assertThat(tracker.address().host()).isEqualTo("127.0.0.1");
  }

  @Test
  void itsAddressHidesTheSecretWhenItIsPrinted() {
    assertThat(tracker.address().toString()).doesNotContain(tracker.address().secret());
  }

  @Test
  void silentConnectionsKeepNobodyWaiting() throws Exception {
    List<Socket> silent = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      silent.add(connect());
    }
    assertGroupSums();
    for (Socket each : silent) {
      each.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET ",
        "\u0099\u00ff\0\0\u00ff\u00ff\u00ff\u007f",
        "a rank, a port, a challenge and a proof are 72 bytes, of which no one is"
      })
  void garbageIsTurnedAway(String garbage) throws Exception {
    try (Socket stranger = connect()) {
      stranger.getOutputStream().write(garbage.getBytes(StandardCharsets.ISO_8859_1));
      stranger.shutdownOutput();
      // The tracker's own greeting, and no more.
      assertThat(stranger.getInputStream().readAllBytes())
          .hasSize(40)
          .startsWith("ddpm-sum".getBytes(StandardCharsets.US_ASCII));
    }
    assertGroupSums();
  }

  @Test
  void whoDoesNotKnowTheSecretIsNoMember() throws Exception {
    Address known = tracker.address();
    Address guessed = new Address(known.host(), known.port(), MEMBERS, 2, PortRange.ANY, "guess");

    assertThatThrownBy(() -> Member.join(guessed, 1)).isInstanceOf(LostMemberException.class);
    assertGroupSums();
  }

  @Test
  void moreSilentConnectionsThanAreHeardKeepNobodyOut() throws Exception {
    List<Socket> silent = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      silent.add(connect());
    }
    assertGroupSums();
    for (Socket each : silent) {
      each.close();
    }
  }

  @Test
  void nobodyIsHeardWhenAllHaveCome() throws Exception {
    assertGroupSums();
    assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
  }

  @Test
  void aMemberThatComesAgainHarmsNoneOfThoseThatAreThere() throws Exception {
    Future<Member> other = threads.submit(() -> Member.join(tracker.address(), 1));
    try (Member first = Member.join(tracker.address(), 0);
        Member second = other.get()) {
      assertThatThrownBy(() -> Member.join(tracker.address(), 1))
          .isInstanceOf(LostMemberException.class);
      assertSums(first, second);
    }
  }

  private void assertGroupSums() throws Exception {
    Future<Member> other = threads.submit(() -> Member.join(tracker.address(), 1));
    try (Member first = Member.join(tracker.address(), 0);
        Member second = other.get()) {
      assertSums(first, second);
    }
  }

  private void assertSums(Member first, Member second) throws Exception {
    INDArray[] vectors = {Nd4j.ones(1000), Nd4j.ones(1000)};
    Future<?> other = threads.submit(() -> second.sum(vectors[1]));
    first.sum(vectors[0]);
    other.get();
    assertThat(vectors[0].getInt(999)).isEqualTo(2);
    assertThat(vectors[1]).isEqualTo(vectors[0]);
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getByName(tracker.address().host()), tracker.address().port());
  }
}
