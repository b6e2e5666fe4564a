package io.github.sparkddpm.spark.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.sparkddpm.spark.storage.StorageFailures.Explanation;
import io.github.sparkddpm.spark.storage.StorageFailures.Kind;
import java.net.ConnectException;
import java.net.ServerSocket;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

class StorageFailuresTest {

  @Test
  void anHdfsThatNobodyServesDoesNotAnswer() throws Exception {
    Configuration hadoop = new Configuration();
    hadoop.setInt("ipc.client.connect.max.retries", 0);
    int port;
    try (ServerSocket gone = new ServerSocket(0)) {
      port = gone.getLocalPort();
    }
    Path path = new Path("hdfs://localhost:%s/prepared".formatted(port));

    Throwable failure = catchThrowable(() -> path.getFileSystem(hadoop).open(path));

    Explanation found = StorageFailures.explain(failure).orElseThrow();
    assertThat(found.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(found.message())
        .startsWith("the storage does not answer; run the same command again once it does")
        .contains("localhost:" + port, "refused")
        .doesNotContain("\n");
  }

  @Test
  void aFileSystemWhoseClassesAreMissingIsNamedAsThat() {
    Configuration hadoop = new Configuration();
    hadoop.set("fs.elsewhere.impl", "org.apache.hadoop.fs.elsewhere.ElsewhereFileSystem");

    Throwable failure = catchThrowable(() -> new Path("elsewhere://x/y").getFileSystem(hadoop));

    assertThat(StorageFailures.explain(failure).orElseThrow().kind()).isEqualTo(Kind.NO_CONNECTOR);
    assertThat(StorageFailures.explain(new ClassNotFoundException("com.other.Thing"))).isEmpty();
  }

  @Test
  void aConnectionOfOtherKindIsNotTheStorages() {
    assertThat(StorageFailures.explain(new ConnectException("refused"))).isEmpty();
  }
}
