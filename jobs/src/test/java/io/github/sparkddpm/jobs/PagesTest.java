package io.github.sparkddpm.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that readers find their way: a short README, an index, links that lead somewhere. */
class PagesTest {

  private static final int README_BYTES = 9 * 1024;
  private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]*)(?:#([^)]*))?\\)");

  @Test
  void theReadmeIsShort() {
    assertThat(MarkdownPage.read("README.md").text().getBytes(StandardCharsets.UTF_8))
        .hasSizeLessThanOrEqualTo(README_BYTES);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyLinkLeadsSomewhere(MarkdownPage page) {
    assertThat(LINK.matcher(page.text()).results())
        .allSatisfy(link -> assertLeads(page, link.group(1), link.group(2)));
  }

  private static void assertLeads(MarkdownPage page, String target, String anchor) {
    Path file = page.path().resolveSibling(target).normalize();
    assertThat(MarkdownPage.ROOT.resolve(file)).exists();
    if (anchor != null) {
      MarkdownPage there = target.isEmpty() ? page : MarkdownPage.read(file.toString());
      assertThat(there.anchors()).contains(anchor);
    }
  }

  @Test
  void everyPageOfTheDocsIsInTheIndex() {
    String index = MarkdownPage.read("README.md").section("Find your page");

    assertThat(pages())
        .filteredOn(page -> page.path().startsWith("docs"))
        .hasSizeGreaterThan(10)
        .allSatisfy(page -> assertThat(index).contains("(" + page + ")"));
  }

  static List<MarkdownPage> pages() {
    return MarkdownPage.all();
  }
}
