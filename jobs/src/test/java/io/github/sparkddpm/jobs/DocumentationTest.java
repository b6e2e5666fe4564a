package io.github.sparkddpm.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages say what is true of the code. */
class DocumentationTest {

  private static final Path ROOT = Path.of("..");
  private static final Path LAUNCHER = Path.of("deploy", "spark-ddpm");
  private static final Pattern FIRST_CELL_OF_CODE = Pattern.compile("(?m)^\\| `([^`]+)`");
  private static final Pattern FIRST_CELL_OF_NUMBER = Pattern.compile("(?m)^\\| (\\d+) \\|");
  private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]*)(#[^)]*)?\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

  @Test
  void theTableOfVerbsHasThoseOfTheCommandLine() {
    assertThat(cells(section("Verbs"), FIRST_CELL_OF_CODE))
        .containsExactlyInAnyOrderElementsOf(Main.commandLine().getSubcommands().keySet());
  }

  @Test
  void theTableOfExitCodesHasThemAll() {
    assertThat(cells(section("Exit codes"), FIRST_CELL_OF_NUMBER))
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

    assertThat(cells(section("When something goes wrong"), FIRST_CELL_OF_CODE))
        .hasSizeGreaterThan(15)
        .filteredOn(message -> !message.equals("No space left on device"))
        .allSatisfy(message -> assertThat(sources.contains(message)).as(message).isTrue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "conf/README.md"})
  void everyLinkLeadsSomewhere(String page) {
    Path folder = ROOT.resolve(page).toAbsolutePath().normalize().getParent();

    assertThat(LINK.matcher(read(Path.of(page))).results())
        .isNotEmpty()
        .allSatisfy(link -> assertLeads(page, folder, link));
  }

  private static void assertLeads(String page, Path folder, MatchResult link) {
    assertThat(folder.resolve(link.group(1))).as(link.group()).exists();
    if (link.group(1).isEmpty()) {
      assertThat(anchors(read(Path.of(page)))).contains(link.group(2).substring(1));
    }
  }

  /** Returns the anchors that GitHub makes of headings. */
  private static List<String> anchors(String page) {
    return cells(page, HEADING).stream()
        .map(title -> title.toLowerCase(Locale.ROOT).replaceAll("[^\\w -]", "").replace(' ', '-'))
        .toList();
  }

  private static List<String> cells(String text, Pattern cell) {
    return cell.matcher(text).results().map(match -> match.group(1)).toList();
  }

  private static String section(String title) {
    String page = read(Path.of("README.md"));
    int begin = page.indexOf("\n## " + title + "\n");
    assertThat(begin).as(title).isNotNegative();
    int end = page.indexOf("\n## ", begin + 1);
    return page.substring(begin, end);
  }

  /** All sources, with strings that go over lines put together and what is filled in as dots. */
  private static String messages() throws IOException {
    StringBuilder sources = new StringBuilder(read(LAUNCHER));
    for (String module : List.of("core", "spark-training", "jobs")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
        files.filter(Files::isRegularFile).map(DocumentationTest::text).forEach(sources::append);
      }
    }
    return sources.toString().replaceAll("\"\\s*\\+\\s*\"", "").replaceAll("%[sd]|\\{}", "...");
  }

  private static String read(Path page) {
    return text(ROOT.resolve(page));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
