package io.github.sparkddpm.engine.torch;

import io.github.sparkddpm.training.ByteExchange;
import io.github.sparkddpm.training.ReplicaGroup;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Future;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.ByteVector;
import org.bytedeco.pytorch.FileStore;
import org.bytedeco.pytorch.Store;
import org.bytedeco.pytorch.StringVector;

/**
 * Lets torch's process groups find each other: an entry that one replica writes into its store is
 * copied into all others.
 *
 * <p>Entries travel through the group that the replicas are in already. Torch's own store would
 * need a further port, to which any stranger could connect.
 */
final class StoreRelay {

  /**
   * The pause between two rounds. Torch's file store polls its file at the same rate while it
   * waits.
   */
  private static final int PAUSE_MILLIS = 10;

  private static final int ANY_NUMBER_OF_USERS = -1;

  private final ReplicaGroup group;
  private final ByteExchange exchange;
  private final Set<String> known = new HashSet<>();

  StoreRelay(ReplicaGroup group) {
    this.group = group;
    exchange = new ByteExchange(group);
  }

  /** Opens a store of this process alone, in a file. */
  static FileStore open(Path file) {
    return new FileStore(file.toString(), ANY_NUMBER_OF_USERS);
  }

  /**
   * Relays until all replicas have done what they need the store for. Ends early on all of them if
   * one leaves the group.
   *
   * @param file of the store, which the replica's work has open by itself
   */
  void runUntil(Future<?> done, Path file) throws InterruptedException {
    try (FileStore store = open(file)) {
      boolean whole = false;
      while (!whole) {
        whole = round(store, done.isDone());
        Thread.sleep(PAUSE_MILLIS);
      }
    }
  }

  private boolean round(Store store, boolean done) {
    try (PointerScope scope = new PointerScope()) {
      int finished = 0;
      int rank = 0;
      for (byte[] message : exchange.tell(news(store, done))) {
        finished += read(message, store, rank == group.rank()) ? 1 : 0;
        rank++;
      }
      return finished == group.members();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns this replica's message: whether it has finished, then the keys it has not sent yet. */
  private byte[] news(Store store, boolean done) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeBoolean(done);
    StringVector keys = store.listKeys();
    for (long i = 0; i < keys.size(); i++) {
      String key = keys.get(i).getString();
      // The list also holds the file's count of users, which is no key.
      if (!known.contains(key) && store.check(new StringVector(key))) {
        known.add(key);
        byte[] value = store.get(key).get();
        out.writeUTF(key);
        out.writeInt(value.length);
        out.write(value);
      }
    }
    return bytes.toByteArray();
  }

  private boolean read(byte[] message, Store store, boolean own) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(message));
    boolean done = in.readBoolean();
    while (!own && in.available() > 0) {
      String key = in.readUTF();
      byte[] value = in.readNBytes(in.readInt());
      if (known.add(key)) {
        store.set(key, new ByteVector(value));
      }
    }
    return done;
  }
}
