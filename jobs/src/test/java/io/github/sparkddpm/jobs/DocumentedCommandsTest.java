package io.github.sparkddpm.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Reads every command of every page: those of the launcher as dry runs, the others in the table of
 * CONTRIBUTING.md, which says what CI does with them.
 */
class DocumentedCommandsTest {

  private static final String LAUNCHER = "./deploy/spark-ddpm ";
  private static final Pattern VARIABLES = Pattern.compile("^(\\w+=('[^']*'|\"[^\"]*\"|\\S)* +)+");
  private static final Pattern WORD = Pattern.compile("(?:'[^']*'|\"[^\"]*\"|[^\\s'\"])+");
  private static final Pattern FIRST_CELL = Pattern.compile("(?m)^\\| (`.+?`) \\|");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final int PICTURES = 64;

  @TempDir private static Path folder;

  @BeforeAll
  static void makePictures() throws IOException {
    Path picture = MarkdownPage.ROOT.resolve("deploy/digits/demo-samples.png");
    Path pictures = Files.createDirectory(folder.resolve("my-pictures"));
    for (int i = 0; i < PICTURES; i++) {
      Files.copy(picture, pictures.resolve(i + ".png"));
    }
    MessageType row =
        MessageTypeParser.parseMessageType(
            "message m { required int32 id; required binary image; }");
    try (ParquetWriter<Group> rows =
        ExampleParquetWriter.builder(new org.apache.hadoop.fs.Path(folder + "/table/0.parquet"))
            .withType(row)
            .build()) {
      for (int i = 0; i < PICTURES; i++) {
        rows.write(
            new SimpleGroupFactory(row)
                .newGroup()
                .append("id", i)
                .append("image", Binary.fromConstantByteArray(Files.readAllBytes(picture))));
      }
    }
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("commandsOfTheLauncher")
  void everyCommandOfTheLauncherIsAccepted(MarkdownPage page, String command) {
    Invocation dryRun = Invocation.of(dryRun(command).toArray(String[]::new));

    assertThat(dryRun.err()).as("%s", page).isEmpty();
    assertThat(dryRun.status()).isZero();
  }

  @Test
  void everyOtherCommandIsInTheTableOfWhatCiDoesWithIt() {
    assertThat(commands(false))
        .map(command -> command.get()[1].toString())
        .hasSizeGreaterThan(20)
        .filteredOn(command -> named().stream().noneMatch(command::startsWith))
        .isEmpty();
  }

  @Test
  void theTableNamesNoCommandThatIsOnNoPage() {
    assertThat(named())
        .filteredOn(name -> MarkdownPage.all().stream().noneMatch(page -> isOn(page, name)))
        .isEmpty();
  }

  private static boolean isOn(MarkdownPage page, String name) {
    boolean isTable = page.toString().equals("CONTRIBUTING.md");
    return Stream.concat(page.commands().stream(), isTable ? Stream.of() : page.code().stream())
        .anyMatch(command -> withoutVariables(command).startsWith(name));
  }

  static Stream<Arguments> commandsOfTheLauncher() {
    return commands(true).stream();
  }

  private static List<Arguments> commands(boolean ofLauncher) {
    return MarkdownPage.all().stream()
        .flatMap(
            page ->
                page.commands().stream().map(command -> arguments(page, withoutVariables(command))))
        .filter(command -> command.get()[1].toString().startsWith(LAUNCHER) == ofLauncher)
        .toList();
  }

  private static String withoutVariables(String command) {
    return VARIABLES.matcher(command).replaceFirst("");
  }

  private static List<String> named() {
    String table = MarkdownPage.read("CONTRIBUTING.md").section("Pages");
    return FIRST_CELL
        .matcher(table)
        .results()
        .flatMap(cell -> CODE.matcher(cell.group(1)).results())
        .map(code -> code.group(1))
        .toList();
  }

  /** Returns the job's words of a command: without those of the launcher, on files of this test. */
  private static List<String> dryRun(String command) {
    List<String> words = new ArrayList<>();
    Iterator<String> rest = words(command.substring(LAUNCHER.length())).iterator();
    while (rest.hasNext()) {
      String word = rest.next();
      if (word.equals("--master") || word.equals("--spark-conf")) {
        rest.next();
      } else {
        words.add(here(word));
      }
    }
    if (words.contains("demo")) {
      words.addAll(List.of("--config", here("conf/demo.conf")));
    }
    if (!words.contains("--dry-run")) {
      words.add("--dry-run");
    }
    return words;
  }

  private static List<String> words(String command) {
    return WORD.matcher(command)
        .results()
        .map(MatchResult::group)
        .map(word -> word.replaceAll("['\"]", ""))
        .toList();
  }

  /** This Spark has no file system for S3, no name node answers, and it has no format of tables. */
  private static String here(String word) {
    return word.replaceFirst("^conf/", "../conf/")
        .replaceFirst("(^|=)(s3a|hdfs):/+", "$1" + folder + "/")
        .replaceFirst("=delta\\.`[^`]*`$", "=parquet.`" + folder + "/table`")
        .replaceFirst("=my-pictures$", "=" + folder.resolve("my-pictures"));
  }
}
