package ml.dmlc.xgboost4j.java;

import java.nio.ByteBuffer;

/**
 * XGBoost's all-reduce, in place and with its return code checked.
 *
 * <p>In XGBoost's package, because {@link XGBoostJNI#CommunicatorAllreduce} is private to it. The
 * public {@link Communicator#allReduce} ignores that code: when another process has died, each of
 * those left goes on with its own vector as if it were the sum. It also copies the vector twice.
 */
public final class CheckedSum {

  private CheckedSum() {}

  /**
   * Replaces floats by their sums over all members of the calling thread's communicator.
   *
   * @param floats direct, in the machine's byte order; on failure its content is undefined
   * @param count how many, the same on all members
   * @throws XGBoostError if a member is gone or silent for longer than the communicator's timeout
   */
  public static void ofFloats(ByteBuffer floats, int count) throws XGBoostError {
    XGBoostJNI.checkCall(
        XGBoostJNI.CommunicatorAllreduce(
            floats,
            count,
            Communicator.DataType.FLOAT32.getEnumOp(),
            Communicator.OpType.SUM.getOperand()));
  }
}
