package io.github.sparkddpm.spark.train.allreduce;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkddpm.spark.train.DriverProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Spark's own assignment of GPUs, with the real discovery script and a false nvidia-smi. */
@Timeout(120)
class GpuClusterTest {

  private static final Path SCRIPT = Path.of("../deploy/discover-gpus").toAbsolutePath();

  @TempDir private Path folder;
  private Path discovery;

  @BeforeEach
  void installNvidiaSmi() throws IOException {
    Path bin = Files.createDirectory(folder.resolve("bin"));
    executable(bin.resolve("nvidia-smi"), "[ \"$1\" = --query-gpu=index ] && printf '3\\n5\\n'");
    discovery =
        executable(folder.resolve("discover"), "PATH=%s:$PATH exec %s".formatted(bin, SCRIPT));
  }

  @Test
  void eachExecutorSeesTheGpuThatSparkAssignedAndNoOther() throws Exception {
    DriverProcess.End end =
        DriverProcess.run(
            GpuClusterRun.class,
            folder,
            List.of(
                "local-cluster[1,2,2048]",
                "spark.executor.cores=1",
                "spark.executor.memory=1g",
                "spark.worker.resource.gpu.amount=2",
                "spark.worker.resource.gpu.discoveryScript=" + discovery,
                "spark.executor.resource.gpu.amount=1",
                "spark.task.resource.gpu.amount=1"));

    assertThat(end.exit()).as(Files.readString(folder.resolve(DriverProcess.ERRORS))).isZero();
    List<String> told = end.told().stream().sorted().toList();
    assertThat(told).hasSize(2);
    assertThat(told.get(0))
        .matches(
            "assigned 3, sees 3 by PCI_BUS_ID: Spark assigned GPU 3 to a task on executor \\d, but"
                + " this run computes on the CPU: .*");
    assertThat(told.get(1)).startsWith("assigned 5, sees 5 by PCI_BUS_ID: Spark assigned GPU 5 ");
  }

  @Test
  void withoutADriverTheDiscoveryScriptSaysSo() throws Exception {
    executable(folder.resolve("bin/nvidia-smi"), "echo 'NVIDIA-SMI has failed' >&2; exit 9");
    Process script = new ProcessBuilder(discovery.toString()).start();

    assertThat(new String(script.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("NVIDIA-SMI has failed", "error: nvidia-smi finds no GPU");
    assertThat(script.waitFor()).isEqualTo(1);
  }

  private static Path executable(Path file, String command) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + command + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }
}
