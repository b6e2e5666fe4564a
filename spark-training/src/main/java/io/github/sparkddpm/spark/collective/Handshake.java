package io.github.sparkddpm.spark.collective;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * One connection to a tracker, in the protocol of XGBoost 3.4 ({@code src/collective/protocol.h}):
 * both send a number; then JSON goes back and forth, each after its length in bytes.
 */
final class Handshake {

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final int MAGIC = 0xff99;
  private static final int START = 1;

  /** XGBoost's client says all that it has to say at once. */
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private static final int LONGEST_TEXT = 4096;
  private static final String GIBBERISH = "it does not speak XGBoost's protocol";

  private final Socket socket;
  private final long deadline = System.nanoTime() + LONGEST.toNanos();
  private int port;

  Handshake(Socket socket) {
    this.socket = socket;
  }

  /**
   * Returns what the caller calls itself.
   *
   * @throws IOException if it does not speak the protocol, or not within a few seconds
   */
  String task() throws IOException {
    write(number(MAGIC));
    require(readNumber() == MAGIC);
    return readJson().path("task_id").asText();
  }

  /**
   * Returns whether the caller, which has told its task, wants to join a group.
   *
   * @throws IOException as {@link #task} does
   */
  boolean joins() throws IOException {
    JsonNode command = readJson();
    port = command.path("port").asInt();
    return command.path("cmd").asInt() == START;
  }

  void tellSize(int members) throws IOException {
    write(MAPPER.createObjectNode().put("world_size", members));
  }

  void tellNeighbour(int rank, Handshake neighbour) throws IOException {
    write(
        MAPPER
            .createObjectNode()
            .put("rank", rank)
            .put("host", neighbour.socket.getInetAddress().getHostAddress())
            .put("port", neighbour.port));
  }

  private void write(ObjectNode json) throws IOException {
    byte[] text = MAPPER.writeValueAsBytes(json);
    write(number(Integer.BYTES + text.length, text.length).put(text));
  }

  private void write(ByteBuffer bytes) throws IOException {
    Channels.newChannel(socket.getOutputStream()).write(bytes.flip());
  }

  private static ByteBuffer number(int value) {
    return number(Integer.BYTES, value);
  }

  private static ByteBuffer number(int bytes, int value) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder()).putInt(value);
  }

  private JsonNode readJson() throws IOException {
    int length = readNumber();
    require(length >= 0 && length <= LONGEST_TEXT);
    try {
      return MAPPER.readTree(new String(read(length), StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      // Its own message quotes what a stranger has sent.
      throw new IOException(GIBBERISH, e);
    }
  }

  private static void require(boolean spoken) throws IOException {
    if (!spoken) {
      throw new IOException(GIBBERISH);
    }
  }

  private int readNumber() throws IOException {
    return ByteBuffer.wrap(read(Integer.BYTES)).order(ByteOrder.nativeOrder()).getInt();
  }

  /** A timeout of the socket's would begin anew with every byte. */
  private byte[] read(int length) throws IOException {
    byte[] bytes = new byte[length];
    int read = 0;
    while (read < length) {
      long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
      if (left <= 0) {
        throw new SocketTimeoutException(
            "it said too little within %s s".formatted(LONGEST.toSeconds()));
      }
      socket.setSoTimeout(Math.toIntExact(left));
      int now = socket.getInputStream().read(bytes, read, length - read);
      if (now < 0) {
        throw new EOFException("it hung up");
      }
      read += now;
    }
    return bytes;
  }

  void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // Nobody is left to be told.
    }
  }

  @Override
  public String toString() {
    return String.valueOf(socket.getRemoteSocketAddress());
  }
}
