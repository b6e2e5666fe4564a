package io.github.sparkddpm.spark.source.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The parts of a folder that tasks look through at the same time. */
class FolderTreeTest {

  @TempDir private Path folder;
  private FileSystem storage;
  private org.apache.hadoop.fs.Path root;

  @BeforeEach
  void write() throws IOException {
    storage = new RawLocalFileSystem();
    storage.initialize(URI.create("file:///"), new Configuration());
    root = new org.apache.hadoop.fs.Path("file:" + folder);
    for (String name :
        List.of(
            "a.png",
            "b/c.png",
            "b/d/e.png",
            "b/d/f/g.png",
            "h/i.png",
            "h/.j/k.png",
            "h/.j/deep/l.png",
            ".m/n.png",
            "o/p/q/r.png",
            "h/_temporary/s/t.png",
            "u v/%25:1.png")) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, new byte[1]);
    }
    Files.createDirectories(folder.resolve("empty/.hidden"));
  }

  @Test
  void howeverFineAFolderIsCutTheSameIsFoundInIt() throws IOException {
    List<String> whole = found(List.of(whole()));

    assertThat(whole).hasSize(10).doesNotHaveDuplicates();
    for (int wanted = 1; wanted < 40; wanted++) {
      assertThat(found(new FolderTree(storage).parts(whole(), wanted))).isEqualTo(whole);
    }
  }

  @Test
  void aFolderIsCutUntilThereAreEnoughParts() throws IOException {
    FolderTree tree = new FolderTree(storage);

    assertThat(tree.parts(whole(), 1)).hasSize(1);
    assertThat(tree.parts(whole(), 2)).hasSize(7);
    assertThat(tree.parts(whole(), 1000)).hasSize(14);
  }

  private FolderPart whole() {
    return new FolderPart(root.toString(), true);
  }

  private List<String> found(List<FolderPart> parts) throws IOException {
    List<String> codes = new ArrayList<>();
    StoredFolder stored = new StoredFolder(root, storage);
    for (FolderPart part : parts) {
      try (Findings findings = stored.findings(part, ImageNames.FILES)) {
        for (Found found = findings.next(); found != null; found = findings.next()) {
          assertThat(Found.decoded(found.coded())).isEqualTo(found);
          codes.add(found.coded());
        }
      }
    }
    return codes.stream().sorted().toList();
  }
}
