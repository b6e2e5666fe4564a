package io.github.sparkddpm.spark.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenamedOutputTest {

  @TempDir private Path root;

  private HadoopFolder folder;

  @BeforeEach
  void open() throws IOException {
    folder =
        new HadoopFolder(
            FileSystem.getLocal(new Configuration()),
            new org.apache.hadoop.fs.Path(root.toString()));
  }

  @Test
  void aFileWhoseWriterDiesIsNeverSeen() throws IOException {
    try (OutputStream out = folder.create("file")) {
      out.write(new byte[100_000]);
      out.flush();
      assertThat(folder.exists("file")).isFalse();
    }
    assertThat(folder.exists("file")).isTrue();
  }

  @Test
  void anOlderFileIsReplacedOnceTheNewOneIsWhole() throws IOException {
    for (int content : new int[] {1, 2}) {
      try (OutputStream out = folder.create("file")) {
        out.write(content);
        assertThat(folder.exists("file")).isEqualTo(content == 2);
      }
    }
    try (var in = folder.open("file")) {
      assertThat(in.readAllBytes()).containsExactly(2);
    }
    assertThat(root).isDirectoryNotContaining("glob:**unfinished*");
  }
}
