package io.github.sparkddpm.spark.collective;

import io.github.sparkddpm.spark.collective.Tracker.Address;
import io.github.sparkddpm.training.AllReduce;
import io.github.sparkddpm.training.LostMemberException;
import io.github.sparkddpm.training.ReplicaGroup;
import java.io.IOException;
import java.lang.ref.Reference;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One member of a group that sums vectors. The sums are made in an order that depends on the ranks
 * alone, so that the same vectors give the same bits in every run. Several members may be in one
 * process. For use by one thread.
 */
public final class Member implements AllReduce {

  private final Address address;
  private final int rank;
  private final InetAddress host;
  private final Ring ring;
  private boolean broken;

  private Member(Address address, int rank, InetAddress host, Ring ring) {
    this.address = address;
    this.rank = rank;
    this.host = host;
    this.ring = ring;
  }

  /**
   * Joins the group, and waits until all members have. Listens meanwhile, and no longer, at the
   * address of this machine that leads to the driver.
   *
   * @param rank in [0, members), each taken once
   * @throws LostMemberException if they have not within the timeout
   */
  public static Member join(Address address, int rank) {
    try {
      InetAddress host = Tracker.leadingTo(new InetSocketAddress(address.host(), address.port()));
      return new Member(address, rank, host, new Joining(address, rank, host).ring());
    } catch (IOException e) {
      throw lost(address, rank, e.getMessage(), e);
    } catch (InterruptedException e) {
      throw interrupted(address, rank, e);
    }
  }

  /** Returns the group that this one is in. */
  public ReplicaGroup group() {
    return new ReplicaGroup(
        rank, address.members(), host.getHostAddress(), address.timeoutSeconds(), this);
  }

  /**
   * Sums in place where the memory is the host's, through a copy elsewhere. Values that are not
   * finite are summed as any other.
   *
   * @throws LostMemberException if a member is gone, or silent for longer than the timeout; this
   *     one is of no use then
   * @throws IllegalStateException if another member's vector is of another length, or if this one
   *     has lost its group
   */
  @Override
  public void sum(INDArray vector) {
    sum(List.of(vector));
  }

  @Override
  public void sum(INDArray vector, INDArray another) {
    sum(List.of(vector, another));
  }

  private void sum(List<INDArray> vectors) {
    List<HostVector> host = vectors.stream().map(HostVector::of).toList();
    try {
      sumFloats(host.stream().map(HostVector::floats).toList());
    } finally {
      Reference.reachabilityFence(vectors);
    }
    host.forEach(HostVector::finish);
  }

  private void sumFloats(List<Floats> vectors) {
    if (broken) {
      throw new IllegalStateException("Worker %s has lost its group".formatted(rank));
    }
    broken = true;
    try {
      ring.sum(vectors);
      broken = false;
    } catch (IOException e) {
      throw lost(address, rank, e.getMessage(), e);
    } catch (InterruptedException e) {
      throw interrupted(address, rank, e);
    } finally {
      if (broken) {
        // So that the others learn of it, whatever the caller does.
        ring.close();
      }
    }
  }

  private static LostMemberException interrupted(
      Address address, int rank, InterruptedException e) {
    Thread.currentThread().interrupt();
    return lost(address, rank, "interrupted", e);
  }

  private static LostMemberException lost(Address address, int rank, String why, Exception cause) {
    return new LostMemberException(rank, address.members(), why, cause);
  }

  /** Leaves. The other members may finish the sum that they are at. */
  @Override
  public void close() {
    broken = true;
    ring.close();
  }
}
