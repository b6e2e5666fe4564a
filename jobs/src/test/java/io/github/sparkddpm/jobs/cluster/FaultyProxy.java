package io.github.sparkddpm.jobs.cluster;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Stands between a client and an HTTP server, and lets go wrong what a test wants to. */
final class FaultyProxy implements AutoCloseable {

  /** Passes everything on. */
  static final Faults NONE = request -> Fault.NONE;

  private static final Pattern LENGTH =
      Pattern.compile("\\r\\ncontent-length: *(\\d+)", Pattern.CASE_INSENSITIVE);
  private static final Pattern COPIES =
      Pattern.compile("\\r\\nx-amz-copy-source:", Pattern.CASE_INSENSITIVE);
  private static final byte[] BUSY =
      "HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
          .getBytes(ISO_8859_1);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger requests = new AtomicInteger();
  private final int target;
  private final int port;
  private volatile ServerSocket listener;
  private volatile Runnable onCut = () -> {};
  private volatile Faults faults = NONE;
  private volatile boolean away;

  enum Fault {
    NONE,
    /** 503, without a word of the request to the server. */
    BUSY,
    /** The connection is reset before the server sees the request. */
    RESET,
    /** The server sees the head and half of the body, then the connection is reset. */
    CUT
  }

  /**
   * The facts that the proxy knows of a request.
   *
   * @param number counted from 1 over all connections
   * @param copies whether the server is to copy another object, or a part of one
   */
  record Request(int number, String method, String path, int length, boolean copies) {

    boolean isPutOf(String part) {
      return method.equals("PUT") && path.contains(part);
    }
  }

  /** Decides of each request what goes wrong; called by a thread of each connection. */
  @FunctionalInterface
  interface Faults {
    Fault of(Request request);
  }

  /** Opens the proxy before a port of this machine. */
  FaultyProxy(int target) throws IOException {
    this.target = target;
    listen(0);
    this.port = listener.getLocalPort();
  }

  private void listen(int port) throws IOException {
    ServerSocket socket = new ServerSocket(port, 0, InetAddress.getLoopbackAddress());
    listener = socket;
    threads.execute(() -> accept(socket));
  }

  int port() {
    return port;
  }

  void let(Faults faults) {
    let(faults, () -> {});
  }

  /**
   * Lets faults happen from now on.
   *
   * @param onCut called when a request is cut in its middle
   */
  void let(Faults faults, Runnable onCut) {
    this.onCut = onCut;
    this.faults = faults;
  }

  /** Stops listening and resets connections, as if the server had stopped. */
  void goAway() {
    away = true;
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void comeBack() {
    away = false;
    try {
      listen(port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept(ServerSocket socket) {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        threads.execute(() -> serve(client));
      } catch (IOException e) {
        // Closed, which the loop's condition sees.
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
      threads.execute(() -> answer(server, client));
      Fault fault = Fault.NONE;
      while (fault == Fault.NONE) {
        byte[] head = head(client.getInputStream());
        fault = head.length == 0 ? Fault.RESET : forward(head, client, server);
      }
    } catch (IOException e) {
      reset(client);
    }
  }

  private Fault forward(byte[] head, Socket client, Socket server) throws IOException {
    Request request = parse(head);
    Fault fault = away ? Fault.RESET : faults.of(request);
    switch (fault) {
      case NONE -> pass(head, request.length(), client, server);
      case BUSY -> client.getOutputStream().write(BUSY);
      case RESET -> reset(client);
      case CUT -> {
        pass(head, request.length() / 2, client, server);
        onCut.run();
        reset(client);
      }
    }
    return fault;
  }

  private static void pass(byte[] head, int length, Socket client, Socket server)
      throws IOException {
    OutputStream out = server.getOutputStream();
    out.write(head);
    InputStream in = client.getInputStream();
    byte[] buffer = new byte[8192];
    for (int left = length; left > 0; ) {
      int read = in.read(buffer, 0, Math.min(left, buffer.length));
      if (read < 0) {
        throw new IOException("The client closed in the midst of a body");
      }
      out.write(buffer, 0, read);
      left -= read;
    }
  }

  private static void answer(Socket server, Socket client) {
    try (client) {
      server.getInputStream().transferTo(client.getOutputStream());
    } catch (IOException e) {
      reset(client);
    }
  }

  /** Up to the empty line; empty at the connection's end. */
  private static byte[] head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int state = 0;
    while (state < 4) {
      int b = in.read();
      if (b < 0) {
        return new byte[0];
      }
      head.write(b);
      boolean next = b == (state % 2 == 0 ? '\r' : '\n');
      state = next ? state + 1 : (b == '\r' ? 1 : 0);
    }
    return head.toByteArray();
  }

  private Request parse(byte[] head) {
    String text = new String(head, ISO_8859_1);
    String[] words = text.split(" ", 3);
    Matcher length = LENGTH.matcher(text);
    return new Request(
        requests.incrementAndGet(),
        words[0],
        words[1],
        length.find() ? Integer.parseInt(length.group(1)) : 0,
        COPIES.matcher(text).find());
  }

  private static void reset(Socket client) {
    try (client) {
      client.setSoLinger(true, 0);
    } catch (IOException e) {
      // Closed before, which is all that is wanted.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    threads.shutdownNow();
  }
}
