package io.github.sparkddpm.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Messages of a few bytes that all replicas of a group tell each other, by sums. */
public final class ByteExchange {

  private final ReplicaGroup group;

  public ByteExchange(ReplicaGroup group) {
    this.group = group;
  }

  /**
   * Tells the others a message. All replicas call this in the same order.
   *
   * @return every replica's message, by rank
   * @throws LostMemberException if another replica is lost
   */
  public List<byte[]> tell(byte[] message) {
    float[] lengths = new float[group.members()];
    lengths[group.rank()] = message.length;
    lengths = sum(lengths);
    int longest = 0;
    for (float length : lengths) {
      longest = Math.max(longest, (int) length);
    }
    return split(longest == 0 ? new float[0] : sum(placed(message, longest)), lengths, longest);
  }

  /**
   * Returns the message at this replica's own place, so that the sum has all; a float holds a byte
   * exactly.
   */
  private float[] placed(byte[] message, int longest) {
    float[] values = new float[Math.multiplyExact(group.members(), longest)];
    for (int i = 0; i < message.length; i++) {
      values[group.rank() * longest + i] = Byte.toUnsignedInt(message[i]);
    }
    return values;
  }

  private static List<byte[]> split(float[] values, float[] lengths, int longest) {
    byte[] all = new byte[values.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) (int) values[i];
    }
    List<byte[]> messages = new ArrayList<>();
    for (int rank = 0; rank < lengths.length; rank++) {
      messages.add(Arrays.copyOfRange(all, rank * longest, rank * longest + (int) lengths[rank]));
    }
    return messages;
  }

  private float[] sum(float[] values) {
    INDArray vector = Nd4j.createFromArray(values);
    group.sums().sum(vector);
    return vector.toFloatVector();
  }
}
