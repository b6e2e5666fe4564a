package io.github.sparkddpm.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkddpm.jobs.config.ReferenceKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares the pages with the code. */
class DocumentationTest {

  private static final List<String> MODULES = List.of("core", "spark-training", "jobs");
  private static final Path LAUNCHER = MarkdownPage.ROOT.resolve("deploy/spark-ddpm");
  private static final Path PYTHON = MarkdownPage.ROOT.resolve("deploy/python/spark_ddpm");
  private static final Pattern FIRST_CELL_OF_CODE = Pattern.compile("(?m)^\\| `([^`]+)`");
  private static final Pattern FIRST_CELL_OF_NUMBER = Pattern.compile("(?m)^\\| (\\d+) \\|");
  private static final Pattern CLASS = Pattern.compile("`([a-z0-9.]+\\.[A-Z]\\w+)`");

  @Test
  void theTableOfVerbsHasThoseOfTheCommandLine() {
    assertThat(cells(MarkdownPage.read("README.md").section("Verbs"), FIRST_CELL_OF_CODE))
        .containsExactlyInAnyOrderElementsOf(Main.commandLine().getSubcommands().keySet());
  }

  @Test
  void theWayThroughTheCodeNamesClassesThatExist() {
    String way = MarkdownPage.read("README.md").section("Dive into the code");

    assertThat(cells(way, CLASS))
        .hasSizeGreaterThan(15)
        .allSatisfy(name -> assertThat(MODULES).anyMatch(module -> hasClass(module, name)));
  }

  @Test
  void theTableOfExitCodesHasThemAll() {
    assertThat(cells(troubleshooting().section("Exit codes"), FIRST_CELL_OF_NUMBER))
        .containsExactlyElementsOf(
            Arrays.stream(ExitCode.values()).map(code -> "" + code.number()).toList());
  }

  @Test
  void theLauncherNamesEveryVerbAndExitCode() {
    String usage = read(LAUNCHER);

    assertThat(Main.commandLine().getSubcommands().keySet())
        .allSatisfy(verb -> assertThat(usage).containsPattern("(?m)^  " + verb + " {2,}\\w"));
    assertThat(ExitCode.values())
        .allSatisfy(code -> assertThat(usage).containsPattern("\\W" + code.number() + " [a-z]"));
  }

  @Test
  void everyMessageOfTheTroubleshootingIsOneThatTheCodePrints() throws IOException {
    String sources = messages();

    assertThat(cells(troubleshooting().text(), FIRST_CELL_OF_CODE))
        .hasSizeGreaterThan(40)
        .filteredOn(message -> !message.equals("No space left on device"))
        .allSatisfy(message -> assertThat(sources.contains(message)).as(message).isTrue());
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyKeyOnAPageIsAKeyOfTheConfiguration(MarkdownPage page) {
    assertThat(page.code())
        .map(code -> code.split("[ =]", 2)[0])
        .filteredOn(ReferenceKeys::isSpeltLikeOne)
        .allSatisfy(key -> assertThat(ReferenceKeys.all()).contains(key));
  }

  static List<MarkdownPage> pages() {
    return MarkdownPage.all();
  }

  private static MarkdownPage troubleshooting() {
    return MarkdownPage.read("docs/troubleshooting.md");
  }

  private static List<String> cells(String text, Pattern cell) {
    return cell.matcher(text).results().map(match -> match.group(1)).toList();
  }

  private static boolean hasClass(String module, String name) {
    return Files.exists(
        sources(module).resolve("io/github/sparkddpm/" + name.replace('.', '/') + ".java"));
  }

  private static List<Path> folders() {
    return Stream.concat(MODULES.stream().map(DocumentationTest::sources), Stream.of(PYTHON))
        .toList();
  }

  private static Path sources(String module) {
    return MarkdownPage.ROOT.resolve(module).resolve("src/main/java");
  }

  /** Returns all sources, with split strings joined and dots for what is filled in. */
  private static String messages() throws IOException {
    StringBuilder sources = new StringBuilder(read(LAUNCHER));
    for (Path folder : folders()) {
      try (Stream<Path> files = Files.walk(folder)) {
        files
            .filter(file -> file.toString().matches(".*\\.(java|py)"))
            .map(DocumentationTest::read)
            .forEach(sources::append);
      }
    }
    return sources.toString().replaceAll("\"\\s*\\+\\s*\"", "").replaceAll("%[sd]|\\{}", "...");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
