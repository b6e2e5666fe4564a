package io.github.sparkddpm.spark.collective;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;

/**
 * Times sums round a ring whose members are threads of this process, each at an address of its own,
 * so that {@code .ci/measure-rings} can give each host a network of a certain speed.
 */
final class TimedRing {

  private static final int TIMEOUT_SECONDS = 120;
  private static final Pattern SEQUENCE = Pattern.compile(",");
  private static final Pattern TOGETHER = Pattern.compile("\\+");

  private final List<Ring> rings = new ArrayList<>();

  private TimedRing() {}

  /**
   * Prints the median seconds of a sum and the seconds of processor time that it took in all.
   *
   * <p>Arguments: the lengths of vectors (1000, or 1000,5 for one sum after the other, or 1000+5
   * for both in the same messages), how often they are summed, then the address of each member by
   * rank.
   */
  public static void main(String[] arguments) throws Exception {
    String lengths = arguments[0];
    int sums = Integer.parseInt(arguments[1]);
    List<String> addresses = List.of(arguments).subList(2, arguments.length);
    TimedRing timed = new TimedRing();
    timed.connect(addresses);
    ExecutorService threads = Executors.newFixedThreadPool(addresses.size());
    CyclicBarrier ready = new CyclicBarrier(addresses.size());
    List<Future<double[]>> members = new ArrayList<>();
    for (Ring ring : timed.rings) {
      members.add(threads.submit(() -> seconds(ring, lengths, sums, ready)));
    }
    double[] first = members.get(0).get();
    for (Future<double[]> member : members) {
      member.get();
    }
    threads.shutdown();
    timed.rings.forEach(Ring::close);
    double[] sorted = Arrays.copyOf(first, sums);
    Arrays.sort(sorted);
    System.out.printf(
        Locale.ROOT,
        "members %d floats %s median %.6f least %.6f most %.6f processor %.6f%n",
        addresses.size(),
        lengths,
        sorted[sums / 2],
        sorted[0],
        sorted[sums - 1],
        first[sums] / sums);
  }

  /** Returns the seconds of each sum, and those of the processor, of all members and sums. */
  private static double[] seconds(Ring ring, String lengths, int sums, CyclicBarrier ready)
      throws Exception {
    List<List<Floats>> turns = SEQUENCE.splitAsStream(lengths).map(TimedRing::together).toList();
    for (int i = 0; i < Math.max(2, sums / 2); i++) {
      sum(ring, turns);
    }
    double[] seconds = new double[sums + 1];
    ready.await();
    double before = processorSeconds();
    for (int i = 0; i < sums; i++) {
      long start = System.nanoTime();
      sum(ring, turns);
      seconds[i] = (System.nanoTime() - start) / 1e9;
    }
    ready.await();
    seconds[sums] = processorSeconds() - before;
    return seconds;
  }

  private static List<Floats> together(String lengths) {
    return TOGETHER
        .splitAsStream(lengths)
        .map(length -> Floats.copy(new float[Integer.parseInt(length)]))
        .toList();
  }

  private static void sum(Ring ring, List<List<Floats>> turns) throws Exception {
    for (List<Floats> vectors : turns) {
      ring.sum(vectors);
    }
  }

  private static double processorSeconds() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e9;
  }

  private void connect(List<String> addresses) throws IOException {
    int members = addresses.size();
    Line[] out = new Line[members];
    Line[] in = new Line[members];
    for (int rank = 0; rank < members; rank++) {
      int next = (rank + 1) % members;
      InetAddress to = InetAddress.getByName(addresses.get(next));
      try (ServerSocketChannel server = PortRange.ANY.listen(to, 1)) {
        SocketChannel call = SocketChannel.open();
        call.bind(new InetSocketAddress(addresses.get(rank), 0));
        call.connect(server.getLocalAddress());
        out[rank] = Line.of(call);
        in[next] = Line.of(server.accept());
      }
    }
    for (int rank = 0; rank < members; rank++) {
      rings.add(new Ring(rank, members, TIMEOUT_SECONDS, in[rank], out[rank]));
    }
  }
}
