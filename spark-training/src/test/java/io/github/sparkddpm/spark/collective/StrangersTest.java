package io.github.sparkddpm.spark.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.spark.collective.Hello.Caller;
import io.github.sparkddpm.spark.collective.Tracker.Address;
import io.github.sparkddpm.training.LostMemberException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Whoever calls a member that waits for its neighbour does it no harm, and ends no process. */
@Timeout(120)
class StrangersTest {

  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private Tracker tracker;
  private Address address;
  private Future<Member> waiting;

  @BeforeEach
  void start() throws Exception {
    tracker = Tracker.start("localhost", PortRange.ANY, 2, 20);
    int port = freePort();
    Address known = tracker.address();
    address =
        new Address(known.host(), known.port(), 2, 20, new PortRange(port, port), known.secret());
    waiting = threads.submit(() -> Member.join(address, 0));
  }

  @AfterEach
  void stop() {
    tracker.close();
    threads.shutdownNow();
  }

  private static int freePort() throws IOException {
    try (ServerSocketChannel free = PortRange.ANY.listen(HERE, 1)) {
      return ((InetSocketAddress) free.getLocalAddress()).getPort();
    }
  }

  @Test
  void fourBytesOfGarbageAreTurnedAway() throws Exception {
    try (Socket stranger = call()) {
      stranger.getOutputStream().write(new byte[] {1, 2, 3, 4});
      stranger.shutdownOutput();
      assertThat(stranger.getInputStream().readAllBytes()).hasSize(40);
    }
    assertGroupSums();
  }

  @Test
  void silentConnectionsKeepTheNeighbourOutNoMore() throws Exception {
    for (int i = 0; i < 100; i++) {
      call();
    }
    assertGroupSums();
  }

  @Test
  void anotherThatKnowsTheSecretIsNotTakenForTheNeighbour() throws Exception {
    try (Socket call = call()) {
      // Member 0 itself: it is not its own neighbour.
      Line line = line(call);
      new Hello(address.secret(), 0).call(line, new Caller(0, 0), soon());
      assertThatThrownBy(() -> line.read(1, soon())).hasMessage("it hung up");
    }
    assertGroupSums();
  }

  /** A proof for the tracker is none for a member, nor is its answer a call. */
  @Test
  void aProofIsGoodForItsListenerAlone() throws Exception {
    try (Socket call = call()) {
      Line line = line(call);
      Hello toTracker = new Hello(address.secret(), Hello.TRACKER);
      assertThatThrownBy(() -> toTracker.call(line, new Caller(1, 0), soon()))
          .isInstanceOf(IOException.class);
    }
    assertGroupSums();
  }

  @Test
  void aStrangerThatSitsWhereTheDriverWasIsNotToldTheSecret() throws Exception {
    try (ServerSocketChannel stranger = PortRange.ANY.listen(HERE, 1)) {
      int port = ((InetSocketAddress) stranger.getLocalAddress()).getPort();
      Address elsewhere = new Address("127.0.0.1", port, 2, 5, PortRange.ANY, address.secret());
      Future<Member> misled = threads.submit(() -> Member.join(elsewhere, 1));
      try (Line line = Line.of(stranger.accept())) {
        assertThatThrownBy(() -> new Hello("guess", Hello.TRACKER).hear(line, soon()))
            .hasMessage("it does not know the secret of this run's workers");
      }
      assertThatThrownBy(misled::get).hasCauseInstanceOf(LostMemberException.class);
    }
    assertGroupSums();
  }

  @Test
  void itListensAtOneAddressOfThisMachineAndNotAfterItHasJoined() throws Exception {
    call().close();
    List<InetAddress> others =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(other -> !other.isLoopbackAddress())
            .toList();
    for (InetAddress other : others) {
      assertThatThrownBy(() -> new Socket(other, address.ports().first()))
          .isInstanceOf(ConnectException.class);
    }
    assertGroupSums();
    assertThatThrownBy(() -> new Socket(HERE, address.ports().first()))
        .isInstanceOf(ConnectException.class);
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(10));
  }

  private static Line line(Socket socket) throws IOException {
    return Line.of(socket.getChannel());
  }

  /** Waits until member 0 listens. */
  private Socket call() throws Exception {
    InetSocketAddress there = new InetSocketAddress(HERE, address.ports().first());
    while (true) {
      try {
        return SocketChannel.open(there).socket();
      } catch (ConnectException e) {
        Thread.sleep(20);
      }
    }
  }

  private void assertGroupSums() throws Exception {
    try (Member second = Member.join(tracker.address(), 1);
        Member first = waiting.get()) {
      INDArray[] vectors = {Nd4j.ones(1000), Nd4j.ones(1000)};
      Future<?> other = threads.submit(() -> second.sum(vectors[1]));
      first.sum(vectors[0]);
      other.get();
      assertThat(vectors[0].getInt(999)).isEqualTo(2);
      assertThat(vectors[1]).isEqualTo(vectors[0]);
    }
  }
}
