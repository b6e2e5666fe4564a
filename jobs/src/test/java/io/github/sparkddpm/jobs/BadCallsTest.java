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
        arguments(2, "Missing required subcommand", ""),
        arguments(2, "'trian'", "trian"),
        arguments(2, "'--stpes'", "train --stpes"),
        arguments(2, "--config", "train --config"),
        arguments(2, "there is no such file", "train --config ~/nowhere.conf"),
        arguments(2, "there is no such file", "train --config ~/empty"),
        arguments(2, "syntax.conf: 2: Expecting a value", "train --config ~/syntax.conf"),
        arguments(2, "nowhere.conf", "train --config ~/missing.conf"),
        arguments(2, "NO_SUCH_VARIABLE", "train --config ~/unset.conf"),
        arguments(2, "one/a.png", "train --config ~/one/a.png"),
        arguments(2, "key=value", "train training.steps"),
        arguments(2, "key=value", "train =1"),
        arguments(2, "did you mean training.steps?", "train training.stps=1"),
        arguments(2, "a whole number", "train training.steps=none"),
        arguments(2, "at least 1", "train training.steps=-1"),
        arguments(2, "a whole number", "train training.steps=99999999999999999999"),
        arguments(2, "a whole number", "train training.steps=1.5"),
        arguments(2, "not HOCON", "train training.steps="),
        arguments(2, "all-reduce or", "train training.combine=magic"),
        arguments(2, "a section", "train training=7"),
        arguments(2, "a list", "train network.multipliers=2"),
        arguments(2, "not HOCON", "train network.multipliers=[1,"),
        arguments(2, "not divisible by 4", "train network.image-size=30"),
        arguments(2, "does not divide", "train network.groups=7"),
        arguments(2, "needs a value", "train network.channels=null"),
        arguments(2, "at least 1", "train diffusion.timesteps=0"),
        arguments(2, "fixed-small or fixed-large or learned", "train diffusion.variance=guessed"),
        arguments(2, "prepare.background", "prepare prepare.background=reddish"),
        arguments(2, "data.shards must be at least 1", "prepare data.shards=0"),
        arguments(2, "at most diffusion.timesteps", "sample sampling.steps=5000"),
        arguments(2, "at most sampling.steps (1)", "sample sampling={sampler=unipc,steps=1}"),
        arguments(2, "numbers above 0", "evaluate evaluate.features.std=[0]"),
        arguments(2, "a URL", "train s3.endpoint=minio"),
        arguments(2, "a URL", "train mlflow.tracking-uri=nonsense"),
        arguments(2, "at least 1", "bench bench.steps=0"),
        arguments(2, "output must be a path", "train output="),
        arguments(2, "s3a://bucket/key", "train output=s3://bucket/run"),
        arguments(2, "add org.apache.hadoop:hadoop-aws", "train output=s3a://bucket/run"),
        arguments(2, "gcs-connector", "train output=gs://bucket/run"),
        arguments(2, "hadoop-azure", "train output=abfss://box@account.dfs.core.windows.net/run"),
        arguments(2, "download the files", "train output=http://host/run"),
        arguments(2, "no file system for xyz", "train output=xyz://host/run"),
        arguments(2, "no host", "train output=hdfs:///run"),
        arguments(2, "no.such.host.invalid", "train output=hdfs://no.such.host.invalid/run"),
        arguments(2, "Wrong FS", "train output=file://host/run"),
        arguments(2, "a:b", "train output=a:b"));
  }

  static Stream<Arguments> calls() {
    return Stream.of(
        arguments(
            3,
            "there is no such file or folder",
            "prepare data.source-images=~/nowhere data.prepared=~/new"),
        arguments(
            3, "it holds no image files", "prepare data.source-images=~/empty data.prepared=~/new"),
        arguments(3, "a.png", "prepare data.source-images=~/one/a.png data.prepared=~/new"),
        arguments(
            3,
            "notes.txt is no IDX file",
            "prepare data.source-images=~/notes.txt data.prepared=~/new"),
        arguments(
            3,
            "nothing.gz is no IDX file",
            "prepare data.source-images=~/nothing.gz data.prepared=~/new"),
        arguments(
            3,
            "broken.parquet",
            "prepare data.source-labels= data.source-images=~/broken.parquet data.prepared=~/new"),
        arguments(
            3,
            "data_batch_1.bin",
            "prepare data.source-labels= data.source-images=~/data_batch_1.bin data.prepared=~/new"),
        arguments(
            3,
            "Is a directory",
            "prepare data.source-labels= data.format=idx data.source-images=~/one data.prepared=~/new"),
        arguments(
            3,
            "one",
            "prepare data.source-labels= data.format=parquet data.source-images=~/one data.prepared=~/new"),
        arguments(
            3,
            "one",
            "prepare data.source-labels= data.format=cifar10 data.source-images=~/one data.prepared=~/new"),
        arguments(
            3,
            "face",
            "prepare data.source-labels= data.image-column=face data.source-images=~/digits/shards data.prepared=~/new"),
        arguments(3, "Is a directory", "prepare data.source-labels=~/one data.prepared=~/new"),
        arguments(
            3,
            "data.source-labels is for IDX files",
            "prepare data.source-images=~/one data.prepared=~/new"),
        arguments(
            3,
            "no folder names its class",
            "prepare data.source-labels= data.folder-labels=true data.source-images=~/one data.prepared=~/new"),
        arguments(
            3,
            "set data.shards to 1 up to 1",
            "prepare data.source-labels= data.shards=8 data.source-images=~/one data.prepared=~/new"),
        arguments(
            3,
            "set data.shards to 1 up to 1",
            "prepare --dry-run data.source-labels= data.shards=8 data.source-images=~/one data.prepared=~/new"),
        arguments(
            5,
            "thesis.txt",
            "prepare data.source-labels= data.prepared=~/foreign data.shards=1 data.source-images=~/one"),
        arguments(
            7,
            "notes.txt/new",
            "prepare data.source-labels= data.prepared=~/notes.txt/new data.shards=1 data.source-images=~/one"),
        arguments(
            7,
            "/proc/new",
            "prepare data.source-labels= data.prepared=/proc/new data.shards=1 data.source-images=~/one"),
        arguments(
            5,
            "notes.txt",
            "prepare data.source-labels= data.prepared=~/notes.txt data.shards=1 data.source-images=~/one"),
        arguments(3, "there is no manifest.json", "train data.prepared=~/empty"),
        arguments(3, "there is no manifest.json", "train data.prepared=~/notes.txt"),
        arguments(3, "torn-manifest/manifest.json", "train data.prepared=~/torn-manifest"),
        arguments(3, "empty-manifest/manifest.json", "train data.prepared=~/empty-manifest"),
        arguments(3, "strange-manifest/manifest.json", "train data.prepared=~/strange-manifest"),
        arguments(3, "has format version 99", "train data.prepared=~/newer-dataset"),
        arguments(3, "the file is missing", "train data.prepared=~/lost-shard"),
        arguments(3, "training.held-out = 100000", "train training.held-out=100000"),
        arguments(2, "training.workers must be", "train training.workers=9"),
        arguments(7, "notes.txt", "train output=~/notes.txt"),
        arguments(7, "/proc/run", "train output=/proc/run"),
        arguments(1, "Damaged run record", "train output=~/no-record training.steps=2"),
        arguments(1, "All 1 checkpoints", "train output=~/no-manifest training.steps=2"),
        arguments(1, "ema.safetensors has 4 bytes", "train output=~/no-weights training.steps=2"),
        arguments(1, "All 1 checkpoints", "train output=~/newer training.steps=2"),
        arguments(3, "No checkpoint of a run", "sample output=~/empty"),
        arguments(3, "No checkpoint of a run", "sample output=~/notes.txt"),
        arguments(
            3,
            "set sampling.checkpoint to one of [1]",
            "sample output=~/run sampling.checkpoint=7"),
        arguments(5, "notes.txt", "sample output=~/run sampling.output=~/notes.txt"),
        arguments(7, "/proc/samples", "sample output=~/run sampling.output=/proc/samples"),
        arguments(1, "samples/settings.json", "sample output=~/bad-settings"),
        arguments(1, "All 1 checkpoints", "sample output=~/no-weights"),
        arguments(3, "No checkpoint of a run", "evaluate output=~/empty"),
        arguments(5, "holds files but no evaluation.json", "evaluate output=~/foreign-evaluation"),
        arguments(3, "No image files", "evaluate output=~/run evaluate.dataset=~/empty"),
        arguments(3, "No folder of images", "evaluate output=~/run evaluate.dataset=~/nowhere"),
        arguments(3, "No folder of images", "evaluate output=~/run evaluate.samples=~/nowhere"),
        arguments(
            3,
            "No feature model at",
            "evaluate output=~/run evaluate.features.allow-few=true evaluate.features.model=~/nowhere.onnx"),
        arguments(
            3,
            "Cannot load the feature model",
            "evaluate output=~/run evaluate.features.allow-few=true evaluate.features.model=~/notes.txt"),
        arguments(
            3,
            "has no output nope",
            "evaluate output=~/run evaluate.features.allow-few=true evaluate.features.output=nope"),
        arguments(
            3,
            "notes.txt",
            "evaluate output=~/run evaluate.features.allow-few=true evaluate.features.statistics=~/notes.txt"),
        arguments(
            7,
            "/proc/x",
            "evaluate output=~/run evaluate.features.allow-few=true evaluate.features.statistics=/proc/x/s.npz"));
  }

  @ParameterizedTest
  @MethodSource("commandLines")
  void aWrongCommandLineEndsWithOneLine(int status, String reason, String call) {
    Invocation.of(words(call)).assertEnds(status, reason);
  }

  @ParameterizedTest
  @MethodSource("calls")
  void aCallThatCannotWorkEndsWithOneLine(int status, String reason, String call) {
    String[] words = words(call);
    digits
        .call(words[0], folder.resolve("new"), Arrays.copyOfRange(words, 1, words.length))
        .assertEnds(status, reason);
  }

  private static String[] words(String call) {
    return call.isEmpty() ? new String[0] : call.replace("~", folder.toString()).split(" ", -1);
  }
}
