package io.github.sparkddpm.spark.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.engine.torch.TensorAllReduce;
import io.github.sparkddpm.training.LostMemberException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sums of tensors by Gloo, with the other member in a process of its own. */
@Timeout(120)
class TorchMemberTest {

  private static final int FOREVER = 1_000_000;

  @TempDir private Path folder;

  private interface Work {
    void run(TensorAllReduce sums, Process peer, BufferedReader told) throws Exception;
  }

  @Test
  void tensorsOfTwoProcessesAreSummed() throws Exception {
    together(
        2,
        20,
        (sums, peer, told) -> {
          assertThat(TorchMemberProcess.sum(sums, 0)).isEqualTo(3);
          assertThat(TorchMemberProcess.sum(sums, 0)).isEqualTo(3);
          assertThat(lineOf(told, "sum")).isEqualTo("sum 3.0");
        });
  }

  @Test
  void aKilledProcessMakesTheSumFail() throws Exception {
    together(
        FOREVER,
        20,
        (sums, peer, told) -> {
          assertThat(TorchMemberProcess.sum(sums, 0)).isEqualTo(3);
          assertThat(lineOf(told, "sum")).isEqualTo("sum 3.0");
          peer.destroyForcibly().waitFor();

          assertThatThrownBy(
                  () -> {
                    for (int i = 0; i < FOREVER; i++) {
                      // A sum that was under way may still end, and whole.
                      assertThat(TorchMemberProcess.sum(sums, 0)).isEqualTo(3);
                    }
                  })
              .isInstanceOf(LostMemberException.class)
              .hasMessageStartingWith("Worker 0 of 2 lost touch with the others: ")
              .hasMessageNotContaining("pair.cc");
          assertThatThrownBy(() -> TorchMemberProcess.sum(sums, 0))
              .hasMessage("Worker 0 has lost its group");
        });
  }

  @Test
  void aSilentPeerMakesTheSumFailAfterTheTimeout() throws Exception {
    together(
        FOREVER,
        10,
        (sums, peer, told) -> {
          assertThat(TorchMemberProcess.sum(sums, 0)).isEqualTo(3);
          new ProcessBuilder("kill", "-STOP", Long.toString(peer.pid())).start().waitFor();

          assertThatThrownBy(
                  () -> {
                    for (int i = 0; i < FOREVER; i++) {
                      TorchMemberProcess.sum(sums, 0);
                    }
                  })
              .isInstanceOf(LostMemberException.class)
              .hasMessageContaining("Timed out waiting 10000ms");
        });
  }

  private void together(int sums, int timeoutSeconds, Work work) throws Exception {
    try (Tracker tracker = Tracker.start("localhost", PortRange.ANY, 2, timeoutSeconds)) {
      Process peer =
          TorchMemberProcess.start(tracker.address(), 1, sums, folder.resolve("errors.txt"));
      try (BufferedReader told = peer.inputReader()) {
        Member member = Member.join(tracker.address(), 0);
        try (TensorAllReduce all =
            (TensorAllReduce) TorchMemberProcess.engine().sums(member.group())) {
          work.run(all, peer, told);
        }
      } finally {
        peer.destroyForcibly();
      }
    }
  }

  /** Gloo itself prints to the same stream. */
  private static String lineOf(BufferedReader told, String start) throws IOException {
    String line = told.readLine();
    while (line != null && !line.startsWith(start)) {
      line = told.readLine();
    }
    return line;
  }
}
