package io.github.sparkddpm.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The description of a source by {@code prepare --dry-run}. */
class PrepareDryRunTest {

  @TempDir private Path folder;

  @Test
  void filesThatWouldBePassedOverAreCountedByTheReason() throws IOException {
    Path images = Files.createDirectory(folder.resolve("images"));
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY);
    ImageIO.write(image, "jpg", images.resolve("_DSC0002.JPG").toFile());
    Files.writeString(images.resolve(".a\u001b[2J.png"), "");
    Files.writeString(images.resolve("notes.txt"), "");
    Files.createSymbolicLink(images.resolve("loop"), Path.of("."));
    Invocation told = dryRun(images);

    assertThat(told.status()).as(told.err()).isZero();
    assertThat(told.out())
        .contains(
            "a folder of images, 1 image files",
            "# Would pass over: 1 with hidden names (such as .a\\u001b[2J.png), 1 with other names"
                + " (such as notes.txt), 1 that are links to what is read already (such as loop)");
  }

  @Test
  void anIdxFileThatCannotHoldWhatItsHeaderSaysIsRefused() throws IOException {
    ByteBuffer pixels = ByteBuffer.allocate(16 + 28 * 28);
    pixels.putInt(0x803).putInt(Integer.MAX_VALUE).putInt(28).putInt(28);
    Invocation refused = dryRun(Files.write(folder.resolve("images-idx3"), pixels.array()));

    assertThat(refused.status()).isEqualTo(3);
    assertThat(refused.err().lines())
        .singleElement()
        .asString()
        .contains("truncated: it ends after 1 of 2147483647 images");
  }

  private Invocation dryRun(Path images) {
    return Invocation.of(
        "prepare",
        "--dry-run",
        "data.source-images=" + images,
        "data.shards=1",
        "data.prepared=" + folder.resolve("prepared"),
        "output=" + folder.resolve("run"));
  }
}
