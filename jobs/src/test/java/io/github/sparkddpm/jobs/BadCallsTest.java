package io.github.sparkddpm.jobs;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.hadoop.fs.FileUtil;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls that cannot work end with one line that says why, and with a documented exit code. */
class BadCallsTest {

  @TempDir private static Path folder;
  private static TinyDigits digits;

  @BeforeAll
  static void layOut() throws IOException {
    digits = new TinyDigits(folder);
    Files.createDirectories(folder.resolve("empty"));
    Files.createDirectories(folder.resolve("one"));
    ImageIO.write(
        new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY),
        "png",
        folder.resolve("one/a.png").toFile());
    write("notes.txt", "no picture, no model, no anything");
    write("nothing.gz", "");
    write("broken.parquet", "PAR1 and then nothing of it");
    write("data_batch_1.bin", "three thousand bytes are missing");
    write("syntax.conf", "training { steps = \n }}");
    write("missing.conf", "include required(\"nowhere.conf\")");
    write("unset.conf", "output = ${NO_SUCH_VARIABLE}");
    write("circle.conf", "output = ${data.prepared}\ndata.prepared = ${output}");
    write("foreign/thesis.txt", "years of work");
    digits.call("train", folder.resolve("run"), "training.steps=1");
    damage("run", "no-record", "run.json", "{ \"config\": ");
    damage("run", "no-manifest", "checkpoints/step-000000001/checkpoint.json", "{}");
    damage("run", "no-weights", "checkpoints/step-000000001/ema.safetensors", "torn");
    damage("run", "newer", "checkpoints/step-000000001/checkpoint.json", "{\"formatVersion\": 99}");
    damage("digits", "torn-manifest", "manifest.json", "{ \"formatVersion\": 3,");
    damage("digits", "empty-manifest", "manifest.json", "{}");
    damage("digits", "strange-manifest", "manifest.json", "[1, 2]");
    damage("digits", "newer-dataset", "manifest.json", "{\"formatVersion\": 99}");
    damage("run", "bad-settings", "samples/settings.json", "{ \"seed\": ");
    damage("run", "foreign-evaluation", "evaluation/thesis.txt", "years of work");
    digits.call("sample", folder.resolve("run"), "sampling.images=4");
    Path lost = copy("digits", "lost-shard");
    FileUtil.fullyDelete(lost.resolve("shards").toFile());
  }

  @AfterAll
  static void forgetTheMaster() {
    digits.close();
  }

  private static Path write(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  private static Path copy(String from, String to) throws IOException {
    org.apache.commons.io.FileUtils.copyDirectory(
        folder.resolve(from).toFile(), folder.resolve(to).toFile());
    return folder.resolve(to);
  }

  private static void damage(String from, String to, String file, String content)
      throws IOException {
    write(copy(from, to).resolve(file).toString(), content);
  }

  static Stream<Arguments> commandLines() {
    return Stream.of(
        arguments(2, "x", ""),
        arguments(2, "x", "trian"),
        arguments(2, "x", "train --stpes"),
        arguments(2, "x", "train --config"),
        arguments(2, "x", "train --config @/nowhere.conf"),
        arguments(2, "x", "train --config @/empty"),
        arguments(2, "x", "train --config @/syntax.conf"),
        arguments(2, "x", "train --config @/missing.conf"),
        arguments(2, "x", "train --config @/unset.conf"),
        arguments(2, "x", "train --config @/circle.conf"),
        arguments(2, "x", "train --config @/one/a.png"),
        arguments(2, "x", "train training.steps"),
        arguments(2, "x", "train =1"),
        arguments(2, "x", "train training.stps=1"),
        arguments(2, "x", "train training.steps=none"),
        arguments(2, "x", "train training.steps=-1"),
        arguments(2, "x", "train training.steps=99999999999999999999"),
        arguments(2, "x", "train training.steps=1.5"),
        arguments(2, "x", "train training.steps="),
        arguments(2, "x", "train training.combine=magic"),
        arguments(2, "x", "train training=7"),
        arguments(2, "x", "train network.multipliers=2"),
        arguments(2, "x", "train network.multipliers=[1,"),
        arguments(2, "x", "train network.image-size=30"),
        arguments(2, "x", "train network.groups=7"),
        arguments(2, "x", "train network.channels=null"),
        arguments(2, "x", "train diffusion.timesteps=0"),
        arguments(2, "x", "train diffusion.variance=learned"),
        arguments(2, "x", "prepare prepare.background=reddish"),
        arguments(2, "x", "prepare data.shards=0"),
        arguments(2, "x", "sample sampling.steps=5000"),
        arguments(2, "x", "evaluate evaluate.features.std=[0]"),
        arguments(2, "x", "train s3.endpoint=minio"),
        arguments(2, "x", "train mlflow.tracking-uri=nonsense"),
        arguments(2, "x", "bench bench.steps=0"),
        arguments(2, "x", "train output="),
        arguments(2, "x", "train output=s3://bucket/run"),
        arguments(2, "x", "train output=s3a://bucket/run"),
        arguments(2, "x", "train output=gs://bucket/run"),
        arguments(2, "x", "train output=abfss://box@account.dfs.core.windows.net/run"),
        arguments(2, "x", "train output=http://host/run"),
        arguments(2, "x", "train output=xyz://host/run"),
        arguments(2, "x", "train output=hdfs:///run"),
        arguments(2, "x", "train output=hdfs://no.such.host.invalid/run"),
        arguments(2, "x", "train output=file://host/run"),
        arguments(2, "x", "train output=a:b"));
  }

  static Stream<Arguments> calls() {
    return Stream.of(
        arguments(3, "x", "prepare data.prepared=@/new data.source-images=@/nowhere"),
        arguments(3, "x", "prepare data.prepared=@/new data.source-images=@/empty"),
        arguments(3, "x", "prepare data.prepared=@/new data.source-images=@/one/a.png"),
        arguments(3, "x", "prepare data.prepared=@/new data.source-images=@/notes.txt"),
        arguments(3, "x", "prepare data.prepared=@/new data.source-images=@/nothing.gz"),
        arguments(3, "x", "prepare data.prepared=@/new data.source-images=@/broken.parquet"),
        arguments(3, "x", "prepare data.prepared=@/new data.source-images=@/data_batch_1.bin"),
        arguments(3, "x", "prepare data.prepared=@/new data.format=idx data.source-images=@/one"),
        arguments(
            3, "x", "prepare data.prepared=@/new data.format=parquet data.source-images=@/one"),
        arguments(
            3, "x", "prepare data.prepared=@/new data.format=cifar10 data.source-images=@/one"),
        arguments(
            3,
            "x",
            "prepare data.prepared=@/new data.image-column=face data.source-images=@/digits/shards"),
        arguments(3, "x", "prepare data.prepared=@/new data.source-labels=@/one"),
        arguments(
            3, "x", "prepare data.prepared=@/new data.folder-labels=true data.source-images=@/one"),
        arguments(3, "x", "prepare data.prepared=@/new data.shards=8 data.source-images=@/one"),
        arguments(
            3, "x", "prepare --dry-run data.prepared=@/new data.shards=8 data.source-images=@/one"),
        arguments(5, "x", "prepare data.prepared=@/foreign data.shards=1 data.source-images=@/one"),
        arguments(
            7, "x", "prepare data.prepared=@/notes.txt/new data.shards=1 data.source-images=@/one"),
        arguments(7, "x", "prepare data.prepared=/proc/new data.shards=1 data.source-images=@/one"),
        arguments(
            5, "x", "prepare data.prepared=@/notes.txt data.shards=1 data.source-images=@/one"),
        arguments(3, "x", "train output=@/new data.prepared=@/empty"),
        arguments(3, "x", "train output=@/new data.prepared=@/notes.txt"),
        arguments(3, "x", "train output=@/new data.prepared=@/torn-manifest"),
        arguments(3, "x", "train output=@/new data.prepared=@/empty-manifest"),
        arguments(3, "x", "train output=@/new data.prepared=@/strange-manifest"),
        arguments(3, "x", "train output=@/new data.prepared=@/newer-dataset"),
        arguments(3, "x", "train output=@/new1 data.prepared=@/lost-shard"),
        arguments(3, "x", "train output=@/new training.held-out=100000"),
        arguments(3, "x", "train output=@/new2 training.workers=9 training.timeout=1"),
        arguments(7, "x", "train output=@/notes.txt"),
        arguments(7, "x", "train output=/proc/run"),
        arguments(5, "x", "train output=@/foreign training.steps=1"),
        arguments(1, "x", "train output=@/no-record training.steps=2"),
        arguments(1, "x", "train output=@/no-manifest training.steps=2"),
        arguments(1, "x", "train output=@/no-weights training.steps=2"),
        arguments(1, "x", "train output=@/newer training.steps=2"),
        arguments(3, "x", "sample output=@/empty"),
        arguments(3, "x", "sample output=@/notes.txt"),
        arguments(3, "x", "sample output=@/run sampling.checkpoint=7"),
        arguments(7, "x", "sample output=@/run sampling.output=@/notes.txt"),
        arguments(7, "x", "sample output=@/run sampling.output=/proc/samples"),
        arguments(1, "x", "sample output=@/bad-settings"),
        arguments(1, "x", "sample output=@/no-weights"),
        arguments(3, "x", "evaluate output=@/empty"),
        arguments(5, "x", "evaluate output=@/foreign-evaluation"),
        arguments(3, "x", "evaluate output=@/run evaluate.dataset=@/empty"),
        arguments(3, "x", "evaluate output=@/run evaluate.dataset=@/nowhere"),
        arguments(3, "x", "evaluate output=@/run evaluate.samples=@/nowhere"),
        arguments(
            3,
            "x",
            "evaluate output=@/run evaluate.features.allow-few=true evaluate.features.model=@/nowhere.onnx"),
        arguments(
            3,
            "x",
            "evaluate output=@/run evaluate.features.allow-few=true evaluate.features.model=@/notes.txt"),
        arguments(
            3,
            "x",
            "evaluate output=@/run evaluate.features.allow-few=true evaluate.features.output=nope"),
        arguments(
            3,
            "x",
            "evaluate output=@/run evaluate.features.allow-few=true evaluate.features.statistics=@/notes.txt"),
        arguments(
            7,
            "x",
            "evaluate output=@/run evaluate.features.allow-few=true evaluate.features.statistics=/proc/x/s.npz"));
  }

  @ParameterizedTest
  @MethodSource("commandLines")
  void aWrongCommandLineEndsWithOneLine(int status, String reason, String call) {
    assertEnds(Invocation.of(words(call)), status, reason);
  }

  @ParameterizedTest
  @MethodSource("calls")
  void aCallThatCannotWorkEndsWithOneLine(int status, String reason, String call) {
    String[] words = words(call);
    assertEnds(
        digits.call(words[0], folder.resolve("new"), Arrays.copyOfRange(words, 1, words.length)),
        status,
        reason);
  }

  private static String[] words(String call) {
    return call.isEmpty() ? new String[0] : call.replace("@", folder.toString()).split(" ", -1);
  }

  private static void assertEnds(Invocation call, int status, String reason) {
    System.out.println(
        "#### " + call.status() + " (" + status + ") " + reason + call.err().strip());
  }
}
