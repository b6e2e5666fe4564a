package io.github.sparkddpm.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Markdown page of the project.
 *
 * @param path below the project's folder
 * @param text its source
 */
record MarkdownPage(Path path, String text) {

  static final Path ROOT = Path.of("..");

  private static final int DEEPEST = 3;
  private static final Pattern HIDDEN_OR_BUILT = Pattern.compile("(^|/)(\\.|target/)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
  private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
  private static final Pattern SHELL =
      Pattern.compile("^ *```sh\n(.*?)^ *```", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern COMMENT_OR_CONTINUATION =
      Pattern.compile("(?m)(^|\\s+)#\\s.*$|\\\\\n");
  private static final Pattern COMMAND = Pattern.compile("(?:[^'\"\n]|'[^']*'|\"[^\"]*\")+");

  static MarkdownPage read(String path) {
    return of(Path.of(path));
  }

  /** Returns all pages that people wrote for people. */
  static List<MarkdownPage> all() {
    try (Stream<Path> files = Files.walk(ROOT, DEEPEST)) {
      return files
          .map(ROOT::relativize)
          .filter(file -> file.toString().endsWith(".md"))
          .filter(file -> !HIDDEN_OR_BUILT.matcher(file.toString()).find())
          .sorted()
          .map(MarkdownPage::of)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static MarkdownPage of(Path path) {
    try {
      return new MarkdownPage(path, Files.readString(ROOT.resolve(path)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the section of a heading of the second level, up to the next one. */
  String section(String title) {
    int begin = text.indexOf("\n## " + title + "\n");
    if (begin < 0) {
      throw new AssertionError("%s has no section %s".formatted(path, title));
    }
    int end = text.indexOf("\n## ", begin + 1);
    return text.substring(begin, end < 0 ? text.length() : end);
  }

  /** Returns the anchors that GitHub makes of the headings. */
  List<String> anchors() {
    return HEADING
        .matcher(text)
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(title -> title.replaceAll("[^\\w -]", "").replace(' ', '-'))
        .toList();
  }

  /** Returns what stands in backticks within a line. */
  List<String> code() {
    return CODE.matcher(text).results().map(span -> span.group(1)).toList();
  }

  /** Returns the commands of the blocks for the shell, each on one line and without comments. */
  List<String> commands() {
    return SHELL
        .matcher(text)
        .results()
        .map(block -> COMMENT_OR_CONTINUATION.matcher(block.group(1)).replaceAll(""))
        .flatMap(block -> COMMAND.matcher(block).results())
        .map(MatchResult::group)
        .map(String::strip)
        .filter(command -> !command.isEmpty())
        .toList();
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
